"""How ready a month is to be closed: its last files, its reconciliation, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from backend.queries.feeds.files import current_files
from backend.queries.past.month_close import last_day_of
from backend.queries.reference import working_days
from backend.store.tables.reconciliation import break_item, reconciliation


@dataclass(frozen=True, kw_only=True)
class MonthState:
    """What stands against closing a month; nothing of it forbids it.

    `missing_feeds` came before but not for the last working day; `open_breaks` are of a day of the
    month or before it.
    """

    last_working_day: date
    missing_feeds: Sequence[str]
    reconciled: bool
    open_breaks: int


def month_state(connection: Connection, month: date) -> MonthState:
    """Return how ready a month (any of its days) is to be closed."""
    last_day = last_day_of(month)
    last = working_days(connection).on_or_before(last_day)
    files = current_files(connection)
    known = {one.feed for one in files if one.business_date <= last}
    came = {one.feed for one in files if one.business_date == last}
    reconciled = connection.scalar(
        select(reconciliation.c.id).where(reconciliation.c.business_date == last).limit(1)
    )
    waiting = connection.scalar(
        select(func.count(break_item.c.number)).where(
            break_item.c.state != "closed", break_item.c.business_date <= last_day
        )
    )
    return MonthState(
        last_working_day=last,
        missing_feeds=sorted(known - came),
        reconciled=reconciled is not None or not known,
        open_breaks=int(waiting or 0),
    )
