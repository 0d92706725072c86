"""A sheet's rows sorted by what they are: known ones by key, new ones, and those that are neither.

Equal keys are one finding, for nobody can say which row is the copy. A row whose key was cleared
is new; a missing row means nothing, for deleting is a mark, never an absence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backend.contract import Finding
from backend.language import both
from workbooks.edits import Notes, Paired
from workbooks.grid import ReadRow


@dataclass(frozen=True)
class Sorted:
    """The rows of one register: known by key, gone from the database, and new."""

    known: list[tuple[ReadRow, Any]] = field(default_factory=list)
    gone: list[ReadRow] = field(default_factory=list)
    new: list[ReadRow] = field(default_factory=list)


def sort_rows(paired: Paired, notes: Notes) -> Sorted:
    """Sort the rows of a sheet, noting equal and unknown keys."""
    found = Sorted()
    by_key: dict[str, list[ReadRow]] = {}
    for row in paired.read:
        key = paired.read.text(row, "key")
        if key:
            by_key.setdefault(key, []).append(row)
        else:
            _sort_without_key(paired, row, found, notes)
    for key, rows in by_key.items():
        if len(rows) > 1:
            _note_equal_keys(paired, rows, notes)
        elif key in paired.now:
            found.known.append((rows[0], paired.now[key]))
        elif paired.read.text(rows[0], "version"):
            found.gone.append(rows[0])
        else:
            notes.note("unknown_key", paired, rows[0], "key", {"given": key})
    return found


def _note_equal_keys(paired: Paired, rows: list[ReadRow], notes: Notes) -> None:
    cells = ", ".join(paired.read.cell(row, "key").address for row in rows)
    notes.note("equal_keys", paired, rows[-1], "key", {"cells": cells})
    for row in rows:
        notes.mark(paired, row, "wrong")


def _sort_without_key(paired: Paired, row: ReadRow, found: Sorted, notes: Notes) -> None:
    read, register = paired.read, paired.register
    fresh = [column.identifier for column in register.columns if column.when_new]
    if not fresh:
        # Rows of this register are not typed; a sum under the table is the user's own.
        if all(read.text(row, column) for column in register.known_by):
            notes.note(register.no_new_rows, paired, row, "key")
        return
    if read.text(row, "status") in both("status.saved"):
        notes.note("already_saved", paired, row, "status", blocking=False)
    elif _is_new(paired, row, fresh):
        found.new.append(row)
    else:
        notes.note("row_without_key", paired, row, "key", blocking=False)


def _is_new(paired: Paired, row: ReadRow, fresh: list[str]) -> bool:
    """Whether a row without key says whom it concerns: sums and remarks beneath a table don't."""
    columns = [column for column in paired.register.known_by if column in fresh]
    return any(paired.read.text(row, column) for column in columns)


def column_findings(paired: Paired, known: dict[str, tuple[str, str]]) -> list[Finding]:
    """Return a finding for every editable column, and the key, that the sheet has lost."""
    findings = []
    for column in paired.register.columns:
        needed = column.identifier == "key" or column.may_be_edited
        if needed and column.identifier in known and column.identifier not in paired.read.columns:
            chinese, english = column.labels
            findings.append(
                Finding(
                    "column_missing",
                    paired.register.identifier,
                    f"A{paired.read.header_row}",
                    column=column.identifier,
                    detail={"column_zh": chinese, "column_en": english},
                )
            )
    return findings
