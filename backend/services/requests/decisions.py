"""批复 and 复核: the department grants, a second person checks; only the check moves anything.

It moves by the same ledger operations as everybody else's. Requester, maker and checker are
distinct persons; the table itself refuses a checker who made or asked.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from backend.contract import (
    CheckRequest,
    GrantRequest,
    Outcome,
    OutcomeCode,
    RequestState,
)
from backend.ledger.verdict import Verdict
from backend.services.desk import Desk
from backend.services.outcomes import answer, refuse
from backend.services.requests.moves import move, refused
from backend.services.requests.requests import (
    changed,
    changed_meanwhile,
    conflict,
    named_request,
    wrong_state,
)
from backend.services.requests.subjects import ABOUT_STANDING


def grant_request(desk: Desk, command: GrantRequest) -> Outcome:
    """批复: the department decides the amount, tested now on live figures; zero refuses."""
    request = named_request(desk, command, command.request)
    if isinstance(request, Outcome):
        return request
    whole = {0, request["amount_minor"]}  # what only moves a day is granted whole, or not
    in_part = request["kind"] in ABOUT_STANDING and command.granted_minor not in whole
    if in_part or not 0 <= command.granted_minor <= request["amount_minor"]:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if changed_meanwhile(desk, request, command.version):
        return conflict(command, request)
    if command.granted_minor == 0 and not command.note.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if desk.is_one_of({request["requester"]}):
        return refuse(command, OutcomeCode.SAME_PERSON)
    if request["state"] not in {RequestState.SUBMITTED, RequestState.AWAITING_CHECK}:
        return wrong_state(command, request)
    if command.granted_minor:
        tested = _test(desk, request, command.granted_minor)
        if tested.code is not OutcomeCode.DONE:
            return refused(desk, command, request, tested)
    return changed(
        desk,
        command,
        request,
        granted_minor=command.granted_minor,
        decision_note=command.note,
        maker=command.login,
        made_at=desk.now,
        checker=None,
        checked_at=None,
        state=RequestState.AWAITING_CHECK.value,
    )


def check_request(desk: Desk, command: CheckRequest) -> Outcome:
    """复核: a second person confirms, and the line moves; or sends the request back."""
    request = named_request(desk, command, command.request)
    if isinstance(request, Outcome):
        return request
    if changed_meanwhile(desk, request, command.version):
        return conflict(command, request)
    if desk.is_one_of({request["maker"], request["requester"]}):
        return refuse(command, OutcomeCode.SAME_PERSON)
    if request["state"] != RequestState.AWAITING_CHECK:
        return wrong_state(command, request)
    if not command.confirmed:
        return changed(
            desk, command, request, state=RequestState.SUBMITTED.value, decision_note=command.note
        )
    granted = request["granted_minor"]
    state = (
        RequestState.GRANTED
        if granted == request["amount_minor"]
        else (RequestState.PARTLY_GRANTED if granted else RequestState.REFUSED)
    )
    if granted:
        verdict = move(desk, request, granted)
        if verdict.code is not OutcomeCode.DONE:
            return refused(desk, command, request, verdict)
        answer(desk, command, verdict)
    return changed(
        desk, command, request, checker=command.login, checked_at=desk.now, state=state.value
    )


def _test(desk: Desk, request: dict[str, Any], granted_minor: int) -> Verdict:
    """Return what the ledger would say now, moving nothing."""
    trial = Desk(
        **{
            **desk.__dict__,
            "book": deepcopy(desk.book),
            "arisen": {},
            "counters": {},
            "postings": [],
        }
    )
    return move(trial, request, granted_minor)
