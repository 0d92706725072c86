"""Days of the past on the command line: as of which day, and as known when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from addin.commands import common
from backend.errors import InputError
from backend.queries.nodes import first_date, open_date


def moments_of(
    connection: Connection, as_of: str | None, known_at: str | None, today: date
) -> tuple[date, date | None]:
    """Return the day that is asked about, and by which day it was known (`None`: now).

    Raises `InputError` `known_before` or `before_ledger`.
    """
    known = common.day_of(known_at) if known_at else None
    day = common.day_of(as_of) if as_of else known or today
    if known is not None and known < day:
        raise InputError("known_before", day=day, known=known)
    first = first_date(connection)
    if first is not None and day < first:
        raise InputError("before_ledger", day=day, first=first)
    return day, known if known is not None and known < open_date(connection) else None


def title_of(day: date, opened: date, known: date | None) -> str:
    """Return the text that names what is shown: of a coming day, of a past one, as known then."""
    if known is not None:
        return "said.lines_known"
    return "said.lines_of" if day >= opened else "said.lines_as_of"
