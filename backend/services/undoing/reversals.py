"""The reverse of each edit of a submission: the value of before, ordered over what it wrote.

An order that only set a value has a reverse; one that made something or moved a matter on has none,
and says what to do instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from backend.contract import AllocateLine, AnnotateLine, ApproveLine, Command, Finding
from backend.contract.approvals import WAITING, ApprovalState
from backend.contract.evaluation import JudgeFactor
from backend.contract.reciprocity import SetReciprocityPlan
from backend.contract.review import PlanReview
from backend.language import Language, text
from backend.queries.submissions import SubmissionRow
from backend.queries.written import Written, legal_entity, written
from backend.services.content import command_named
from backend.services.undoing.reverse import row_of_before, values_of_before
from backend.services.undoing.since import key_of
from backend.store.tables.evaluation import judgement, review
from backend.store.tables.hands import approval
from backend.store.tables.trail import submission_edit

#: Orders that set values of cells. Every other one made a thing, or moved a matter on.
_BY_CELL = {
    one.__name__
    for one in (
        AllocateLine,
        AnnotateLine,
        ApproveLine,
        JudgeFactor,
        PlanReview,
        SetReciprocityPlan,
    )
}
#: What cannot be taken back cell by cell → the words for it and for what to do instead.
_WITHOUT_REVERSE = {
    "RaiseRequest": "request",
    "ConsentToRequest": "decision",
    "GrantRequest": "decision",
    "SetParameter": "parameter",
    "SetPolicy": "parameter",
    "SetAuthority": "parameter",
    "CheckApproval": "approval",
    "AuthoriseApproval": "approval",
}


@dataclass
class Reversals:
    """What would undo a submission.

    `commands` carry neither id nor order yet; `moved` names, by their places, those whose row was
    written again since. `findings` concern edits that have no reverse.
    """

    commands: list[Command] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)


def reversals(connection: Connection, given: SubmissionRow, login: str) -> Reversals:
    """Return the reverse of a submission, ordered by `login`."""
    found = Reversals()
    edits = connection.execute(
        select(submission_edit).where(submission_edit.c.submission_id == given.id)
    ).all()
    states = _approvals(connection, given.id)
    for edit in edits:
        number, state = states.get(edit.id, ("", ""))
        if state in WAITING:
            found.findings.append(_finding("undo_still_waiting", edit, number=number))
        elif state and state != ApprovalState.APPLIED:
            found.findings.append(_finding("undo_never_written", edit, number=number))
        elif edit.command not in _BY_CELL:
            found.findings.append(_finding("undo_not_by_cell", edit, **_kind(edit.command)))
        else:
            _reverse(connection, given, edit, login, found)
    return found


def _approvals(connection: Connection, submission_id: str) -> Mapping[str, tuple[str, str]]:
    rows = connection.execute(
        select(approval.c.command_id, approval.c.number, approval.c.state)
        .join(submission_edit, submission_edit.c.id == approval.c.command_id)
        .where(submission_edit.c.submission_id == submission_id)
    )
    return {one: (number, state) for one, number, state in rows}


def _kind(command: str) -> dict[str, str]:
    kind = _WITHOUT_REVERSE.get(command, "other")
    return {
        f"{name}_{language.value}": text(f"undo_{name}.{kind}", language)
        for name in ("what", "instead")
        for language in Language
    }


def _finding(code: str, edit: Any, **detail: str) -> Finding:
    sheet, _, cell = edit.place.partition("!")
    blocking = code != "undo_never_written"
    row = key_of(json.loads(edit.content))
    return Finding(code, sheet, cell, row, detail=detail, blocking=blocking)


def _reverse(
    connection: Connection, given: SubmissionRow, edit: Any, login: str, found: Reversals
) -> None:
    command = replace(command_named(edit.command, edit.content), id="", login=login)
    reason = undo_reason(given)
    match command:
        case ApproveLine(base_minor=None):
            found.findings.append(_finding("undo_new_line", edit))
        case JudgeFactor() | PlanReview():
            row = _row(connection, given, command)
            if row is None:
                found.findings.append(_finding("undo_not_by_cell", edit, **_kind(edit.command)))
                return
            found.commands.append(row_of_before(command, row, reason))
            if row.moved:
                found.moved.add(edit.place)
        case _:
            found.commands.append(values_of_before(command, reason))


def undo_reason(given: SubmissionRow) -> str:
    """Return the reason of an undo, in both languages: it is one order whoever gives it."""
    return " / ".join(text("undo.reason", language, number=given.id) for language in Language)


def _row(
    connection: Connection, given: SubmissionRow, command: JudgeFactor | PlanReview
) -> Written | None:
    _number, bic8 = legal_entity(connection, command.institution)
    key = f"{bic8}/{command.fiscal_year}"
    if isinstance(command, JudgeFactor):
        return written(connection, judgement.name, f"{key}/{command.factor.value}", given.id)
    return written(connection, review.name, key, given.id)
