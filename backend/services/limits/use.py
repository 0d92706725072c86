"""Reserve, draw, void, release: the handlers of use."""

from __future__ import annotations

from dataclasses import replace

from backend.contract import (
    DrawLimit,
    Outcome,
    OutcomeCode,
    ReleaseDraw,
    ReserveLimit,
    UseCommand,
    VoidReservation,
)
from backend.contract.corrections import LateDraw, LateRelease
from backend.ledger import use as ledger
from backend.ledger.state import MOST_MINOR, Due
from backend.ledger.verdict import Deal, Verdict
from backend.queries.nodes import load_draw, reservation_exists
from backend.queries.requests import load_request
from backend.services.desk import Desk
from backend.services.limits.business import refuse_business
from backend.services.limits.reservations import reservation_like, reservation_of_request
from backend.services.line_use import Whose
from backend.services.numbers import next_number
from backend.services.outcomes import answer, refuse


def reserve(desk: Desk, command: ReserveLimit) -> Outcome:
    """预占: hold room until the close of the last day, a working day not before today."""
    refusal = _refuse_naming(desk, command)
    if refusal is None and not _request_stands(desk, command):
        refusal = refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.request)
    if refusal is not None:
        return refusal
    deal = _deal(desk, command, "YZ")
    if isinstance(deal, Outcome):
        return deal
    last_date = desk.days.on_or_before(command.last_date)
    if last_date < desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.last_date.isoformat())
    return answer(desk, command, ledger.reserve(desk.book, deal, last_date), deal)


def draw(desk: Desk, command: DrawLimit) -> Outcome:
    """占用: book a deal, resolving its reservation; a told deal looks for its own."""
    if command.told and not desk.may("tell"):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="tell")
    refusal = _refuse_naming(desk, command)
    if refusal is not None:
        return refusal
    held = _held(desk, command)
    if held is OutcomeCode.UNKNOWN_REFERENCE:
        return refuse(command, held, reference=command.reservation or command.request)
    deal = _deal(desk, command, "ZY")
    if isinstance(deal, Outcome):
        return deal
    if isinstance(held, OutcomeCode):
        return refuse(command, held, reference=command.reservation)
    if held is None and command.request:
        held = reservation_of_request(desk, deal)
    elif held is None and command.told and not command.reservation:
        held = reservation_like(desk, deal)
    if held is not None and not deal.request:
        deal = replace(deal, request=held.request)
    return answer(desk, command, ledger.draw(desk.book, deal, held, told=command.told), deal)


def _held(desk: Desk, command: DrawLimit) -> Due | OutcomeCode | None:
    """Return the open reservation that a draw names, or why it cannot be had.

    A told deal is done: what it names wrongly does not keep it out.
    """
    charged = desk.institutions[command.institution]
    leaf_key = f"unit:{charged.line_id}/{command.product}/{command.unit}"
    found = _reservation(desk, command.reservation) if command.reservation else None
    if command.told:
        return found if isinstance(found, Due) and found.node_key == leaf_key else None
    if isinstance(found, Due) and found.node_key != leaf_key:
        return OutcomeCode.UNKNOWN_REFERENCE
    if not _request_stands(desk, command):
        return OutcomeCode.UNKNOWN_REFERENCE
    return found


def _reservation(desk: Desk, number: str) -> Due | OutcomeCode:
    """Return an open reservation by its number; else whether it ended or never was."""
    due = desk.book.dues.get(number)
    if due is not None and due.kind == "lapse":
        return due if due.open_minor else OutcomeCode.ALREADY_RESOLVED
    if reservation_exists(desk.connection, number):
        return OutcomeCode.ALREADY_RESOLVED
    return OutcomeCode.UNKNOWN_REFERENCE


def _request_stands(desk: Desk, command: UseCommand) -> bool:
    number = command.request
    return (
        not number
        or number in desk.request_changes
        or load_request(desk.connection, number) is not None
    )


def void(desk: Desk, command: VoidReservation) -> Outcome:
    """Give a reservation back unused."""
    reservation = _reservation(desk, command.reservation)
    if isinstance(reservation, OutcomeCode):
        return refuse(command, reservation, reference=command.reservation)
    if not desk.acts_for(desk.book.nodes[reservation.node_key].unit):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    number = next_number(desk, "CX")
    return answer(desk, command, ledger.void(desk.book, reservation, number))


def release(desk: Desk, command: ReleaseDraw) -> Outcome:
    """恢复: end a draw or part of it."""
    open_draw = load_draw(desk.connection, desk.book, command.draw)
    if open_draw is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.draw)
    if not desk.acts_for(desk.book.nodes[open_draw.node_key].unit):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    if open_draw.open_deal_minor <= 0:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.draw)
    number = next_number(desk, "HF")
    late = command if isinstance(command, LateRelease) else None
    verdict: Verdict = ledger.release(
        desk.book,
        open_draw,
        command.amount_minor,
        number,
        effect_date=late.effect_date if late else None,
        reason=late.reason if late else "",
    )
    return answer(desk, command, verdict)


def _refuse_naming(desk: Desk, command: UseCommand) -> Outcome | None:
    """Return the refusal of what a deal names, in the order of `OutcomeCode`."""
    if not desk.acts_for(command.unit):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    if command.institution not in desk.institutions:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    if command.product not in desk.products:
        return refuse(command, OutcomeCode.UNKNOWN_PRODUCT, product=command.product)
    unit = desk.units.get(command.unit)
    if unit is None or not unit.allocates:
        return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=command.unit)
    if command.currency not in desk.minor_units:
        return refuse(command, OutcomeCode.UNKNOWN_CURRENCY, currency=command.currency)
    if desk.line_use(command.product, command.currency, 1, desk.today) is None:
        return refuse(command, OutcomeCode.NO_RATE, currency=command.currency)
    return refuse_business(desk, command) if command.business else None


def _deal(desk: Desk, command: UseCommand, prefix: str) -> Deal | Outcome:
    """Return the deal as the ledger sees it, or the refusal of its amount and dates."""
    line_id = desk.institutions[command.institution].line_id
    whose = Whose(line_id, command.maturity_date)
    late = command if isinstance(command, LateDraw) else None
    # A late deal is booked as it would have been on its day; the next revaluation values it anew.
    day = late.effect_date if late else desk.today
    taken = desk.line_use(command.product, command.currency, command.amount_minor, day, whose)
    if taken is None:
        return refuse(command, OutcomeCode.NO_RATE, currency=command.currency)
    if not 0 < command.amount_minor <= MOST_MINOR or taken.minor > MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    # What is over already can be told, not asked for.
    over = command.maturity_date < desk.today and not getattr(command, "told", False)
    if command.maturity_date <= command.value_date or over:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.maturity_date.isoformat())
    leaf = desk.leaf(line_id, command.product, command.unit)
    return Deal(
        entry_id=next_number(desk, prefix),
        leaf_key=leaf.key,
        line_use_minor=taken.minor,
        currency=command.currency,
        amount_minor=command.amount_minor,
        rate_e12=taken.rate_e12,
        factor_e6=taken.factor_e6,
        exposure_minor=taken.exposure_minor,
        value_date=command.value_date,
        maturity_date=command.maturity_date,
        reference=command.reference,
        request=command.request,
        business=command.business,
        effect_date=late.effect_date if late else None,
        reason=late.reason if late else "",
    )
