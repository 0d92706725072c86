"""月结: which months are closed, and which entries were recorded for them afterwards (追溯)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from backend.dates import months_after
from backend.store.tables.hands import month_close


@dataclass(frozen=True, kw_only=True)
class ClosedMonth:
    """A closed month (its first day): when, by whom, checked by whom."""

    month: date
    closed_at: datetime
    maker: str
    checker: str


def closed_months(connection: Connection) -> Mapping[date, ClosedMonth]:
    """Return every closed month by its first day."""
    rows = connection.execute(select(month_close).order_by(month_close.c.month))
    return {
        row.month: ClosedMonth(
            month=row.month, closed_at=row.closed_at, maker=row.maker, checker=row.checker
        )
        for row in rows
    }


def is_retroactive(
    closed: Mapping[date, ClosedMonth], effect_date: date | None, recorded_at: datetime
) -> bool:
    """Whether an entry was recorded for a day of a month that had been closed before (追溯)."""
    if effect_date is None:
        return False
    month = closed.get(effect_date.replace(day=1))
    return month is not None and month.closed_at <= recorded_at


def last_day_of(month: date) -> date:
    """Return the last day of a month that is given by any of its days."""
    return months_after(month.replace(day=1), 1) - timedelta(days=1)
