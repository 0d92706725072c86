"""Which cells of a sheet hold something else than the database holds now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workbooks.content import CellError
from workbooks.edits import Notes, Paired
from workbooks.grid import ReadRow
from workbooks.names import Names
from workbooks.reading import read_stored
from workbooks.sheets.declaration import Column
from workbooks.sheets.kinds import CellType, Stored

#: How many of what is kept make one of what the sheet shows.
_UNITS = {
    CellType.LEDGER_AMOUNT: 1_000_000,
    CellType.PERCENT: 1_000_000,
    CellType.RATIO: 1_000_000,
    CellType.COUNT: 1,
    CellType.DAYS: 1,
}
#: Numbers of so many digits are one for one with what a spreadsheet keeps.
_EXACT = 10**15


@dataclass(frozen=True)
class Difference:
    """A cell whose content is not what the database holds now."""

    paired: Paired
    row: ReadRow
    column: Column[Any]
    now_row: Any
    mine: Stored

    @property
    def key(self) -> str:
        """The key of its row."""
        return self.paired.read.text(self.row, "key")

    @property
    def now(self) -> Stored:
        """What the database holds."""
        return self.column.stored(self.now_row)

    @property
    def version(self) -> str:
        """The version of the row from which the sheet was made."""
        return self.paired.read.text(self.row, "version")

    @property
    def moved(self) -> bool:
        """Whether the row was changed in the database since."""
        return self.version != self.paired.register.version(self.now_row)


def differences(
    paired: Paired, rows: Sequence[tuple[ReadRow, Any]], names: Names, notes: Notes
) -> list[Difference]:
    """Return the editable cells that differ from the database; note those that can't be read."""
    found = []
    columns = [
        column
        for column in paired.register.editable_columns
        if not column.companion and column.identifier in paired.read.columns
    ]
    for row, now_row in rows:
        for column in columns:
            if _stands(paired, row, column, now_row):
                continue
            try:
                mine = _mine(paired, row, column, now_row, names)
            except CellError as error:
                detail = {"given": error.given, **error.detail}
                notes.note(error.code, paired, row, column.identifier, detail)
                continue
            if not same_value(column, mine, column.stored(now_row)):
                found.append(Difference(paired, row, column, now_row, mine))
    return found


def _stands(paired: Paired, row: ReadRow, column: Column[Any], now_row: Any) -> bool:
    """Whether a cell holds the very number or text that the database holds, at a glance.

    Of nearly every cell of a large sheet that is all there is to know. A number is compared as it
    was written: the one nearest to what is kept.
    """
    number = paired.read.columns[column.identifier]
    value = row.values[number - 1] if number <= len(row.values) else ""
    stored = column.stored(now_row)
    if isinstance(value, str):
        same = column.cell_type is CellType.TEXT and value == (stored or "")
    elif isinstance(value, float) and isinstance(stored, int):
        unit = _UNITS.get(column.cell_type)
        same = unit is not None and abs(stored) < _EXACT and value == stored / unit
    else:
        same = isinstance(value, date) and value == stored and not isinstance(value, datetime)
    place = (row.number, number)
    return same and place not in paired.read.scan.formulas and place not in paired.read.scan.errors


def _mine(paired: Paired, row: ReadRow, column: Column[Any], now_row: Any, names: Names) -> Stored:
    deal = column.cell_type is CellType.DEAL_AMOUNT
    currency = now_row.currency if deal else column.currency
    return read_stored(paired.read.cell(row, column.identifier), column, currency, names)


def blank_is_zero(column: Column[Any]) -> bool:
    """Whether nothing and zero are one: a blank share and a share of zero both hold nothing."""
    return column.cell_type is CellType.LEDGER_AMOUNT and not column.may_be_empty


def same_value(column: Column[Any], mine: Stored, reference: Stored) -> bool:
    """Whether two values are one."""
    if mine is None and blank_is_zero(column):
        return reference == 0
    return mine == reference
