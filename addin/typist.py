"""A clerk at a workbook: types into cells by key and column, and saves. For demonstrations.

Saving is openpyxl's, as foreign to us as Excel's or WPS's: the push must live with it.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl

from workbooks.grid import ReadSheet
from workbooks.intake import read_book


class Typist:
    """Opens a workbook, remembers what is typed, saves it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = read_book(path)
        self._book = openpyxl.load_workbook(path)

    def type(self, sheet: str, key: str, column: str, value: object) -> None:
        """Type `value` into the row with `key`."""
        found = self._read.sheets[sheet]
        number = next(row.number for row in found.rows if found.text(row, "key") == key)
        self._put(found, number, column, value)

    def retype(self, sheet: str, column: str, before: str, after: object) -> None:
        """Replace what stands in a column: `before` becomes `after`."""
        found = self._read.sheets[sheet]
        number = next(row.number for row in found.rows if found.text(row, column) == before)
        self._put(found, number, column, after)

    def new_row(self, sheet: str, **cells: object) -> None:
        """Fill in the first blank row beneath the table."""
        found = self._read.sheets[sheet]
        filled = [row.number for row in found.rows if not found.blank(row)]
        number = max(filled, default=found.header_row) + 1
        for column, value in cells.items():
            self._put(found, number, column, value)

    def save(self, path: Path) -> Path:
        """Save under another name."""
        self._book.save(path)
        return path

    def _put(self, sheet: ReadSheet, number: int, column: str, value: object) -> None:
        self._book[sheet.name].cell(number, sheet.columns[column]).value = value  # type: ignore[assignment]
