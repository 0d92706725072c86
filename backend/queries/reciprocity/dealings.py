"""Dealings as sums: one statement a year, converted month by month, the largest work done there.

The sum of one institution, product, direction, currency and month is converted into US cents at
the newest rate not after the month's last day (before the first rate: at the first), rounded half
up once. Every other figure is a sum of those cents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, func, select

from backend.dates import month_end
from backend.errors import InputError
from backend.money import LEDGER_CURRENCY, RATE_SCALE, line_use_minor
from backend.queries.reciprocity.rows import Gap, Place
from backend.queries.rows import Label
from backend.reciprocity.measures import NOTHING, Flow, half_up
from backend.reciprocity.period import Period
from backend.store.tables import reference
from backend.store.tables.dealings import account_average, branch_return, dealing, dealing_product

#: Institution's number → (direction, product) → flow.
Flows = Mapping[int, Mapping[Place, Flow]]


class MonthRates:
    """US dollars for one unit of a currency at the end of a month, times 10**12."""

    def __init__(self, connection: Connection) -> None:
        """Read every rate and the currencies' minor units; two statements."""
        rate, currency = reference.rate, reference.currency
        rows = connection.execute(
            select(rate.c.currency_code, rate.c.day, rate.c.rate_e12).order_by(
                rate.c.currency_code, rate.c.day, rate.c.kind
            )
        )
        self._days: dict[str, list[date]] = defaultdict(list)
        self._rates: dict[str, list[int]] = defaultdict(list)
        for code, day, rate_e12 in rows:
            self._days[code].append(day)
            self._rates[code].append(int(rate_e12))
        units = connection.execute(select(currency.c.code, currency.c.minor_units))
        self._minor_units = {code: int(places) for code, places in units}
        self._known: dict[tuple[str, date], int] = {}

    def knows(self, currency: str) -> bool:
        """Whether there is any rate of a currency."""
        return currency == LEDGER_CURRENCY or currency in self._days

    def rate_e12(self, currency: str, month: date) -> int:
        """Return the rate of a month; raises `InputError` `no_rate_for_dealings`."""
        if currency == LEDGER_CURRENCY:
            return RATE_SCALE
        place = (currency, month)
        if place not in self._known:
            if not self.knows(currency):
                raise InputError("no_rate_for_dealings", currency=currency)
            days = self._days[currency]
            newest = bisect_right(days, month_end(month)) - 1
            self._known[place] = self._rates[currency][max(0, newest)]
        return self._known[place]

    def in_cents(self, amount_minor: int, currency: str, month: date) -> int:
        """Return an amount in US cents, rounded half up; a correction may be negative."""
        places = self._minor_units[currency]
        cents = line_use_minor(abs(amount_minor), places, self.rate_e12(currency, month))
        return -cents if amount_minor < 0 else cents


def read_flows(
    connection: Connection, period: Period, owners: Mapping[int, int], rates: MonthRates
) -> Flows:
    """Return a period's flows by legal entity (`owners`: an institution's number → its owner's)."""
    key = (
        dealing.c.institution_id,
        dealing.c.direction,
        dealing.c.product_code,
        dealing.c.currency_code,
        dealing.c.month,
    )
    rows = connection.execute(
        select(
            *key,
            func.sum(dealing.c.deal_count),
            func.sum(dealing.c.amount_minor),
            func.sum(dealing.c.fee_fen),
        )
        .where(dealing.c.month.between(period.first, period.last))
        .group_by(*key)
    )
    flows: dict[int, dict[Place, Flow]] = defaultdict(dict)
    for number, direction, product, currency, month, count, amount, fee in rows:
        own = flows[owners[number]]
        cents = rates.in_cents(int(amount), currency, month)
        place = (direction, product)
        own[place] = own.get(place, NOTHING) + Flow(int(count), cents, int(fee))
    return flows


def read_averages(
    connection: Connection, period: Period, owners: Mapping[int, int], rates: MonthRates
) -> Mapping[tuple[int, str], int]:
    """Return the period's daily average in US cents by (legal entity, nostro or vostro).

    Months count by their days; a month without an average counts as nothing.
    """
    if not period.months:
        return {}
    average = account_average
    rows = connection.execute(
        select(
            average.c.institution_id,
            average.c.kind,
            average.c.currency_code,
            average.c.month,
            average.c.average_minor,
        ).where(average.c.month.between(period.first, period.last))
    )
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for number, kind, currency, month, minor in rows:
        cents = rates.in_cents(int(minor), currency, month)
        sums[(owners[number], kind)] += cents * month_end(month).day
    return {place: half_up(Fraction(total, period.days)) for place, total in sums.items()}


def read_products(connection: Connection) -> tuple[Sequence[Label], frozenset[str]]:
    """Return the products of dealings in order, and the codes of those that are mutual."""
    rows = connection.execute(select(dealing_product).order_by(dealing_product.c.sort_order)).all()
    labels = [Label(code=row.code, zh=row.name_zh, en=row.name_en) for row in rows]
    return labels, frozenset(row.code for row in rows if row.is_mutual)


def read_gaps(connection: Connection, period: Period) -> Sequence[Gap]:
    """Return which branches have not returned which months of a period, in the units' order."""
    unit, returned = reference.unit, branch_return
    branches = connection.execute(
        select(unit.c.code, unit.c.valid_from, unit.c.valid_to)
        .where(unit.c.kind == "branch")
        .order_by(unit.c.sort_order)
    ).all()
    there = {
        (code, month)
        for code, month in connection.execute(
            select(returned.c.unit_code, returned.c.month).where(
                returned.c.month.between(period.first, period.last)
            )
        )
    }
    gaps = []
    for code, begins, ends in branches:
        months = [
            month
            for month in period.months_listed
            if begins <= month_end(month) and (ends is None or ends >= month)
            if (code, month) not in there
        ]
        if months:
            gaps.append(Gap(code, months))
    return gaps


def read_partners(connection: Connection, period: Period) -> Mapping[str, frozenset[int]]:
    """Return with which institutions each unit dealt in a period or the year before it."""
    rows = connection.execute(
        select(dealing.c.unit_code, dealing.c.institution_id)
        .where(dealing.c.month.between(period.before.first, period.last))
        .distinct()
    )
    partners: dict[str, set[int]] = defaultdict(set)
    for unit, number in rows:
        partners[unit].add(number)
    return {unit: frozenset(numbers) for unit, numbers in partners.items()}
