"""A bank's own figures for a meeting paper: ratings as they stand, three years of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from backend.queries.brief_rows import AgencyRating, FigureYear
from backend.store.tables.evaluation import rating, statement, statement_item

_YEARS = 3
_FULL_YEAR = 12
_SCALE = 10**6


def ratings_of(connection: Connection, institution_id: int, day: date) -> Sequence[AgencyRating]:
    """Return each agency's newest rating of each type, by agency and type."""
    rows = connection.execute(
        select(rating)
        .where(rating.c.institution_id == institution_id, rating.c.valid_from <= day)
        .order_by(rating.c.agency, rating.c.rating_type, rating.c.valid_from)
    )
    newest = {(row.agency, row.rating_type): row for row in rows}
    return [
        AgencyRating(
            agency=row.agency,
            rating_type=row.rating_type,
            value=row.value,
            outlook=row.outlook,
            valid_from=row.valid_from,
            is_sample=bool(row.is_sample),
        )
        for row in newest.values()
    ]


def figures_of(connection: Connection, institution_id: int, day: date) -> Sequence[FigureYear]:
    """Return the newest three full years, the oldest first.

    Of several statements of one year end the consolidated one counts, then the audited, then the
    one that was loaded last: a correction.
    """
    rows = connection.execute(
        select(statement)
        .where(
            statement.c.institution_id == institution_id,
            statement.c.period_end <= day,
            statement.c.months == _FULL_YEAR,
        )
        .order_by(
            statement.c.period_end,
            statement.c.consolidated,
            statement.c.audited,
            statement.c.loaded_at,
            statement.c.id,
        )
    )
    chosen = {row.period_end: row for row in rows}
    years = [chosen[end] for end in sorted(chosen)[-_YEARS:]]
    items = _items(connection, [row.id for row in years])
    return [
        FigureYear(
            period_end=row.period_end,
            currency=row.currency_code,
            consolidated=bool(row.consolidated),
            audited=bool(row.audited),
            standard=row.standard,
            total_assets_minor=items[row.id].get("total_assets"),
            equity_minor=items[row.id].get("equity"),
            net_profit_minor=items[row.id].get("net_profit"),
            cet1_e6=_ratio(items[row.id], "cet1_capital", "risk_weighted_assets", "reported_cet1"),
            npl_e6=_ratio(items[row.id], "non_performing_loans", "gross_loans", "reported_npl"),
            is_sample=bool(row.is_sample),
        )
        for row in years
    ]


def _items(connection: Connection, statements: Sequence[str]) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = connection.execute(
        select(statement_item).where(statement_item.c.statement_id.in_(statements))
    )
    for row in rows:
        value = row.ratio_e6 if row.amount_minor is None else row.amount_minor
        found[row.statement_id][row.item_code] = int(value)
    return found


def _ratio(items: Mapping[str, int], above: str, beneath: str, reported: str) -> int | None:
    """Return what the amounts say, else what the bank reports, as the evaluation takes it."""
    if above in items and items.get(beneath, 0) > 0:
        return (2 * items[above] * _SCALE + items[beneath]) // (2 * items[beneath])
    return items.get(reported)
