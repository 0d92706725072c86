"""Compare an edited workbook with the database: what to order, and what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract import Command
from backend.errors import InputError
from workbooks.book import BookKind
from workbooks.commands import submission_of
from workbooks.contents import Contents
from workbooks.differences import Difference, differences
from workbooks.edits import Counts, Diff, Edit, Notes, Paired
from workbooks.grid import ReadBook
from workbooks.merge import BaseOf, resolve
from workbooks.names import Names
from workbooks.readonly import note_read_only, note_without_edits
from workbooks.rows import Sorted, column_findings, sort_rows
from workbooks.sheets.words import Words
from workbooks.typed import EditedRow, NewRow, Sender


def diff_book(kind: BookKind, read: ReadBook, now: Contents, base_of: BaseOf, login: str) -> Diff:
    """Compare `read`, a workbook of `kind`, with the database `now`.

    `base_of` is called at most once, with {sheet: {row key: version}} of the rows that moved.
    Raises `InputError` `workbook_other_database` or `workbook_other_login` when the workbook
    belongs elsewhere.
    """
    _check_owner(read, now, login)
    sender = Sender(login, Names(now.lookups), now.pull.as_of)
    notes = Notes(findings=list(read.findings))
    pairs = pairs_of(kind, read, now)
    rows = {name: sort_rows(paired, notes) for name, paired in pairs.items()}
    found: list[Difference] = []
    for name, paired in pairs.items():
        notes.findings += column_findings(paired, dict(read.identity.columns[name]))
        found += differences(paired, rows[name].known, sender.names, notes)
    edits, theirs = resolve(found, base_of, notes, sender.names)
    _note_rest(kind, pairs, rows, edits, Words(now.lookups, read.identity.language), notes)
    commands = []
    for name, paired in pairs.items():
        own = [edit for edit in edits if edit.sheet == name]
        commands += _commands(kind, paired, own, sender, notes)
    for name, paired in pairs.items():
        commands += _new_commands(kind, paired, rows[name], sender, notes)
    return Diff(
        submission=submission_of(read.identity.pull_id, login, commands, kind.phase(now.lookups)),
        findings=tuple(notes.findings),
        edits=tuple(edits),
        theirs=tuple(theirs),
        counts=Counts(
            edits=len(edits),
            hidden_edits=sum(edit.hidden for edit in edits),
            new_rows=sum(len(sheet.new) for sheet in rows.values()),
            theirs_only=len(theirs),
            conflicts=sum(finding.code == "conflict" for finding in notes.findings),
        ),
        marks=notes.marks,
    )


def _check_owner(read: ReadBook, now: Contents, login: str) -> None:
    path, identity = str(read.path), read.identity
    if identity.database_id != now.pull.database_id:
        raise InputError("workbook_other_database", path=path)
    if identity.login != login:
        raise InputError("workbook_other_login", path=path, owner=identity.login, login=login)


def pairs_of(kind: BookKind, read: ReadBook, now: Contents) -> Mapping[str, Paired]:
    """Return each register that was read beside what stands in the database."""
    pairs = {}
    for register in kind.registers(now.lookups):
        name = register.identifier
        if name in read.sheets:
            by_key = {register.key(row): row for row in now.rows.get(name, ())}
            orders = kind.orders.get(name)
            closed = orders.closed if orders else "not_editable"
            pairs[name] = Paired(register, read.sheets[name], by_key, closed)
    return pairs


def _note_rest(
    kind: BookKind,
    pairs: Mapping[str, Paired],
    rows: Mapping[str, Sorted],
    edits: list[Edit],
    words: Words,
    notes: Notes,
) -> None:
    """Say what was typed in vain: in rows that are gone, in read-only cells, without an edit."""
    for name, paired in pairs.items():
        edited = {edit.row_number for edit in edits if edit.sheet == name}
        # In a register that takes no orders nothing was typed: what is gone is simply over.
        for row in rows[name].gone if name in kind.orders else ():
            notes.note("row_gone", paired, row, "key", blocking=False)
        note_read_only(paired, rows[name].known, edited, words, notes)
        note_without_edits(paired, rows[name].known, edited, notes)


def _commands(
    kind: BookKind, paired: Paired, edits: list[Edit], sender: Sender, notes: Notes
) -> list[Command]:
    by_row: dict[int, list[Edit]] = {}
    for edit in edits:
        by_row.setdefault(edit.row_number, []).append(edit)
    commands: list[Command] = []
    for number, its_edits in by_row.items():
        row = paired.read.row(number)
        if not notes.blocks(paired, row):
            edited = EditedRow(its_edits, paired, row, sender, notes)
            commands += kind.orders[paired.register.identifier].edited(edited)
    return commands


def _new_commands(
    kind: BookKind, paired: Paired, rows: Sorted, sender: Sender, notes: Notes
) -> list[Command]:
    orders = kind.orders.get(paired.register.identifier)
    commands = []
    for row in rows.new:
        notes.mark(paired, row, "new")
        assert orders is not None
        assert orders.new is not None, "a register whose columns say `when_new` takes new rows"
        command = orders.new(NewRow(paired, row, sender, notes))
        if command is not None:
            commands.append(command)
    return commands
