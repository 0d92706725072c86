"""Edits as commands: what is ordered, in which order, under which identity.

Rooms are emptied before they are filled: shares are lowered first (branches before the group that
holds them), then lines, then shares are raised (the group before its branches). Identities depend
on what is ordered and on the pull, never on where it stood: the same edits in another order are
the same submission.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from backend.contract import (
    AllocateLine,
    AnnotateLine,
    ApproveLine,
    Command,
    Consent,
    ConsentToRequest,
    GrantRequest,
    RaiseRequest,
    Submission,
)
from workbooks.edits import Edit, Notes, Paired
from workbooks.grid import ReadRow
from workbooks.sheets.allocation import ALLOCATED, EFFECTIVE, REASON
from workbooks.values import CellError, read_date, read_text

_NAMESPACE = uuid.UUID("0f2d6a0c-3f0e-4b57-8a55-8f7e0a4d2c10")


def ledger_command(edit: Edit, login: str) -> Command:
    """Return the command for an edited cell of the ledger."""
    row = edit.now_row
    if edit.column.identifier == "note":
        return AnnotateLine(
            id="",
            login=login,
            place=edit.place,
            institution=row.institution.bic8,
            product=row.product,
            note=str(edit.mine or ""),
            base_note=str(edit.base or ""),
        )
    return ApproveLine(
        id="",
        login=login,
        place=edit.place,
        institution=row.institution.bic8,
        product=row.product,
        target_minor=_minor(edit.mine),
        base_minor=_minor(edit.base),
        line_type=row.line_type,
        expiry_date=row.expiry_date,
        max_tenor_days=row.max_tenor_days,
        approval_number=row.approval_number,
    )


def _minor(value: object) -> int:
    assert isinstance(value, int)
    return value


def allocation_commands(
    paired: Paired, row: ReadRow, edits: Sequence[Edit], login: str, notes: Notes
) -> list[Command]:
    """Return the commands for one row of shares; its reason and date belong to each of them."""
    reason = effective = None
    try:
        reason = read_text(paired.read.cell(row, REASON))
        effective = read_date(paired.read.cell(row, EFFECTIVE))
    except CellError as error:
        column = EFFECTIVE if error.code == "bad_date" else REASON
        notes.note(error.code, paired, row, column, {"given": error.given})
        return []
    if not reason:
        notes.note("reason_missing", paired, row, REASON)
        return []
    return [
        AllocateLine(
            id="",
            login=login,
            place=edit.place,
            institution=edit.now_row.institution.bic8,
            product=edit.now_row.product,
            unit=edit.column.identifier.removeprefix(ALLOCATED),
            target_minor=_minor(edit.mine),
            base_minor=_minor(edit.base),
            reason=reason,
            effective_date=effective,
        )
        for edit in edits
    ]


def request_commands(
    paired: Paired, row: ReadRow, edits: Sequence[Edit], login: str, notes: Notes
) -> list[Command]:
    """Return the commands for one request: a consent, a decision, or both."""
    by_column = {edit.column.identifier: edit for edit in edits}
    commands: list[Command] = []
    consent, granted, note = (
        by_column.get(name) for name in ("consent", "granted", "decision_note")
    )
    if consent:
        commands.append(
            ConsentToRequest(
                id="",
                login=login,
                place=consent.place,
                request=consent.key,
                consent=Consent(str(consent.mine)),
                version=int(consent.now_row.version),
            )
        )
    if granted:
        words = note.mine if note else granted.now_row.decision_note
        commands.append(
            GrantRequest(
                id="",
                login=login,
                place=granted.place,
                request=granted.key,
                granted_minor=_minor(granted.mine),
                note=str(words or ""),
                version=int(granted.now_row.version),
            )
        )
    elif note:
        notes.note("grant_missing", paired, row, "granted")
        return []
    return commands


def submission_of(
    pull_id: str, login: str, commands: Sequence[Command], branches: set[str]
) -> Submission | None:
    """Return the commands in order under their identities; `None` when there are none."""
    if not commands:
        return None
    ordered = sorted(commands, key=lambda command: (_phase(command, branches), canonical(command)))
    edits = [canonical(command) for command in ordered]
    identity = uuid.uuid5(_NAMESPACE, "\n".join([pull_id, *edits]))
    # A command is the same whatever else is sent with it: what a first push did, a second push of
    # the same file does not do again. Equal new rows are told apart by their count.
    numbered, seen = [], Counter[str]()
    for command, edit in zip(ordered, edits, strict=True):
        own = uuid.uuid5(_NAMESPACE, f"{pull_id}\n{seen[edit]}\n{edit}")
        seen[edit] += 1
        numbered.append(replace(command, id=str(own)))
    return Submission(id=str(identity), pull_id=pull_id, login=login, commands=tuple(numbered))


def canonical(command: Command) -> str:
    """Return what is ordered as text: no identity, no person, no place."""
    content = {
        name: value
        for name, value in asdict(command).items()
        if name not in {"id", "login", "place"}
    }
    return f"{type(command).__name__} {json.dumps(content, sort_keys=True, default=_plain)}"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _phase(command: Command, branches: set[str]) -> int:
    match command:
        case AllocateLine():
            lowered = command.target_minor < command.base_minor
            inner = command.unit in branches
            return (0 if inner else 1) if lowered else (7 if inner else 6)
        case ApproveLine():
            lowered = command.target_minor < (command.base_minor or 0)
            product = bool(command.product)
            return (2 if product else 3) if lowered else (5 if product else 4)
        case AnnotateLine():
            return 8
        case RaiseRequest():
            return 9
        case ConsentToRequest():
            return 10
        case _:
            return 11
