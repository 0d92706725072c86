"""The open business date: the first writer of a day opens each missing working day in order."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, Engine, insert

from backend.dates import SHANGHAI
from backend.queries.nodes import open_date
from backend.queries.reference import WorkingDays, working_days
from backend.services.transaction import transact
from backend.store.tables.ledger import business_day


def business_date_of(moment: datetime, days: WorkingDays) -> date:
    """Return the business date of a moment: its day in Shanghai, else the next working day."""
    return days.on_or_after(moment.astimezone(SHANGHAI).date())


def open_days(
    connection: Connection, moment: datetime, login: str, days: WorkingDays | None = None
) -> list[date]:
    """Open every working day up to the moment's business date; the trigger posts what is due.

    Returns the days opened: none when the date is open already or the clock was set back. `days`
    spares reading the calendar again.
    """
    days = days or working_days(connection)
    opened = list(days.between(open_date(connection), business_date_of(moment, days)))
    for day in opened:  # one by one: each day's dues stand before the next day's
        connection.execute(
            insert(business_day), [{"day": day, "opened_at": moment, "opened_by": login}]
        )
    return opened


def open_today(engine: Engine, moment: datetime, login: str) -> tuple[date, list[date]]:
    """Open the business date of `moment`; return the open date and the days that were opened."""

    def work(connection: Connection) -> tuple[date, list[date]]:
        opened = open_days(connection, moment, login)
        return open_date(connection), opened

    return transact(engine, work)
