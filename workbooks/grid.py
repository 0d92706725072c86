"""An edited workbook as it was read: rows by key, every cell with its address, nothing judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from backend.contract import Finding
from workbooks.identity import Identity
from workbooks.scan import SheetScan, column_letters

#: What a cell may hold; "" is a blank one.
CellValue = str | float | int | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class ReadCell:
    """One cell: what stands in it and where. A formula's cached value is not taken."""

    address: str
    value: CellValue
    formula: bool = False
    error: bool = False
    days_from_1904: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands there; spaces are nothing."""
        if self.formula or self.error:
            return False
        return isinstance(self.value, str) and not self.value.strip()


@dataclass(frozen=True)
class ReadRow:
    """One row of a register. `number` is its row in the sheet, counted from 1."""

    number: int
    values: Sequence[CellValue]
    hidden: bool


@dataclass(frozen=True)
class ReadSheet:
    """One register as read. `columns` maps the column's identifier to its number, from 1."""

    identifier: str
    name: str
    header_row: int
    columns: Mapping[str, int]
    rows: Sequence[ReadRow]
    scan: SheetScan
    days_from_1904: bool = False

    def cell(self, row: ReadRow, column: str) -> ReadCell:
        """Return the cell of a row in a column; blank when the column is not there."""
        number = self.columns.get(column, 0)
        if not number:
            return ReadCell("", "")
        place = (row.number, number)
        value = row.values[number - 1] if number <= len(row.values) else ""
        return ReadCell(
            f"{column_letters(number)}{row.number}",
            value,
            formula=place in self.scan.formulas,
            error=place in self.scan.errors,
            days_from_1904=self.days_from_1904,
        )

    def text(self, row: ReadRow, column: str) -> str:
        """Return what stands in a cell as text without surrounding spaces."""
        number = self.columns.get(column, 0)
        if not number or number > len(row.values):
            return ""
        value = row.values[number - 1]
        return value.strip() if isinstance(value, str) else str(value)

    def row(self, number: int) -> ReadRow:
        """Return the row that stands at `number` in the sheet."""
        return self.rows[number - self.header_row - 1]

    def blank(self, row: ReadRow) -> bool:
        """Whether nothing stands in any of our columns of a row."""
        return not any(self.text(row, column) for column in self.columns)

    def __iter__(self) -> Iterator[ReadRow]:
        # Almost every row has a key, and then needs no second look.
        return (row for row in self.rows if self.text(row, "key") or not self.blank(row))


@dataclass(frozen=True)
class ReadBook:
    """A workbook of ours as its user left it. `findings` concern sheets and columns."""

    path: Path
    identity: Identity
    sheets: Mapping[str, ReadSheet]
    findings: Sequence[Finding] = field(default=())
