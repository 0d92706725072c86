"""What flows between them and us, for a meeting paper: this year beside the same months before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from backend.money import line_use_minor
from backend.queries.brief_rows import AccountRow, Dealings, FlowPair
from backend.store.tables.dealings import account_average, dealing

_IN, _OUT = "in", "out"


def dealings_of(
    connection: Connection,
    institutions: Collection[int],
    day: date,
    rates: Mapping[str, int],
    minor_units: Mapping[str, int],
) -> Dealings:
    """Return both directions from January to the last month that anybody has reported.

    Both years are converted at the same rates, so that the growth is business and not the market.
    """
    last = connection.scalar(
        select(func.max(dealing.c.month)).where(dealing.c.month.between(date(day.year, 1, 1), day))
    )
    months = last.month if last is not None else 0
    own = dealing.c.institution_id.in_(institutions)
    since = connection.scalar(select(func.min(dealing.c.month)).where(own))
    rows = connection.execute(
        select(
            dealing.c.direction,
            dealing.c.month,
            dealing.c.currency_code,
            func.sum(dealing.c.deal_count).label("deal_count"),
            func.sum(dealing.c.amount_minor).label("amount_minor"),
            func.max(dealing.c.is_sample).label("is_sample"),
        )
        .where(own, dealing.c.direction.in_((_IN, _OUT)))
        .where(dealing.c.month.between(date(day.year - 1, 1, 1), day))
        .group_by(dealing.c.direction, dealing.c.month, dealing.c.currency_code)
    ).all()
    counts: dict[tuple[str, int], int] = defaultdict(int)
    amounts: dict[tuple[str, int], int] = defaultdict(int)
    unconverted = set()
    for row in rows:
        if row.month.month > months:
            continue
        key = (row.direction, row.month.year)
        counts[key] += int(row.deal_count)
        if row.currency_code not in rates:
            unconverted.add(row.currency_code)
            continue
        rate, places = rates[row.currency_code], minor_units[row.currency_code]
        amounts[key] += line_use_minor(int(row.amount_minor), places, rate)
    pairs = {
        direction: FlowPair(
            count=counts[direction, day.year],
            amount_minor=amounts[direction, day.year],
            count_before=counts[direction, day.year - 1],
            amount_before_minor=amounts[direction, day.year - 1],
        )
        for direction in (_IN, _OUT)
    }
    return Dealings(
        year=day.year,
        last_month=months,
        inward=pairs[_IN],
        outward=pairs[_OUT],
        since=since,
        unconverted=sorted(unconverted),
        is_sample=any(row.is_sample for row in rows),
    )


def accounts_of(
    connection: Connection, institutions: Collection[int], day: date
) -> Sequence[AccountRow]:
    """Return the accounts with a balance this year, each with the mean of its monthly averages."""
    own = account_average
    rows = connection.execute(
        select(own.c.kind, own.c.currency_code, own.c.month, func.sum(own.c.average_minor))
        .where(own.c.institution_id.in_(institutions))
        .where(own.c.month.between(date(day.year, 1, 1), day))
        .group_by(own.c.kind, own.c.currency_code, own.c.month)
    )
    months: dict[tuple[str, str], list[int]] = defaultdict(list)
    for kind, currency, _month, average in rows:
        months[kind, currency].append(int(average))
    return [
        AccountRow(kind=kind, currency=currency, average_minor=sum(found) // len(found))
        for (kind, currency), found in sorted(months.items())
    ]
