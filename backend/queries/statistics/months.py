"""Use by month, from entries: what was drawn and released, and the average and peak of each.

The database sums entries by day; the closes of the days follow backward from the balance of today.
Only the entries of the asked months are read: entries are recorded in the order of business dates,
so the first of them is found by its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, or_, select

from backend.queries.statistics.rows import Asked, Month
from backend.queries.statistics.use import concerned, of_lines
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, entry, node
from backend.store.tables.reference import unit


class _Day(NamedTuple):
    """What happened on a day."""

    deals: int
    drawn: int
    released: int
    net: int


def use_by_month(connection: Connection, asked: Asked, today: date) -> list[Month]:
    """Return the months from `asked.since` on; those before anything happened are left out."""
    days = _days(connection, asked)
    closes = dict(_closes(days, _used_now(connection, asked), asked.since, today))
    months: dict[date, list[date]] = {}
    for day in sorted(closes):
        months.setdefault(day.replace(day=1), []).append(day)
    found = [_month(first, listed, days, closes) for first, listed in months.items()]
    while found and not (found[0].deals or found[0].peak_minor or found[0].released_minor):
        found.pop(0)
    return found


def _month(
    first: date, listed: list[date], days: Mapping[date, _Day], closes: Mapping[date, int]
) -> Month:
    own = [days[day] for day in listed if day in days]
    drawn, released = sum(one.drawn for one in own), sum(one.released for one in own)
    peak = max(listed, key=lambda day: (closes[day], -day.toordinal()))
    total = sum(closes[day] for day in listed)
    return Month(
        month=first,
        deals=sum(one.deals for one in own),
        drawn_minor=drawn,
        released_minor=-released,
        other_minor=sum(one.net for one in own) - drawn - released,
        at_end_minor=closes[listed[-1]],
        average_minor=(2 * total + len(listed)) // (2 * len(listed)),
        peak_minor=closes[peak],
        peak_date=peak,
    )


def _closes(
    days: Mapping[date, _Day], now: int, since: date, today: date
) -> Iterator[tuple[date, int]]:
    """Yield the use at the close of each day, backward from today."""
    close, day = now, today
    while day >= since:
        yield day, close
        close -= days[day].net if day in days else 0
        day -= timedelta(days=1)


def _days(connection: Connection, asked: Asked) -> dict[date, _Day]:
    used = entry.c.used_delta_minor
    # What was told late counts for the day on which it took effect.
    day = func.coalesce(entry.c.effect_date, entry.c.business_date)
    drawn = case((entry.c.kind == "draw", used), else_=0)
    released = case((entry.c.kind == "release", used), else_=0)
    question = (
        select(
            day.label("day"),
            func.sum(case((entry.c.kind == "draw", 1), else_=0)).label("deals"),
            func.sum(drawn).label("drawn"),
            func.sum(released).label("released"),
            func.sum(used).label("net"),
        )
        .where(entry.c.number >= first_number(connection, asked.since), used != 0)
        .where(day >= asked.since)
        .group_by(day)
    )
    rows = connection.execute(_narrowed(question, asked))
    return {
        row.day: _Day(int(row.deals), int(row.drawn), int(row.released), int(row.net))
        for row in rows
    }


def _narrowed(question: Select[Any], asked: Asked) -> Select[Any]:
    """Return the question about the entries of these leaves only."""
    if not (asked.product or asked.unit or asked.country):
        return question
    question = question.join(node, node.c.id == entry.c.node_id)
    if asked.country:
        question = question.join(institution, institution.c.id == node.c.institution_id)
    if asked.unit:
        question = question.join(unit, unit.c.code == node.c.unit_code).where(
            or_(unit.c.code == asked.unit, unit.c.parent_code == asked.unit)
        )
    return question.where(*concerned(asked))


def _used_now(connection: Connection, asked: Asked) -> int:
    return int(
        connection.scalar(
            select(func.coalesce(func.sum(balance.c.used_minor), 0))
            .select_from(node)
            .join(balance, balance.c.node_id == node.c.id)
            .join(institution, institution.c.id == node.c.institution_id)
            .where(*of_lines(asked))
        )
        or 0
    )


def first_number(connection: Connection, day: date) -> int:
    """Return a number before which no entry is of `day` or later, by halving.

    Entries are numbered as they are recorded, and the business date only moves forward; what the
    calendar posts is dated after the business date before.
    """
    least = int(connection.scalar(select(func.min(entry.c.number))) or 0)
    last = int(connection.scalar(select(func.max(entry.c.number))) or 0)
    while least < last:
        middle = (least + last) // 2
        found = connection.scalar(
            select(entry.c.business_date)
            .where(entry.c.number >= middle)
            .order_by(entry.c.number)
            .limit(1)
        )
        if found is not None and found < day:
            least = middle + 1
        else:
            last = middle
    return least
