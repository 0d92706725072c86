"""复核 and 审批: the last hand carries out what another ordered, on the figures of that moment.

Maker, checker and approver are distinct persons, and so is everybody for whom they stand in. A
refusal by the ledger is named and leaves the order waiting: it may fit tomorrow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.approvals import (
    WAITING,
    ApprovalState,
    AuthoriseApproval,
    CheckApproval,
    DecideApproval,
    WithdrawApproval,
)
from backend.money import wan_text
from backend.queries.hands import principals_of
from backend.services.content import command_named
from backend.services.desk import Desk
from backend.services.hands.closed import hands_before, most_held
from backend.services.hands.waiting import Handler, hands_needed
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.services.waiting_handlers import WAITING_HANDLERS
from backend.store.tables.hands import approval

Row = Mapping[str, Any]


def check_approval(desk: Desk, command: CheckApproval) -> Outcome:
    """复核: the second hand confirms or refuses; the last of two carries the order out."""
    row = _standing(desk, command)
    if isinstance(row, Outcome):
        return row
    refusal = _refuse_hand(desk, command, row, ApprovalState.AWAITING_CHECK)
    if refusal is not None:
        return refusal
    signed = {
        "checker": command.login,
        "checker_for": desk.stands_for("check") or None,
        "checked_at": desk.now,
    }
    return _decide(desk, command, row, signed)


def authorise_approval(desk: Desk, command: AuthoriseApproval) -> Outcome:
    """审批: the third hand carries the order out, or refuses it."""
    row = _standing(desk, command)
    if isinstance(row, Outcome):
        return row
    refusal = _refuse_hand(desk, command, row, ApprovalState.AWAITING_APPROVAL)
    if refusal is not None:
        return refusal
    signed = {
        "approver": command.login,
        "approver_for": desk.stands_for("authorise") or None,
        "approved_at": desk.now,
    }
    return _decide(desk, command, row, signed)


def withdraw_approval(desk: Desk, command: WithdrawApproval) -> Outcome:
    """Take an order back; only its maker may, and only while it waits."""
    row = _standing(desk, command)
    if isinstance(row, Outcome):
        return row
    if row["maker"] != command.login:
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="withdraw")
    if row["state"] not in WAITING:
        return refuse(command, OutcomeCode.WRONG_STATE, state=row["state"])
    return _moved(desk, command, row, ApprovalState.WITHDRAWN, {"decision_note": command.note})


def _standing(desk: Desk, command: DecideApproval | WithdrawApproval) -> Row | Outcome:
    row = standing_row(desk, approval, command.number)
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.number)
    if command.version and row["version"] != command.version:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE, now=row["state"], base="")
    return row


def _refuse_hand(
    desk: Desk, command: DecideApproval, row: Row, state: ApprovalState
) -> Outcome | None:
    """Refuse a hand that was in it before, itself or through somebody, or is not the next one."""
    if not command.confirmed and not command.note.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if desk.is_one_of(hands_before(desk.connection, row, state)):
        return refuse(command, OutcomeCode.SAME_PERSON)
    if row["state"] != state:
        return refuse(command, OutcomeCode.WRONG_STATE, state=row["state"])
    return None


def _decide(desk: Desk, command: DecideApproval, row: Row, signed: Mapping[str, Any]) -> Outcome:
    noted = {**signed, "decision_note": command.note or row["decision_note"]}
    if not command.confirmed:
        return _moved(desk, command, row, ApprovalState.REFUSED, noted)
    order = command_named(row["command"], row["content"])
    operation, handler = WAITING_HANDLERS[type(order)]
    hands = max(row["hands"], hands_needed(desk, order, operation))
    if hands > 2 and "approver" not in signed:  # noqa: PLR2004 - 经办, 复核, 审批
        noted["hands"] = hands
        return _moved(desk, command, row, ApprovalState.AWAITING_APPROVAL, noted)
    refusal = _refuse_authority(desk, command, row)
    if refusal is not None:
        return refusal
    done = _carry_out(desk, command, order, row, (operation, handler))
    if done.code is not OutcomeCode.DONE:
        return done
    moved = _moved(desk, command, row, ApprovalState.APPLIED, noted)
    return replace(done, detail={**done.detail, **moved.detail})


def _refuse_authority(desk: Desk, command: DecideApproval, row: Row) -> Outcome | None:
    """Refuse a last hand whose authority, or that of whom it stands in for, ends below."""
    right = "authorise" if isinstance(command, AuthoriseApproval) else "check"
    most = most_held(desk, row["operation"], right)
    if most is not None and most >= row["amount_minor"]:
        return None
    return refuse(
        command,
        OutcomeCode.NO_AUTHORITY,
        amount=wan_text(row["amount_minor"]),
        most="-" if most is None else wan_text(most),
    )


def _carry_out(
    desk: Desk,
    command: DecideApproval,
    order: Command,
    row: Row,
    listed: tuple[str, Handler],
) -> Outcome:
    """Do what was ordered, in its maker's right, under the deciding hand's receipt."""
    operation, handler = listed
    maker = replace(
        desk,
        login=row["maker"],
        deciding=desk.login,
        principals=tuple(principals_of(desk.connection, row["maker"], desk.today)),
    )
    if not maker.may(operation):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation=operation)
    posted = len(desk.postings)
    changes = {key: dict(one) for key, one in desk.line_changes.items()}
    outcome = handler(maker, order)
    if outcome.code is not OutcomeCode.DONE:
        return replace(outcome, command_id=command.id)
    desk.postings[posted:] = [(command.id, posting) for _id, posting in desk.postings[posted:]]
    desk.approved[command.id] = row["number"]
    for key, one in desk.line_changes.items():
        if one != changes.get(key):
            desk.approved_lines[key] = row["number"]
    return replace(outcome, command_id=command.id)


def _moved(
    desk: Desk, command: Command, row: Row, state: ApprovalState, changes: Mapping[str, Any]
) -> Outcome:
    put_row(desk, approval, row["number"], **changes, state=state.value)
    detail = {"approval": row["number"], "state": state.value}
    return Outcome(OutcomeCode.DONE, command.id, reference=row["number"], detail=detail)
