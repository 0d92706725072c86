"""预占延长, a deal prolonged, 收回: the handlers that move a last day."""

from __future__ import annotations

from dataclasses import replace

from backend.contract import Outcome, OutcomeCode
from backend.contract.lines import ExtendDraw, ExtendReservation, RecallLoan
from backend.ledger.prolonging import extend_draw as prolong_draw
from backend.ledger.prolonging import extend_due
from backend.queries.nodes import load_draw
from backend.services.desk import Desk
from backend.services.named_lines import open_item
from backend.services.numbers import next_number
from backend.services.outcomes import answer, refuse


def extend_reservation(desk: Desk, command: ExtendReservation) -> Outcome:
    """预占延长: hold it to another working day, not beyond its line."""
    held = open_item(desk, command, command.reservation, "lapse")
    if isinstance(held, Outcome):
        return held
    if not desk.acts_for(desk.book.nodes[held.node_key].unit):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    last_date = desk.days.on_or_before(command.last_date)
    number = next_number(desk, "YQ")
    verdict = extend_due(desk.book, held, last_date, entry_id=number, reason=command.reason)
    return _dated(answer(desk, command, verdict), last_date=last_date.isoformat())


def extend_draw(desk: Desk, command: ExtendDraw) -> Outcome:
    """Let a deal mature on another day."""
    draw = load_draw(desk.connection, desk.book, command.draw)
    if draw is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.draw)
    if not desk.acts_for(desk.book.nodes[draw.node_key].unit):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="any_unit")
    number = next_number(desk, "YQ")
    verdict = prolong_draw(
        desk.book, draw, command.maturity_date, entry_id=number, reason=command.reason
    )
    day = command.maturity_date.isoformat()
    return _dated(answer(desk, command, verdict), last_date=day)


def recall_loan(desk: Desk, command: RecallLoan) -> Outcome:
    """收回: today (or a day before its own) is the last on which the loan may be drawn."""
    number = command.loan
    if number.startswith("SQ-"):
        number = f"DJ-{number.removeprefix('SQ-')}"
    loan = open_item(desk, command, number, "return")
    if isinstance(loan, Outcome):
        return loan
    last_date = command.last_date or desk.today
    if last_date >= loan.last_date:
        # A loan past its day goes home as its deals mature: there is nothing to call back.
        return refuse(command, OutcomeCode.BAD_DATE, date=last_date.isoformat())
    entry_id = next_number(desk, "YQ")
    verdict = extend_due(
        desk.book,
        loan,
        last_date,
        entry_id=entry_id,
        reason=command.reason,
        request=loan.request,
    )
    return _dated(answer(desk, command, verdict), last_date=last_date.isoformat())


def _dated(outcome: Outcome, **detail: str) -> Outcome:
    if outcome.code is OutcomeCode.DONE:
        return replace(outcome, detail={**outcome.detail, **detail})
    return outcome
