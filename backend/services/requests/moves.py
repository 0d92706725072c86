"""What a granted request moves: a reservation, a loan, an increase, or a last day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from backend.contract import Command, OnExpiry, Outcome, OutcomeCode, RequestKind
from backend.ledger import holds, lines
from backend.ledger import use as ledger_use
from backend.ledger.prolonging import extend_due
from backend.ledger.verdict import Deal, Verdict
from backend.services.charged import LineUse
from backend.services.desk import Desk
from backend.services.limits.lenders import lending_allowed, lending_words
from backend.services.line_use import Whose
from backend.services.numbers import next_number
from backend.services.outcomes import answer
from backend.services.requests.subjects import ABOUT_STANDING, number_in


def refused(desk: Desk, command: Command, request: dict[str, Any], verdict: Verdict) -> Outcome:
    """Return the refusal of what a request would move; of a loan that no rule allows, by whom."""
    outcome = answer(desk, command, verdict)
    if verdict.code is not OutcomeCode.LENDING_NOT_ALLOWED:
        return outcome
    units = (request["lending_unit_code"], request["unit_code"])
    return replace(outcome, detail=lending_words(desk, request["product_code"], *units))


def move(desk: Desk, request: dict[str, Any], granted_minor: int) -> Verdict:
    """Move what was granted, by the same operations of the ledger as everybody else's."""
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
    if request["kind"] in ABOUT_STANDING:
        return _move_day(desk, request)
    leaf = desk.leaf(line_id, product, unit)
    if request["kind"] == RequestKind.USE:
        deal = _deal_of(desk, request, granted_minor, taken, leaf.key)
        return ledger_use.reserve(desk.book, deal, request["last_date"])
    if request["kind"] == RequestKind.INCREASE:
        return holds.increase(
            desk.book,
            leaf.key,
            taken.minor,
            entry_id=next_number(desk, "LZ"),
            last_date=request["last_date"],
            reason=request["purpose"],
            request=request["number"],
        )
    return _lend(desk, request, line_id, taken.minor)


def _lend(desk: Desk, request: dict[str, Any], line_id: int, amount_minor: int) -> Verdict:
    product, unit = request["product_code"], request["unit_code"]
    lending = request["lending_unit_code"]
    if not lending_allowed(desk, product, lending, unit, amount_minor):
        return Verdict(OutcomeCode.LENDING_NOT_ALLOWED)
    return lines.lend(
        desk.book,
        desk.leaf(line_id, product, lending).key,
        desk.leaf(line_id, product, unit).key,
        amount_minor,
        entry_id=f"DJ-{request['number'].removeprefix('SQ-')}",
        last_date=request["last_date"],
        on_expiry=OnExpiry(request["on_expiry"]),
        request=request["number"],
        reference=request["purpose"][:96],
    )


def _move_day(desk: Desk, request: dict[str, Any]) -> Verdict:
    """Prolong the reservation, or recall the loan, that a request is about."""
    number = number_in(RequestKind(request["kind"]), request["purpose"])
    due = desk.book.dues.get(number)
    if due is None:
        return Verdict(OutcomeCode.ALREADY_RESOLVED)
    return extend_due(
        desk.book,
        due,
        request["last_date"],
        entry_id=next_number(desk, "YQ"),
        reason=request["purpose"],
        request=request["number"],
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
