"""A bank's own figures for a meeting paper: ratings as they stand, three years of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from backend.queries.evaluation.statements import figures_of as key_figures_of
from backend.queries.evaluation.statements import full_years, read_statements
from backend.queries.meeting_paper.rows import AgencyRating, FigureYear
from backend.store.tables.evaluation import rating

_YEARS = 3


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
    """Return the newest three full years, the oldest first: the evaluation's own figures."""
    statements = read_statements(connection, day, [institution_id]).get(institution_id, ())
    basis = {one.period_end: one for one in full_years(statements).values()}
    return [
        FigureYear(
            period_end=one.period_end,
            currency=one.currency,
            consolidated=basis[one.period_end].consolidated,
            total_assets_minor=one.total_assets_minor,
            equity_minor=one.equity_minor,
            net_profit_minor=one.net_profit_minor,
            cet1_e6=one.cet1_e6,
            npl_e6=one.npl_e6,
            is_sample=one.is_sample,
        )
        for one in reversed(key_figures_of(statements, _YEARS))
    ]
