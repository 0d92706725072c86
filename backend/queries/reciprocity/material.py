"""What a year's reciprocity is made of, read in a few statements and not yet put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, func, select

from backend.contract.events import BAD_CONDUCT
from backend.dates import SHANGHAI
from backend.ledger.state import Book
from backend.money import FACTOR_SCALE, RATE_SCALE
from backend.queries.institutions import institution_names
from backend.queries.reciprocity.dealings import (
    MonthRates,
    read_averages,
    read_flows,
    read_gaps,
    read_partners,
)
from backend.queries.reciprocity.rows import Gap, Place
from backend.queries.rows import InstitutionName
from backend.reciprocity.measures import Flow, Prices
from backend.reciprocity.period import Period
from backend.reciprocity.score import ScoreParameters
from backend.store.tables.dealings import reciprocity_plan
from backend.store.tables.evaluation import parameter
from backend.store.tables.institutions import institution
from backend.store.tables.office import event

_YUAN = "CNY"
_PREFIX = "reciprocity."


@dataclass(frozen=True)
class Material:
    """What was read for a year, before it is put together."""

    period: Period
    names: Mapping[int, InstitutionName]
    countries: Mapping[int, str]
    now: Mapping[int, Mapping[Place, Flow]]
    before: Mapping[int, Mapping[Place, Flow]]
    averages: Mapping[tuple[int, str], int]
    plans: Mapping[int, Any]
    line_use: Mapping[int, Fraction]
    refusals: Mapping[int, int]
    gaps: Sequence[Gap]
    partners: Mapping[str, frozenset[int]]
    prices: Prices | None
    parameters: ScoreParameters


def read_material(connection: Connection, period: Period, book: Book, today: date) -> Material:
    """Read a period and the same months of last year; the score's parameters of its end."""
    names = institution_names(connection)
    owners, countries = owners_of(connection)
    rates = MonthRates(connection)
    scalars = read_scalars(connection, min(today, period.ends))
    plans = connection.execute(
        select(reciprocity_plan).where(reciprocity_plan.c.year == period.year)
    )
    return Material(
        period=period,
        names=names,
        countries=countries,
        now=read_flows(connection, period, owners, rates),
        before=read_flows(connection, period.before, owners, rates),
        averages=read_averages(connection, period, owners, rates),
        plans={row.institution_id: row for row in plans},
        line_use=_line_use(book),
        refusals=_refusals(connection, period, owners),
        gaps=read_gaps(connection, period),
        partners={
            unit: frozenset(owners[one] for one in numbers)
            for unit, numbers in read_partners(connection, period).items()
        },
        prices=_prices(scalars, rates, period),
        parameters=ScoreParameters(
            **{name: scalars[name] for name in ScoreParameters.__dataclass_fields__}
        ),
    )


def _prices(scalars: Mapping[str, Fraction], rates: MonthRates, period: Period) -> Prices | None:
    """Return what value is worked out with; `None` while there is no rate for yuan."""
    if not rates.knows(_YUAN):
        return None
    yuan = Fraction(rates.rate_e12(_YUAN, period.last), RATE_SCALE)
    return Prices(scalars["spread"], scalars["usual_yield"], 1 / yuan)


def _line_use(book: Book) -> Mapping[int, Fraction]:
    """Return used and reserved of each legal entity's line; nothing where it has none."""
    return {
        node.institution_id: Fraction(node.used_minor + node.reserved_minor, node.line_minor)
        for node in book.nodes.values()
        if node.dimension == "entity" and node.institution_id is not None and node.line_minor > 0
    }


def _refusals(
    connection: Connection, period: Period, owners: Mapping[int, int]
) -> Mapping[int, int]:
    begins = datetime.combine(period.first, time(), SHANGHAI).astimezone(UTC)
    ends = datetime.combine(period.ends, time.max, SHANGHAI).astimezone(UTC)
    rows = connection.execute(
        select(event.c.institution_id, func.count())
        .where(
            event.c.kind.in_(sorted(BAD_CONDUCT)),
            event.c.occurred_at.between(begins, ends),
            event.c.institution_id.is_not(None),
        )
        .group_by(event.c.institution_id)
    )
    counted: Counter[int] = Counter()
    for number, count in rows:
        counted[owners[number]] += count
    return counted


def owners_of(connection: Connection) -> tuple[Mapping[int, int], Mapping[int, str]]:
    """Return whose legal entity each institution is, and where each one's ultimate risk lies."""
    rows = connection.execute(
        select(institution.c.id, institution.c.head_office_id, institution.c.risk_country_code)
    ).all()
    owners = {row.id: row.head_office_id or row.id for row in rows}
    return owners, {row.id: row.risk_country_code for row in rows}


def read_scalars(connection: Connection, day: date) -> Mapping[str, Fraction]:
    """Return the parameters of reciprocity that hold on `day`, by name without their prefix."""
    rows = connection.execute(
        select(parameter.c.name, parameter.c.value_e6)
        .where(parameter.c.name.like(f"{_PREFIX}%"), parameter.c.valid_from <= day)
        .order_by(parameter.c.valid_from)
    )
    return {name.removeprefix(_PREFIX): Fraction(value, FACTOR_SCALE) for name, value in rows}
