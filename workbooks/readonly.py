"""What was typed where nobody may type: said, and restored by the next refresh."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from workbooks.edits import Notes, Paired
from workbooks.grid import CellValue, ReadRow
from workbooks.names import Names
from workbooks.sheets.declaration import Column
from workbooks.sheets.kinds import Shown
from workbooks.sheets.words import Words

#: Where these disagree with the key, an edit may have slipped into another institution's row.
_IDENTITY = {"institution", "bic", "product"}


def note_read_only(
    paired: Paired,
    rows: Sequence[tuple[ReadRow, Any]],
    edited: AbstractSet[int],
    words: Words,
    notes: Notes,
) -> None:
    """Note every changed cell of a column that never changes by itself.

    `words` speak the language in which the workbook was built. Such a change holds up nothing,
    unless the row was edited too and the cell says whose row it is.
    """
    names = Names(words.lookups)
    columns = [
        column
        for column in paired.register.columns
        if column.stable and column.identifier in paired.read.columns
    ]
    for row, now_row in rows:
        for column in columns:
            value = row.values[paired.read.columns[column.identifier] - 1 :][:1]
            shown = column.shown(now_row, words)
            if untouched(value[0] if value else "", shown, column, names):
                continue
            mixed = row.number in edited and column.identifier in _IDENTITY
            code = "row_mixed_up" if mixed else paired.register.not_edited
            notes.note(code, paired, row, column.identifier, blocking=mixed)


def untouched(value: CellValue, shown: Shown, column: Column[Any], names: Names) -> bool:
    """Whether a cell still shows what was written there, in whichever language."""
    if value == shown or (shown is None and value == ""):
        return True
    if isinstance(value, datetime):
        return value.date() == shown
    if isinstance(value, str):
        return not isinstance(shown, Decimal | date) and names.same(
            column.choices, value, "" if shown is None else str(shown)
        )
    if isinstance(value, float) and isinstance(shown, Decimal | int):
        try:
            return Decimal(repr(value)) == shown
        except InvalidOperation:
            return False
    return str(value).removesuffix(".0") == str(shown)


def note_without_edits(
    paired: Paired, rows: Sequence[tuple[ReadRow, Any]], edited: AbstractSet[int], notes: Notes
) -> None:
    """Note a companion (a reason, a date) that stands in a row of which nobody changed anything."""
    companions = [column for column in paired.register.columns if column.companion]
    for row, _ in rows:
        if row.number in edited or notes.blocks(paired, row):
            continue
        for column in companions:
            if paired.read.text(row, column.identifier):
                notes.note("nothing_changed", paired, row, column.identifier, blocking=False)
                break
