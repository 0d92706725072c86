"""Edits of the limits book as commands, and which of them come first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backend.contract import (
    AllocateLine,
    AnnotateLine,
    ApproveLine,
    Command,
    Consent,
    ConsentToRequest,
    GrantRequest,
    RaiseRequest,
)
from backend.queries.rows import Lookups
from workbooks.content import read_text
from workbooks.days import read_date
from workbooks.edits import Edit
from workbooks.sheets.allocation import ALLOCATED, EFFECTIVE, REASON
from workbooks.sheets.kinds import Stored
from workbooks.typed import EditedRow


def ledger_commands(row: EditedRow) -> Sequence[Command]:
    """Return the commands for one line, one for each edited cell."""
    return [_ledger_command(edit, row.login) for edit in row.edits]


def _ledger_command(edit: Edit, login: str) -> Command:
    now = edit.now_row
    if edit.column.identifier == "note":
        return AnnotateLine(
            id="",
            login=login,
            place=edit.place,
            institution=now.institution.bic8,
            product=now.product,
            note=str(edit.mine or ""),
            base_note=str(edit.base or ""),
        )
    return ApproveLine(
        id="",
        login=login,
        place=edit.place,
        institution=now.institution.bic8,
        product=now.product,
        target_minor=_minor(edit.mine),
        base_minor=_minor(edit.base),
        line_type=now.line_type,
        expiry_date=now.expiry_date,
        max_tenor_days=now.max_tenor_days,
        approval_number=now.approval_number,
    )


def _minor(value: Stored) -> int:
    assert isinstance(value, int)
    return value


def allocation_commands(row: EditedRow) -> Sequence[Command]:
    """Return the commands for one row of shares; its reason and date belong to each of them."""
    return _shares(row, lambda edit: (row.now.product, edit.column.identifier))


def view_commands(row: EditedRow) -> Sequence[Command]:
    """Return the commands for one unit's shares of an institution: the same, a product a column."""
    return _shares(row, lambda edit: (edit.column.identifier, row.now.unit.code))


def _shares(row: EditedRow, cell: Callable[[Edit], tuple[str, str]]) -> Sequence[Command]:
    """Return the commands of a row; `cell` names product and unit, one of them by its column."""
    reason, effective = row.read(REASON, read_text), row.read(EFFECTIVE, read_date)
    if row.sound and not reason:
        row.wrong("reason_missing", REASON)
    if not row.sound:
        return []
    commands = []
    for edit in row.edits:
        product, unit = (part.removeprefix(ALLOCATED) for part in cell(edit))
        commands.append(
            AllocateLine(
                id="",
                login=row.login,
                place=edit.place,
                institution=row.now.institution.bic8,
                product=product,
                unit=unit,
                target_minor=_minor(edit.mine),
                base_minor=_minor(edit.base),
                reason=reason or "",
                effective_date=effective,
            )
        )
    return commands


def request_commands(row: EditedRow) -> Sequence[Command]:
    """Return the commands for one request: a consent, a decision, or both."""
    commands: list[Command] = []
    consent, granted = row.edit("consent"), row.edit("granted")
    if consent:
        commands.append(
            ConsentToRequest(
                id="",
                login=row.login,
                place=consent.place,
                request=row.key,
                consent=Consent(str(consent.mine)),
                version=int(row.now.version),
            )
        )
    if granted:
        commands.append(
            GrantRequest(
                id="",
                login=row.login,
                place=granted.place,
                request=row.key,
                granted_minor=_minor(granted.mine),
                note=str(row.mine("decision_note") or ""),
                version=int(row.now.version),
            )
        )
    elif row.edit("decision_note"):
        row.wrong("grant_missing", "granted")
        return []
    return commands


def phase_of(lookups: Lookups) -> Callable[[Command], int]:
    """Return the order of the commands: rooms are emptied before they are filled.

    Shares are lowered first (branches before the group that holds them), then lines, then shares
    are raised (the group before its branches).
    """
    branches = {branch.code for branch in lookups.branches}
    return lambda command: _phase(command, branches)


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
