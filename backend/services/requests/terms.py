"""Whether a request may be put on the table: its names, its amount and days, who may lend."""

from __future__ import annotations

from datetime import date

from backend.contract import Outcome, OutcomeCode, RaiseRequest
from backend.ledger.state import MOST_MINOR, Due
from backend.services.charged import Charged
from backend.services.desk import Desk
from backend.services.limits.lenders import lending_allowed
from backend.services.outcomes import refuse
from backend.services.requests.subjects import wrong_amount, wrong_day


def refuse_naming(desk: Desk, command: RaiseRequest, charged: Charged | None) -> Outcome | None:
    """Refuse a request for somebody else's unit, or about what nobody knows."""
    unit = desk.units.get(command.unit)
    if not desk.acts_for(command.unit):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    if charged is None:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    if command.product not in desk.products:
        return refuse(command, OutcomeCode.UNKNOWN_PRODUCT, product=command.product)
    if unit is None or not unit.allocates:
        return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=command.unit)
    return None


def refuse_terms(
    desk: Desk, command: RaiseRequest, last_date: date, subject: Due | Outcome | None
) -> Outcome | None:
    """Refuse what a request says of amount, days and purpose, by the first of its faults."""
    if command.currency not in desk.minor_units:
        return refuse(command, OutcomeCode.UNKNOWN_CURRENCY, currency=command.currency)
    taken = desk.line_use(command.product, command.currency, command.amount_minor, desk.today)
    if taken is None:
        return refuse(command, OutcomeCode.NO_RATE, currency=command.currency)
    if isinstance(subject, Outcome):
        return subject
    if not 0 < command.amount_minor <= MOST_MINOR or taken.minor > MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if subject is not None and wrong_amount(command, subject):
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if subject is not None and wrong_day(command, subject, last_date):
        return refuse(command, OutcomeCode.BAD_DATE, date=command.last_date.isoformat())
    if last_date < max(desk.today, command.from_date):
        return refuse(command, OutcomeCode.BAD_DATE, date=command.last_date.isoformat())
    matures = command.maturity_date
    if matures is not None and matures <= max(desk.today, command.from_date):
        return refuse(command, OutcomeCode.BAD_DATE, date=matures.isoformat())
    if not command.purpose.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    return None


def rules_allow(desk: Desk, command: RaiseRequest, lender: str) -> bool:
    """Whether the rules of lending let the lender give so much at once."""
    taken = desk.line_use(command.product, command.currency, command.amount_minor, desk.today)
    use = taken.minor if taken is not None else 0
    return lending_allowed(desk, command.product, lender, command.unit, use)
