"""Statements with their items, ratios by year, and the key figures of a paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from backend.evaluation.ratios import RATIOS, RatioValue, ratio_value
from backend.queries.evaluation.rows import StatementRow, YearFigures
from backend.store.tables.evaluation import statement, statement_item
from backend.store.tables.institutions import institution
from backend.store.tables.reconciliation import foreign_identity

#: How many institutions are asked for by number; beyond it all are read.
_MOST_BY_NUMBER = 500


def read_statements(
    connection: Connection, day: date, institutions: Collection[int] | None = None
) -> Mapping[int, Sequence[StatementRow]]:
    """Return the newest revision of every statement that ends by `day`, by institution.

    The earliest period first; of one period a consolidated statement wins over a solo one. Two
    statements, for all institutions when `None`.
    """
    asked = _asked(select(statement), day, institutions).order_by(
        statement.c.institution_id,
        statement.c.period_end,
        statement.c.consolidated,
        statement.c.revision,
    )
    # Ordered so that what counts comes last and overwrites the others of its period.
    rows = {(row.institution_id, row.period_end): row for row in connection.execute(asked)}
    items: defaultdict[str, dict[str, int]] = defaultdict(dict)
    listed = _asked(
        select(statement_item).join(statement, statement.c.id == statement_item.c.statement_id),
        day,
        institutions,
    )
    for item in connection.execute(listed):
        value = item.ratio_e6 if item.amount_minor is None else item.amount_minor
        items[item.statement_id][item.item_code] = int(value)
    found: defaultdict[int, list[StatementRow]] = defaultdict(list)
    for row in rows.values():
        found[row.institution_id].append(_row(row, items[row.id]))
    return found


def foreign_numbers(connection: Connection, system: str) -> Mapping[str, str]:
    """Return the BIC8 that each of a system's own numbers means."""
    rows = connection.execute(
        select(foreign_identity.c.foreign_id, institution.c.bic8)
        .join(institution, institution.c.id == foreign_identity.c.institution_id)
        .where(foreign_identity.c.system == system)
    )
    return {row.foreign_id: row.bic8 for row in rows}


def _asked(question: Select[Any], day: date, institutions: Collection[int] | None) -> Select[Any]:
    question = question.where(statement.c.period_end <= day)
    if institutions is not None and len(institutions) <= _MOST_BY_NUMBER:
        question = question.where(statement.c.institution_id.in_(institutions))
    return question


def _row(row: Any, items: Mapping[str, int]) -> StatementRow:
    return StatementRow(
        id=row.id,
        institution_id=row.institution_id,
        period_end=row.period_end,
        months=row.months,
        consolidated=bool(row.consolidated),
        audited=bool(row.audited),
        standard=row.standard,
        currency=row.currency_code,
        source=row.source,
        source_file=row.source_file,
        is_sample=bool(row.is_sample),
        items=items,
    )


def full_years(statements: Sequence[StatementRow]) -> Mapping[int, StatementRow]:
    """Return the full-year statement of each year; of two that end in one year the later."""
    return {one.fiscal_year: one for one in statements if one.is_full_year}


def year_before(years: Mapping[int, StatementRow], year: int) -> Mapping[str, int] | None:
    """Return the items of the year-end before, in the same currency and consolidation.

    Averages of unlike statements would mislead: without a like one there is none.
    """
    own, before = years[year], years.get(year - 1)
    if before is None:
        return None
    like = (own.currency, own.consolidated) == (before.currency, before.consolidated)
    return before.items if like else None


def ratios_by_year(statements: Sequence[StatementRow]) -> Mapping[int, Mapping[str, RatioValue]]:
    """Return every ratio of each full year, by year and code."""
    years = full_years(statements)
    return {
        year: {
            ratio.code: ratio_value(ratio, own.items, year_before(years, year)) for ratio in RATIOS
        }
        for year, own in years.items()
    }


def key_figures(
    connection: Connection, institution_id: int, years: int, day: date
) -> Sequence[YearFigures]:
    """Return the five key figures of the newest `years` full years by `day`, the newest first.

    Total assets, equity, net profit, CET1 ratio, NPL ratio: what a meeting paper shows.
    """
    return figures_of(read_statements(connection, day, [institution_id])[institution_id], years)


def figures_of(statements: Sequence[StatementRow], years: int) -> Sequence[YearFigures]:
    """Return the key figures of the newest `years` full years of these, the newest first."""
    by_year, ratios = full_years(statements), ratios_by_year(statements)
    newest = sorted(by_year, reverse=True)[:years]
    return [_figures(by_year[year], ratios[year]) for year in newest]


def _figures(own: StatementRow, ratios: Mapping[str, RatioValue]) -> YearFigures:
    return YearFigures(
        fiscal_year=own.fiscal_year,
        period_end=own.period_end,
        currency=own.currency,
        total_assets_minor=own.items.get("total_assets"),
        equity_minor=own.items.get("equity"),
        net_profit_minor=own.items.get("net_profit"),
        cet1_e6=ratios["cet1"].value_e6,
        npl_e6=ratios["npl"].value_e6,
        ratios=ratios,
        is_sample=own.is_sample,
    )
