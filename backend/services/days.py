"""The open business date: the first writer of a day opens each missing working day in order.

A clock that runs ahead must not open next year: a day far after the open one is opened only when an
administrator has confirmed it, in the table `setting` under `jump_to:` and the day.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, insert, select

from backend.dates import SHANGHAI
from backend.errors import InputError, OutageError
from backend.queries.nodes import open_date
from backend.queries.reference import WorkingDays, working_days
from backend.services.transaction import transact
from backend.store.tables.ledger import business_day
from backend.store.tables.reference import setting

#: How many calendar days may pass between two acts that open days; the setting of this name.
MOST_DAYS_AHEAD = "most_days_ahead"
_USUAL_DAYS_AHEAD = 45
_CONFIRMED = "jump_to:"


def business_date_of(moment: datetime, days: WorkingDays) -> date:
    """Return the business date of a moment: its day in Shanghai, else the next working day."""
    return days.on_or_after(moment.astimezone(SHANGHAI).date())


def open_days(
    connection: Connection, moment: datetime, login: str, days: WorkingDays | None = None
) -> list[date]:
    """Open every working day up to the moment's business date; the trigger posts what is due.

    Returns the days opened: none when the date is open already or the clock was set back.
    Raises `OutageError` `date_jumps` when the moment lies too far ahead of the open date.
    """
    days = working_days(connection)
    stands, wanted = open_date(connection), business_date_of(moment, days)
    _refuse_jump(connection, stands, wanted)
    opened = list(days.between(stands, wanted))
    for day in opened:  # one by one: each day's dues stand before the next day's
        connection.execute(
            insert(business_day), [{"day": day, "opened_at": moment, "opened_by": login}]
        )
    return opened


def _refuse_jump(connection: Connection, stands: date, wanted: date) -> None:
    """Refuse what the trigger would, with the words that help."""
    ahead = (wanted - stands).days
    if ahead <= 0:
        return
    named = setting.c.name
    question = select(named, setting.c.value).where(
        (named == MOST_DAYS_AHEAD) | named.like(f"{_CONFIRMED}%")
    )
    known = {row.name: row.value for row in connection.execute(question)}
    most = int(known.pop(MOST_DAYS_AHEAD, _USUAL_DAYS_AHEAD))
    confirmed = max((name.removeprefix(_CONFIRMED) for name in known), default="")
    if ahead > most and confirmed < wanted.isoformat():
        raise OutageError("date_jumps", open=stands, wanted=wanted, days=ahead, most=most)


def open_today(
    engine: Engine, moment: datetime, login: str, *, confirmed: date | None = None
) -> tuple[date, list[date]]:
    """Open the business date of `moment`; return the open date and the days that were opened.

    `confirmed`: the business date that somebody who may do so has compared with a calendar; it is
    opened however far it lies ahead. Raises `InputError` `jump_is_another_day` when the clock says
    another one.
    """

    def work(connection: Connection) -> tuple[date, list[date]]:
        if confirmed is not None:
            _confirm(connection, confirmed, moment, login)
        opened = open_days(connection, moment, login)
        return open_date(connection), opened

    return transact(engine, work)


def _confirm(connection: Connection, day: date, moment: datetime, login: str) -> None:
    wanted = business_date_of(moment, working_days(connection))
    if day != wanted:
        raise InputError("jump_is_another_day", given=day, wanted=wanted)
    name = f"{_CONFIRMED}{day.isoformat()}"
    known = connection.scalar(select(setting.c.name).where(setting.c.name == name))
    if known is None:
        said = {"by": login, "at": moment.astimezone(UTC).isoformat()}
        row = {"name": name, "value": json.dumps(said, ensure_ascii=False)}
        connection.execute(insert(setting), [row])
