"""The other systems' side for a comparison, and the terms of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, select

from backend.contract.reconciliation import System
from backend.queries import reference
from backend.queries.factors import read_use_factors
from backend.queries.feeds.files import TakenFile, deals_of, lines_of
from backend.reconciliation.sides import Side, Terms, TheirDeal, TheirLine
from backend.store.tables.institutions import institution
from backend.store.tables.reference import rate

#: What of ours each system should hold: units and products, empty for all. The bank may differ.
COVERED: Mapping[System, tuple[frozenset[str], frozenset[str]]] = {
    System.LIMIT: (frozenset(), frozenset()),
    System.TREASURY: (
        frozenset({"treasury"}),
        frozenset({"placement", "foreign_exchange", "bonds"}),
    ),
}
#: How far back a rate of another day is looked for.
_RATE_DAYS = 40


def side_of(connection: Connection, system: System, file: TakenFile) -> Side:
    """Return a system's deals; a branch's stand under the legal entity whose line they take."""
    heads = _heads(connection)
    deals = []
    for mapped in deals_of(connection, file):
        one, owner = mapped.deal, mapped.institution_id
        deals.append(
            TheirDeal(
                reference=one.their_reference,
                our_reference=one.our_reference,
                institution=None if owner is None else heads[owner],
                product=one.product,
                unit=one.unit,
                currency=one.currency,
                amount_minor=one.amount_minor,
                use_minor=one.use_minor,
                rate_e12=one.rate_e12,
                value_date=one.value_date,
                maturity_date=one.maturity_date,
                state=one.state.value,
                foreign_id=one.foreign_id,
            )
        )
    return Side(system, deals, *COVERED[system])


def _heads(connection: Connection) -> Mapping[int, int]:
    rows = connection.execute(select(institution.c.id, institution.c.head_office_id))
    return {int(row.id): int(row.head_office_id or row.id) for row in rows}


def their_lines(connection: Connection, file: TakenFile) -> Sequence[TheirLine]:
    """Return the limit system's lines."""
    return [
        TheirLine(
            reference=one.line.approval_number,
            foreign_id=one.line.foreign_id,
            institution=one.institution_id,
            product=one.line.product,
            currency=one.line.currency,
            approved_minor=one.line.approved_minor,
            used_minor=one.line.used_minor,
        )
        for one in lines_of(connection, file)
    ]


def terms_of_day(connection: Connection, day: date) -> Terms:
    """Return the day's rates, factors, groups and calendar."""
    since = day - timedelta(days=_RATE_DAYS)
    rows = connection.execute(
        select(rate.c.currency_code, rate.c.rate_e12, rate.c.day)
        .where(rate.c.day.between(since, day))
        .order_by(rate.c.day)
    )
    known: dict[str, dict[int, date]] = {}
    for code, rate_e12, rate_day in rows:
        known.setdefault(code, {})[int(rate_e12)] = rate_day
    groups = connection.execute(
        select(institution.c.id, institution.c.group_code).where(
            institution.c.group_code.is_not(None)
        )
    )
    factors = read_use_factors(connection, day)
    return Terms(
        day=day,
        minor_units=reference.minor_units(connection),
        rates=reference.rates(connection, day),
        factors=factors.base,
        factor_steps={
            product: steps for (product, netted), steps in factors.steps.items() if not netted
        },
        known_rates=known,
        groups={int(row_id): code for row_id, code in groups},
        is_working=reference.working_days(connection).is_working,
    )
