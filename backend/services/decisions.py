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
    OnExpiry,
    Outcome,
    OutcomeCode,
    RequestKind,
    RequestState,
)
from backend.ledger import lines
from backend.ledger import use as ledger_use
from backend.ledger.verdict import Deal, Verdict
from backend.services.charged import LineUse
from backend.services.desk import Desk
from backend.services.line_use import Whose
from backend.services.numbers import next_number
from backend.services.outcomes import answer, refuse
from backend.services.requests import (
    changed,
    changed_meanwhile,
    conflict,
    named_request,
    wrong_state,
)


def grant_request(desk: Desk, command: GrantRequest) -> Outcome:
    """批复: the department decides the amount, tested now on live figures; zero refuses."""
    request = named_request(desk, command, command.request)
    if isinstance(request, Outcome):
        return request
    if not 0 <= command.granted_minor <= request["amount_minor"]:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if changed_meanwhile(desk, request, command.version):
        return conflict(command, request)
    if command.granted_minor == 0 and not command.note.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if command.login == request["requester"]:
        return refuse(command, OutcomeCode.SAME_PERSON)
    if request["state"] not in {RequestState.SUBMITTED, RequestState.AWAITING_CHECK}:
        return wrong_state(command, request)
    if command.granted_minor:
        tested = _test(desk, request, command.granted_minor)
        if tested.code is not OutcomeCode.DONE:
            return answer(desk, command, tested)
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
    if command.login in {request["maker"], request["requester"]}:
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
        moved = answer(desk, command, _move(desk, request, granted), reference=request["number"])
        if not moved.accepted:
            return moved
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
    return _move(trial, request, granted_minor)


def _move(desk: Desk, request: dict[str, Any], granted_minor: int) -> Verdict:
    line_id = next(
        one.line_id for one in desk.institutions.values() if one.id == request["institution_id"]
    )
    product, unit = request["product_code"], request["unit_code"]
    whose = Whose(line_id, request["maturity_date"] or request["last_date"])
    taken = desk.line_use(product, request["currency_code"], granted_minor, desk.today, whose)
    if taken is None:
        return Verdict(OutcomeCode.NO_RATE)
    if not request["from_date"] <= desk.today <= request["last_date"]:
        return Verdict(OutcomeCode.BAD_DATE)
    leaf = desk.leaf(line_id, product, unit)
    if request["kind"] == RequestKind.USE:
        deal = _deal_of(desk, request, granted_minor, taken, leaf.key)
        return ledger_use.reserve(desk.book, deal, request["last_date"])
    lender = desk.leaf(line_id, product, request["lending_unit_code"])
    return lines.lend(
        desk.book,
        lender.key,
        leaf.key,
        taken.minor,
        entry_id=f"DJ-{request['number'].removeprefix('SQ-')}",
        last_date=request["last_date"],
        on_expiry=OnExpiry(request["on_expiry"]),
        request=request["number"],
        reference=request["purpose"][:96],
    )


def _deal_of(
    desk: Desk, request: dict[str, Any], granted_minor: int, taken: LineUse, leaf_key: str
) -> Deal:
    return Deal(
        entry_id=next_number(desk, "YZ"),
        leaf_key=leaf_key,
        line_use_minor=taken.minor,
        currency=request["currency_code"],
        amount_minor=granted_minor,
        rate_e12=taken.rate_e12,
        factor_e6=taken.factor_e6,
        exposure_minor=taken.exposure_minor,
        value_date=desk.today,
        maturity_date=request["maturity_date"] or request["last_date"],
        reference=request["purpose"][:96],
        request=request["number"],
    )
