"""Compare an edited workbook with the database: what to order, and what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.contract import Command
from backend.errors import InputError
from backend.queries.rows import LimitsBook
from workbooks.build import registers_of
from workbooks.commands import (
    allocation_commands,
    ledger_command,
    request_commands,
    submission_of,
)
from workbooks.edits import Counts, Diff, Edit, Notes, Paired
from workbooks.grid import ReadBook, ReadRow
from workbooks.merge import BaseOf, Difference, differences, resolve
from workbooks.names import Names
from workbooks.new_rows import NewRow, new_line, new_request
from workbooks.readonly import note_read_only, note_without_edits
from workbooks.rows import Sorted, column_findings, sort_rows
from workbooks.sheets.words import Words


def diff_limits(read: ReadBook, now: LimitsBook, base_of: BaseOf, login: str) -> Diff:
    """Compare `read` with the database `now`.

    `base_of` is called at most once, with {sheet: {row key: version}} of the rows that moved.
    Raises `InputError` `workbook_other_database` or `workbook_other_login` when the workbook
    belongs elsewhere.
    """
    _check_owner(read, now, login)
    names = Names(now.lookups)
    notes = Notes(findings=list(read.findings))
    pairs = _pairs(read, now)
    rows = {name: sort_rows(paired, notes) for name, paired in pairs.items()}
    found: list[Difference] = []
    for name, paired in pairs.items():
        notes.findings += column_findings(paired, dict(read.identity.columns[name]))
        found += differences(paired, rows[name].known, names, notes)
    edits, theirs = resolve(found, base_of, notes, names)
    _note_rest(pairs, rows, edits, Words(now.lookups, read.identity.language), notes)
    commands = _commands(pairs, edits, login, notes)
    commands += _new_commands(pairs, rows, names, login, notes, now)
    branches = {branch.code for branch in now.lookups.branches}
    new_rows = sum(len(sheet.new) for sheet in rows.values())
    return Diff(
        submission=submission_of(read.identity.pull_id, login, commands, branches),
        findings=tuple(notes.findings),
        edits=tuple(edits),
        theirs=tuple(theirs),
        counts=Counts(
            edits=len(edits),
            hidden_edits=sum(edit.hidden for edit in edits),
            new_rows=new_rows,
            theirs_only=len(theirs),
            conflicts=sum(finding.code == "conflict" for finding in notes.findings),
        ),
        marks=notes.marks,
    )


def _check_owner(read: ReadBook, now: LimitsBook, login: str) -> None:
    path, identity = str(read.path), read.identity
    if identity.database_id != now.pull.database_id:
        raise InputError("workbook_other_database", path=path)
    if identity.login != login:
        raise InputError("workbook_other_login", path=path, owner=identity.login, login=login)


def _pairs(read: ReadBook, now: LimitsBook) -> Mapping[str, Paired]:
    all_rows: tuple[Any, ...] = (now.ledger, now.allocation, now.requests)
    pairs = {}
    for register, rows in zip(registers_of(now.lookups), all_rows, strict=True):
        sheet = read.sheets.get(register.identifier)
        if sheet is not None:
            by_key = {register.key(row): row for row in rows}
            pairs[register.identifier] = Paired(register, sheet, by_key)
    return pairs


def _note_rest(
    pairs: Mapping[str, Paired],
    rows: Mapping[str, Sorted],
    edits: list[Edit],
    words: Words,
    notes: Notes,
) -> None:
    """Say what was typed in vain: in rows that are gone, in read-only cells, without an edit."""
    for name, paired in pairs.items():
        edited = {edit.row_number for edit in edits if edit.sheet == name}
        for row in rows[name].gone:
            notes.note("row_gone", paired, row, "key", blocking=False)
        note_read_only(paired, rows[name].known, edited, words, notes)
        note_without_edits(paired, rows[name].known, edited, notes)


def _commands(
    pairs: Mapping[str, Paired], edits: list[Edit], login: str, notes: Notes
) -> list[Command]:
    by_row: dict[tuple[str, int], list[Edit]] = {}
    for edit in edits:
        by_row.setdefault((edit.sheet, edit.row_number), []).append(edit)
    commands: list[Command] = []
    for (sheet, number), its_edits in by_row.items():
        paired = pairs[sheet]
        row = paired.read.row(number)
        if notes.blocks(paired, row):
            continue
        commands += _row_commands(paired, row, its_edits, login, notes)
    return commands


def _row_commands(
    paired: Paired, row: ReadRow, edits: list[Edit], login: str, notes: Notes
) -> list[Command]:
    match paired.register.identifier:
        case "allocation":
            return allocation_commands(paired, row, edits, login, notes)
        case "requests":
            return request_commands(paired, row, edits, login, notes)
        case _:
            return [ledger_command(edit, login) for edit in edits]


def _new_commands(
    pairs: Mapping[str, Paired],
    rows: Mapping[str, Sorted],
    names: Names,
    login: str,
    notes: Notes,
    now: LimitsBook,
) -> list[Command]:
    commands = []
    for sheet, paired in pairs.items():
        for row in rows[sheet].new:
            notes.mark(paired, row, "new")
            new = NewRow(paired, row, names, notes)
            if sheet == "requests":
                command = new_request(new, login, now.pull.as_of)
            else:
                command = new_line(new, login)
            if command is not None:
                commands.append(command)
    return commands
