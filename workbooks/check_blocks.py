"""Blocks of hidden data side by side on one sheet, each column known by a name.

A block is a table without heading format, so that the form's formulas read like sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.cells import write_cell
from workbooks.formats import DATE_FORMAT
from workbooks.frame import Desk
from workbooks.sheets.kinds import Shown

SHEET = "_nodes"
_FIRST_ROW = 1


@dataclass
class Blocks:
    """Writes blocks side by side on the hidden sheet and names their columns."""

    desk: Desk
    worksheet: Worksheet
    next_column: int = 0

    def write(self, prefix: str, names: Sequence[str], rows: Sequence[Sequence[Shown]]) -> None:
        """Write one block; column `name` is known as `<prefix>_<name>`."""
        plain = self.desk.formats.make()
        dates = self.desk.formats.make(num_format=DATE_FORMAT)
        for offset, name in enumerate(names):
            column = self.next_column + offset
            self.worksheet.write_string(0, column, f"{prefix}_{name}", plain)
            for place, row in enumerate(rows, _FIRST_ROW):
                shape = dates if name in {"expiry", "maturity", "release_date"} else plain
                write_cell(self.worksheet, place, column, row[offset], shape)
            self._name(f"{prefix}_{name}", column, len(rows))
        self.next_column += len(names)

    def counter(self, name: str, criteria: str, first: str, hits: Sequence[int]) -> None:
        """Write a column that counts the rows so far which meet `criteria`.

        `criteria` is a formula without `=` in which `{cell}` stands for the row's cell of the
        column whose first cell is `first`; `hits` is the count in a fresh book.
        """
        column = self.next_column
        self.worksheet.write_string(0, column, name)
        letters = first.rstrip("0123456789")
        for place, hit in enumerate(hits, _FIRST_ROW):
            above = xl_rowcol_to_cell(place - 1, column)
            formula = f"=N({above})+{criteria.format(cell=f'{letters}{place + 1}')}"
            self.worksheet.write_formula(place, column, formula, None, hit)
        self._name(name, column, len(hits))
        self.next_column += 1

    def first_cell(self, offset: int) -> str:
        """Return the first data cell of the column `offset` places after the next free one."""
        return str(xl_rowcol_to_cell(_FIRST_ROW, self.next_column + offset))

    def _name(self, name: str, column: int, rows: int) -> None:
        place = xl_range_abs(_FIRST_ROW, column, max(_FIRST_ROW, rows), column)
        self.desk.workbook.define_name(name, f"={SHEET}!{place}")
