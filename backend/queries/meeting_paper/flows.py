"""What flows between them and us, for a meeting paper: this year beside the same months before.

Months and rates are those of the reciprocity sheet, so that paper and sheet say the same figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, Connection, func, select

from backend.dates import month_end
from backend.queries.meeting_paper.rows import AccountRow, Dealings, FlowPair
from backend.queries.reciprocity.dealings import MonthRates
from backend.reciprocity.measures import half_up
from backend.reciprocity.period import Period, newest_year, period_of
from backend.store.tables.dealings import account_average, dealing

_IN, _OUT = "in", "out"


def dealings_of(connection: Connection, institutions: Collection[int], day: date) -> Dealings:
    """Return both directions for the year's months that have ended by `day`, and last year's."""
    own = dealing.c.institution_id.in_(institutions)
    period = _period(day)
    now, before = (_Sums(connection, own, one) for one in (period, period.before))
    inward, outward = (
        FlowPair(
            count=now.counts[direction],
            amount_minor=now.amounts[direction],
            count_before=before.counts[direction],
            amount_before_minor=before.amounts[direction],
        )
        for direction in (_IN, _OUT)
    )
    return Dealings(
        year=period.year,
        last_month=period.months,
        inward=inward,
        outward=outward,
        since=connection.scalar(select(func.min(dealing.c.month)).where(own)),
        unconverted=sorted(now.unconverted | before.unconverted),
        is_sample=now.is_sample or before.is_sample,
    )


class _Sums:
    """Counts and US cents of a period by direction; what has no rate is named instead."""

    def __init__(self, connection: Connection, own: ColumnElement[bool], period: Period) -> None:
        self.counts: Counter[str] = Counter()
        self.amounts: Counter[str] = Counter()
        self.unconverted: set[str] = set()
        self.is_sample = False
        rates, columns = MonthRates(connection), dealing.c
        # The grouping is the reciprocity sheet's: each group is rounded once.
        key = (
            columns.institution_id,
            columns.direction,
            columns.product_code,
            columns.currency_code,
            columns.month,
        )
        rows = connection.execute(
            select(
                *key,
                func.sum(columns.deal_count).label("deals"),
                func.sum(columns.amount_minor).label("minor"),
                func.max(columns.is_sample).label("sample"),
            )
            .where(own, columns.direction.in_((_IN, _OUT)))
            .where(columns.month.between(period.first, period.last))
            .group_by(*key)
        )
        for row in rows:
            self.counts[row.direction] += int(row.deals)
            self.is_sample = self.is_sample or bool(row.sample)
            if rates.knows(row.currency_code):
                cents = rates.in_cents(int(row.minor), row.currency_code, row.month)
                self.amounts[row.direction] += cents
            else:
                self.unconverted.add(row.currency_code)


def accounts_of(
    connection: Connection, institutions: Collection[int], day: date
) -> Sequence[AccountRow]:
    """Return the accounts with a balance in the period, each with its daily average.

    Months count by their days, and one without an average as nothing: the reciprocity sheet's rule,
    in the account's own currency.
    """
    columns, period = account_average.c, _period(day)
    rows = connection.execute(
        select(
            columns.kind,
            columns.currency_code,
            columns.month,
            func.sum(columns.average_minor).label("minor"),
        )
        .where(columns.institution_id.in_(institutions))
        .where(columns.month.between(period.first, period.last))
        .group_by(columns.kind, columns.currency_code, columns.month)
    )
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[row.kind, row.currency_code] += int(row.minor) * month_end(row.month).day
    return [
        AccountRow(
            kind=kind, currency=currency, average_minor=half_up(Fraction(total, period.days))
        )
        for (kind, currency), total in sorted(sums.items())
    ]


def _period(day: date) -> Period:
    """Return the months that a paper of `day` tells of: in January those of the year before."""
    return period_of(newest_year(day), day)
