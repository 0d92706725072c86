"""Reserve, draw, void, release: the handlers of use."""

from __future__ import annotations

from backend.contract import (
    DrawLimit,
    Outcome,
    OutcomeCode,
    ReleaseDraw,
    ReserveLimit,
    UseCommand,
    VoidReservation,
)
from backend.ledger import use as ledger
from backend.ledger.state import Due
from backend.ledger.use import Deal, Verdict
from backend.queries.nodes import load_draw
from backend.services.desk import Desk
from backend.services.outcomes import answer, refuse


def reserve(desk: Desk, command: ReserveLimit) -> Outcome:
    """预占: hold room until the close of the last day, a working day not before today."""
    deal = _deal(desk, command, "YZ")
    if isinstance(deal, Outcome):
        return deal
    last_date = desk.days.on_or_before(command.last_date)
    if last_date < desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.last_date.isoformat())
    return answer(desk, command, ledger.reserve(desk.book, deal, last_date), deal)


def draw(desk: Desk, command: DrawLimit) -> Outcome:
    """占用: book a deal, resolving its reservation; a told deal looks for its own."""
    deal = _deal(desk, command, "ZY")
    if isinstance(deal, Outcome):
        return deal
    reservation: Due | None = None
    if command.reservation:
        reservation = desk.book.dues.get(command.reservation)
        if reservation is None or reservation.kind != "lapse" or reservation.open_minor == 0:
            if not command.told:
                return refuse(
                    command, OutcomeCode.ALREADY_RESOLVED, reference=command.reservation
                )
            reservation = None
        elif reservation.node_key != deal.leaf_key:
            return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.reservation)
    elif command.told:
        reservation = _reservation_like(desk, deal)
    if reservation is not None and not deal.request:
        deal = Deal(**{**deal.__dict__, "request": reservation.request})
    verdict = ledger.draw(desk.book, deal, reservation, told=command.told)
    return answer(desk, command, verdict, deal)


def void(desk: Desk, command: VoidReservation) -> Outcome:
    """Give a reservation back unused."""
    reservation = desk.book.dues.get(command.reservation)
    if reservation is None or reservation.kind != "lapse":
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.reservation)
    if reservation.open_minor == 0:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.reservation)
    number = desk.next_number("CX")
    return answer(desk, command, ledger.void(desk.book, reservation, number))


def release(desk: Desk, command: ReleaseDraw) -> Outcome:
    """恢复: end a draw or part of it."""
    open_draw = load_draw(desk.connection, desk.book, command.draw)
    if open_draw is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.draw)
    if open_draw.open_deal_minor <= 0:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.draw)
    number = desk.next_number("HF")
    verdict: Verdict = ledger.release(desk.book, open_draw, command.amount_minor, number)
    return answer(desk, command, verdict)


def _deal(desk: Desk, command: UseCommand, prefix: str) -> Deal | Outcome:
    """Return the deal as the ledger sees it, or the refusal of what it names."""
    charged = desk.institutions.get(command.institution)
    if charged is None:
        return refuse(
            command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution
        )
    if command.product not in desk.products:
        return refuse(command, OutcomeCode.UNKNOWN_PRODUCT, product=command.product)
    unit = desk.units.get(command.unit)
    if unit is None or not unit.allocates:
        return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=command.unit)
    if not desk.acts_for(command.unit):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    if command.currency not in desk.minor_units:
        return refuse(command, OutcomeCode.UNKNOWN_CURRENCY, currency=command.currency)
    if command.amount_minor <= 0:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if command.maturity_date <= command.value_date:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.maturity_date.isoformat())
    taken = desk.line_use(command.product, command.currency, command.amount_minor, desk.today)
    if taken is None:
        return refuse(command, OutcomeCode.NO_RATE, currency=command.currency)
    leaf = desk.leaf(charged.line_id, command.product, command.unit)
    return Deal(
        entry_id=desk.next_number(prefix),
        leaf_key=leaf.key,
        line_use_minor=taken.minor,
        currency=command.currency,
        amount_minor=command.amount_minor,
        rate_e12=taken.rate_e12,
        factor_e6=taken.factor_e6,
        value_date=command.value_date,
        maturity_date=command.maturity_date,
        reference=command.reference,
        request=command.request,
    )


def _reservation_like(desk: Desk, deal: Deal) -> Due | None:
    """Return the one open reservation that a told deal without a number must mean.

    By reference, else by the same line use within a day of rates; two candidates are none.
    """
    own = [
        due
        for due in desk.book.dues.values()
        if due.kind == "lapse" and due.node_key == deal.leaf_key and due.open_minor > 0
    ]
    named = [due for due in own if deal.reference and due.reference == deal.reference]
    alike = [due for due in own if due.open_minor == deal.line_use_minor]
    for candidates in (named, alike):
        if len(candidates) == 1:
            return candidates[0]
    return None


