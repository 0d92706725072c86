"""申请与调剂: a unit asks, the lending unit agrees; `services.requests.decisions` does the rest.

Only the check moves anything, by the same ledger operations as everybody else's. Requester,
maker and checker are distinct persons; the table itself refuses a checker who made or asked.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.contract import (
    Command,
    Consent,
    ConsentToRequest,
    Outcome,
    OutcomeCode,
    RaiseRequest,
    RequestKind,
    RequestState,
)
from backend.ledger.state import Due
from backend.queries.requests import load_request
from backend.services.charged import Charged
from backend.services.desk import Desk
from backend.services.limits.lenders import lending_words, may_lend, propose_lender
from backend.services.numbers import next_number
from backend.services.outcomes import refuse
from backend.services.requests.subjects import purpose_of, subject_of
from backend.services.requests.terms import refuse_naming, refuse_terms, rules_allow


def raise_request(desk: Desk, command: RaiseRequest) -> Outcome:
    """Put a request on the table; for a transfer the lender with most to spare is proposed."""
    charged = desk.institutions.get(command.institution)
    refusal = refuse_naming(desk, command, charged)
    if charged is None or refusal is not None:
        return refusal or refuse(command, OutcomeCode.UNKNOWN_INSTITUTION)
    lender = ""
    if command.kind is RequestKind.TRANSFER:
        lender = command.lending_unit or propose_lender(
            desk, charged.line_id, command.product, command.unit
        )
        if not may_lend(desk, lender, command.unit):
            return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=command.lending_unit or "-")
    last_date = desk.days.on_or_before(command.last_date)
    subject = subject_of(desk, command, charged.line_id)
    refusal = refuse_terms(desk, command, last_date, subject)
    if refusal is not None:
        return refusal
    about = subject if isinstance(subject, Due) else None
    if lender and not rules_allow(desk, command, lender):
        said = lending_words(desk, command.product, lender, command.unit)
        return refuse(command, OutcomeCode.LENDING_NOT_ALLOWED, **said)
    state = RequestState.AWAITING_LENDER if lender else RequestState.SUBMITTED
    number = next_number(desk, "SQ")
    row = _row(command, charged, number, state, last_date, lender)
    desk.request_changes[number] = {**row, "purpose": purpose_of(command, about)}
    return Outcome(
        OutcomeCode.DONE,
        command.id,
        reference=number,
        detail={
            "state": state.value,
            "last_date": last_date.isoformat(),
            "lending_unit": lender,
        },
    )


def _row(
    command: RaiseRequest,
    charged: Charged,
    number: str,
    state: RequestState,
    last_date: date,
    lender: str,
) -> dict[str, Any]:
    """Return the request as it will be stored."""
    return {
        "number": number,
        "kind": command.kind.value,
        "state": state.value,
        "unit_code": command.unit,
        "requester": command.login,
        "institution_id": charged.id,
        "product_code": command.product,
        "currency_code": command.currency,
        "amount_minor": command.amount_minor,
        "from_date": command.from_date,
        "last_date": last_date,
        "maturity_date": command.maturity_date,
        "on_expiry": command.on_expiry.value,
        "purpose": command.purpose,
        "lending_unit_code": lender or None,
        "decision_note": "",
        "version": 1,
    }


def consent_to_request(desk: Desk, command: ConsentToRequest) -> Outcome:
    """Let the lending unit agree or decline; only its own people may."""
    request = named_request(desk, command, command.request)
    if isinstance(request, Outcome):
        return request
    if request["lending_unit_code"] not in {one.unit for one in desk.hats}:
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="consent")
    if changed_meanwhile(desk, request, command.version):
        return conflict(command, request)
    if desk.is_one_of({request["requester"]}):
        return refuse(command, OutcomeCode.SAME_PERSON)
    if request["state"] != RequestState.AWAITING_LENDER:
        return wrong_state(command, request)
    agreed = command.consent is Consent.AGREED
    return changed(
        desk,
        command,
        request,
        consent=command.consent.value,
        consent_by=command.login,
        consent_at=desk.now,
        state=(RequestState.SUBMITTED if agreed else RequestState.REFUSED).value,
    )


def named_request(desk: Desk, command: Command, number: str) -> dict[str, Any] | Outcome:
    """Return the request as the batch sees it, or the refusal of an unknown one."""
    request = desk.request_changes.get(number) or load_request(desk.connection, number)
    if request is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=number)
    return dict(request)


def changed_meanwhile(desk: Desk, request: dict[str, Any], version: int) -> bool:
    """Whether somebody changed the request since the sender saw `version` (0: any)."""
    pending = request["number"] in desk.request_changes
    return bool(not pending and version and request["version"] != version)


def conflict(command: Command, request: dict[str, Any]) -> Outcome:
    """Return the refusal of an order given on an older state."""
    return refuse(command, OutcomeCode.CHANGED_MEANWHILE, now=str(request["state"]), base="")


def changed(desk: Desk, command: Command, request: dict[str, Any], **changes: Any) -> Outcome:
    """Note changes of a request for writing, one version further per batch."""
    pending = request["number"] in desk.request_changes
    version = request["version"] if pending else request["version"] + 1
    desk.request_changes[request["number"]] = {**request, **changes, "version": version}
    return Outcome(
        OutcomeCode.DONE,
        command.id,
        reference=request["number"],
        detail={"state": str(changes.get("state", request["state"]))},
    )


def wrong_state(command: Command, request: dict[str, Any]) -> Outcome:
    """Return the refusal of an order that does not fit where the request stands."""
    return refuse(command, OutcomeCode.WRONG_STATE, state=str(request["state"]))
