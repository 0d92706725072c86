"""Three ways, cell by cell: the sheet, the database now, and what the sheet was made from.

Sheet equals now: nothing. Base equals now: an edit. Sheet equals base: theirs alone. Otherwise a
conflict, with all three side by side. The base is asked for only where the row's version moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.queries.rows import BaseCells
from workbooks.edits import Edit, Notes, Paired, Theirs
from workbooks.grid import ReadRow
from workbooks.names import Names
from workbooks.said import said
from workbooks.sheets.declaration import Column
from workbooks.sheets.kinds import CellType, Stored
from workbooks.sheets.requests import IDENTIFIER as REQUESTS
from workbooks.values import CellError, read_deal_amount, read_ledger_amount, read_text

#: Answers {sheet: {row key: version}} with the cells of those versions.
BaseOf = Callable[[Mapping[str, Mapping[str, str]]], BaseCells]

_CLOSED = {"limits_ledger": "source_not_manual", REQUESTS: "request_closed"}


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
                mine = read_stored(paired, row, column, now_row, names)
            except CellError as error:
                notes.note(error.code, paired, row, column.identifier, {"given": error.given})
                continue
            if not _same(column, mine, column.stored(now_row)):
                found.append(Difference(paired, row, column, now_row, mine))
    return found


def read_stored(
    paired: Paired, row: ReadRow, column: Column[Any], now_row: Any, names: Names
) -> Stored:
    """Read one editable cell as the database would keep it. Raises `CellError`."""
    cell = paired.read.cell(row, column.identifier)
    if column.cell_type is CellType.LEDGER_AMOUNT:
        return read_ledger_amount(cell)
    if column.cell_type is CellType.DEAL_AMOUNT:
        return read_deal_amount(cell, names.lookups.minor_units.get(now_row.currency, 2))
    text = read_text(cell)
    if text is None or column.cell_type is not CellType.CODE:
        return text
    code = names.code(column.choices, text)
    if code is None:
        raise CellError("not_in_list", cell)
    return code


def _same(column: Column[Any], mine: Stored, reference: Stored) -> bool:
    """Whether two values are one. A blank share and a share of zero both hold nothing."""
    if mine is None and column.cell_type is CellType.LEDGER_AMOUNT:
        return reference == 0
    return mine == reference


def resolve(
    found: Sequence[Difference], base_of: BaseOf, notes: Notes, names: Names
) -> tuple[list[Edit], list[Theirs]]:
    """Decide each difference: an edit, theirs alone, or a conflict that is noted."""
    wanted: dict[str, dict[str, str]] = {}
    for difference in found:
        if difference.moved and difference.version:
            sheet = difference.paired.register.identifier
            wanted.setdefault(sheet, {})[difference.key] = difference.version
    bases = base_of(wanted) if wanted else BaseCells(ledger={}, allocation={}, requests={})
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


def _base(difference: Difference, bases: BaseCells) -> tuple[bool, Stored]:
    if not difference.moved:
        return True, difference.now
    sheet = difference.paired.register.identifier
    cells: Mapping[tuple[str, str], object] = {
        "limits_ledger": bases.ledger,
        "allocation": bases.allocation,
        REQUESTS: bases.requests,
    }[sheet]
    place = (difference.key, difference.column.identifier)
    value: Any = cells.get(place)
    if value == "" or (value is None and difference.column.cell_type is CellType.LEDGER_AMOUNT):
        value = 0 if difference.column.cell_type is CellType.LEDGER_AMOUNT else None
    known = place in cells or any(key == difference.key for key, _ in cells)
    return known, value


def _edit(difference: Difference, base: Stored, notes: Notes) -> list[Edit]:
    paired, row, column = difference.paired, difference.row, difference.column
    sheet = paired.register.identifier
    if not column.editable(difference.now_row):
        notes.note(_CLOSED.get(sheet, "not_editable"), paired, row, column.identifier)
        return []
    if difference.mine is None and column.cell_type is not CellType.TEXT:
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
