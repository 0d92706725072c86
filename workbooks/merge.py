"""Three ways, cell by cell: the sheet, the database now, and what the sheet was made from.

Sheet equals now: nothing. Base equals now: an edit. Sheet equals base: theirs alone. Otherwise a
conflict, with all three side by side. The base is asked for only where the row's version moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.queries.rows import Bases, Versions
from workbooks.edits import Edit, Notes, Paired, Theirs
from workbooks.grid import ReadRow
from workbooks.names import Names
from workbooks.reading import read_stored
from workbooks.said import said
from workbooks.sheets.declaration import Column
from workbooks.sheets.kinds import CellType, Stored
from workbooks.values import CellError

#: Answers {sheet: {row key: version}} with the cells of those versions.
BaseOf = Callable[[Versions], Bases]


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
            try:
                mine = _mine(paired, row, column, now_row, names)
            except CellError as error:
                detail = {"given": error.given, **error.detail}
                notes.note(error.code, paired, row, column.identifier, detail)
                continue
            if not _same(column, mine, column.stored(now_row)):
                found.append(Difference(paired, row, column, now_row, mine))
    return found


def _mine(paired: Paired, row: ReadRow, column: Column[Any], now_row: Any, names: Names) -> Stored:
    deal = column.cell_type is CellType.DEAL_AMOUNT
    currency = now_row.currency if deal else column.currency
    return read_stored(paired.read.cell(row, column.identifier), column, currency, names)


def _blank_is_zero(column: Column[Any]) -> bool:
    """Whether nothing and zero are one: a blank share and a share of zero both hold nothing."""
    return column.cell_type is CellType.LEDGER_AMOUNT and not column.may_be_empty


def _same(column: Column[Any], mine: Stored, reference: Stored) -> bool:
    """Whether two values are one."""
    if mine is None and _blank_is_zero(column):
        return reference == 0
    return mine == reference


def resolve(
    found: Sequence[Difference], base_of: BaseOf, notes: Notes, names: Names
) -> tuple[list[Edit], list[Theirs]]:
    """Decide each difference: an edit, theirs alone, or a conflict that is noted."""
    wanted: dict[str, dict[str, str]] = {}
    for difference in found:
        if difference.moved:
            sheet = difference.paired.register.identifier
            wanted.setdefault(sheet, {})[difference.key] = difference.version
    bases = base_of(wanted) if wanted else {}
    edits: list[Edit] = []
    theirs: list[Theirs] = []
    for difference in found:
        known, base = _base(difference, bases)
        place = (difference.paired, difference.row, difference.column.identifier)
        if not known:
            notes.note("base_unknown", *place)
        elif _same(difference.column, base, difference.now):
            edits += _edit(difference, base, notes)
        elif _same(difference.column, difference.mine, base):
            theirs.append(_theirs(difference, base))
        else:
            notes.note("conflict", *place, _three(difference, base, names))
    return edits, theirs


def _base(difference: Difference, bases: Bases) -> tuple[bool, Stored]:
    if not difference.moved:
        return True, difference.now
    column = difference.column
    cells = bases.get(difference.paired.register.identifier, {})
    place = (difference.key, column.identifier)
    known = place in cells or any(key == difference.key for key, _ in cells)
    value: Any = cells.get(place)
    if value in ("", None):
        return known, 0 if _blank_is_zero(column) else None
    if column.cell_type is CellType.DATE and isinstance(value, str):
        # An image holds a date as text.
        value = date.fromisoformat(value[:10])
    return known, value


def _edit(difference: Difference, base: Stored, notes: Notes) -> list[Edit]:
    paired, row, column = difference.paired, difference.row, difference.column
    sheet = paired.register.identifier
    if not column.editable(difference.now_row):
        notes.note(paired.closed, paired, row, column.identifier)
        return []
    may_be_empty = column.may_be_empty or column.cell_type is CellType.TEXT
    if difference.mine is None and not may_be_empty:
        notes.note("cell_cleared", paired, row, column.identifier)
        return []
    notes.mark(paired, row, "edited")
    return [
        Edit(
            sheet=sheet,
            key=difference.key,
            column=column,
            cell=paired.read.cell(row, column.identifier).address,
            row_number=row.number,
            hidden=row.hidden,
            base=base,
            mine=difference.mine,
            now_row=difference.now_row,
        )
    ]


def _theirs(difference: Difference, base: Stored) -> Theirs:
    paired, row, column = difference.paired, difference.row, difference.column
    return Theirs(
        sheet=paired.register.identifier,
        key=difference.key,
        column=column,
        cell=paired.read.cell(row, column.identifier).address,
        base=base,
        now=difference.now,
    )


def _three(difference: Difference, base: Stored, names: Names) -> dict[str, str]:
    values = {"base": base, "mine": difference.mine, "theirs": difference.now}
    return {
        name: said(difference.column, value, difference.now_row, names)
        for name, value in values.items()
    }
