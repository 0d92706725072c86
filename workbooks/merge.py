"""Three ways, cell by cell: the sheet, the database now, and what the sheet was made from.

Sheet equals now: nothing. Base equals now: an edit. Sheet equals base: theirs alone. Otherwise a
conflict, with all three side by side. The base is asked for only where the row's version moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from backend.queries.rows import Bases, Versions
from workbooks.differences import Difference, blank_is_zero, same_value
from workbooks.edits import Edit, Notes, Theirs
from workbooks.names import Names
from workbooks.said import said
from workbooks.sheets.kinds import CellType, Stored

#: Answers {sheet: {row key: version}} with the cells of those versions.
BaseOf = Callable[[Versions], Bases]


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
        elif same_value(difference.column, base, difference.now):
            edits += _edit(difference, base, notes)
        elif same_value(difference.column, difference.mine, base):
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
        return known, 0 if blank_is_zero(column) else None
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
