"""The hidden working sheet: one row an institution, one named column a step of the computation."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.frame import Desk

SHEET = "_evaluation"
#: Above the rows: the columns' names, and the weights of those that hold points.
NAMES_ROW, WEIGHTS_ROW, FIRST_ROW = range(3)


@dataclass
class Working:
    """The sheet. A column arises when a row first puts its name."""

    desk: Desk
    worksheet: Worksheet
    columns: dict[str, int] = field(default_factory=dict)
    rows: int = 0

    def row(self) -> WorkingRow:
        """Begin the next row."""
        self.rows += 1
        return WorkingRow(self, FIRST_ROW + self.rows - 1)

    def column(self, name: str) -> int:
        """Return the column of a name."""
        if name not in self.columns:
            self.columns[name] = len(self.columns)
            self.worksheet.write_string(NAMES_ROW, self.columns[name], name)
        return self.columns[name]

    def define(self, name: str, column: str) -> None:
        """Give a column's rows a name that formulas of other sheets say."""
        at = self.column(column)
        area = xl_range_abs(FIRST_ROW, at, FIRST_ROW + max(1, self.rows) - 1, at)
        self.desk.workbook.define_name(name, f"={SHEET}!{area}")


@dataclass
class WorkingRow:
    """One institution's row: formulas refer to its cells by name."""

    working: Working
    place: int
    values: dict[str, int | float | str] = field(default_factory=dict)

    def put(self, name: str, formula: float | str, value: float | str = "") -> None:
        """Put a step: its formula with what it gives now, or a plain value."""
        column = self.working.column(name)
        worksheet = self.working.worksheet
        if isinstance(formula, str) and formula.startswith("="):
            worksheet.write_formula(self.place, column, formula, None, value)
            self.values[name] = value
            return
        self.values[name] = formula
        if formula == "":
            # An empty text, not a blank: a formula takes a blank for zero.
            worksheet.write_formula(self.place, column, '=""', None, "")
        elif isinstance(formula, str):
            worksheet.write_string(self.place, column, formula)
        else:
            worksheet.write_number(self.place, column, formula)

    def __getitem__(self, name: str) -> str:
        """Return the address of a step of this row."""
        column = self.working.columns[name]
        return str(xl_rowcol_to_cell(self.place, column, col_abs=True))

    def value(self, name: str) -> int | str:
        """Return what a step gives now: a whole number or nothing."""
        found = self.values[name]
        assert not isinstance(found, float)
        return found
