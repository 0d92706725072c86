"""月结: a month is closed by one person and checked by another."""

from __future__ import annotations

from datetime import timedelta

from backend.contract import Outcome, OutcomeCode
from backend.contract.corrections import CloseMonth
from backend.queries.nodes import first_date
from backend.queries.past.month_close import closed_months, last_day_of
from backend.services.desk import Desk
from backend.services.hands.waiting import hands_needed
from backend.services.outcomes import refuse
from backend.store.tables.hands import month_close


def close_month(desk: Desk, command: CloseMonth) -> Outcome:
    """Close a month whose last day is past. The hand that carries it out is its checker."""
    month = command.month.replace(day=1)
    # The month before the ledger's first day may be closed: its books were handed over with it.
    first = first_date(desk.connection) or desk.today
    handed_over = (first.replace(day=1) - timedelta(days=1)).replace(day=1)
    if last_day_of(month) >= desk.today or month < handed_over:
        return refuse(command, OutcomeCode.BAD_DATE, date=last_day_of(month).isoformat())
    pending = {row["month"] for table, row in desk.facts if table is month_close}
    if month in pending or month in closed_months(desk.connection):
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=f"{month:%Y-%m}")
    # What a bank's policy may not give up: its table names two persons.
    if not desk.deciding and hands_needed(desk, command, "close_month") < 2:  # noqa: PLR2004 - 经办, 复核
        return refuse(command, OutcomeCode.SAME_PERSON)
    desk.facts.append(
        (
            month_close,
            {
                "month": month,
                "closed_at": desk.now,
                "maker": desk.login,
                "checker": desk.deciding,
            },
        )
    )
    return Outcome(OutcomeCode.DONE, command.id, reference=f"{month:%Y-%m}")
