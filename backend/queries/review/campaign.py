"""The review campaign of a year: every legal entity, in seven statements whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from backend.contract.review import ReportSource, ReviewKind
from backend.queries import reference
from backend.queries.institutions import institution_names
from backend.queries.review.facts import entered_statements, expected_year_ends, year_grades
from backend.queries.review.rows import PlannedReview, ReviewRow
from backend.store.tables.evaluation import review
from backend.store.tables.ledger import balance, node


def campaign_year(day: date) -> int:
    """Return the fiscal year under review on `day`: the last one that has ended."""
    return day.year - 1


def read_reviews(connection: Connection, day: date, year: int) -> Sequence[ReviewRow]:
    """Return the campaign of the fiscal year `year` as it stands on `day`, of all legal entities.

    Branches are reviewed with their head office.
    """
    persons = reference.persons(connection)
    planned = _planned(connection, year)
    lines = _lines(connection)
    statements = entered_statements(connection, day, year, persons)
    year_ends = expected_year_ends(connection, year)
    years = year_grades(connection, day, (year - 1, year), persons)
    rows = []
    for owner, name in institution_names(connection).items():
        if name.head_office:
            continue
        statement = statements.get(owner)
        kind = ReviewKind.FULL if any(lines.get(owner, {}).values()) else ReviewKind.SIMPLE
        rows.append(
            ReviewRow(
                institution=name,
                fiscal_year=year,
                day=day,
                planned=planned.get(owner) or PlannedReview(kind=kind),
                fiscal_year_end=statement.period_end if statement else year_ends.get(owner),
                statement=statement,
                year=years.get((owner, year)),
                year_before=years.get((owner, year - 1)),
                approved_minor=lines.get(owner, {}).get("entity"),
            )
        )
    return rows


def _lines(connection: Connection) -> Mapping[int, Mapping[str, int]]:
    """Return what is approved of each institution, by `entity` and `product` level."""
    rows = connection.execute(
        select(node.c.institution_id, node.c.dimension, func.sum(balance.c.approved_minor))
        .join(balance, balance.c.node_id == node.c.id)
        .where(node.c.dimension.in_(("entity", "product")), node.c.limited == 1)
        .group_by(node.c.institution_id, node.c.dimension)
    )
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for owner, dimension, minor in rows:
        found[owner][dimension] = int(minor)
    return found


def _planned(connection: Connection, year: int) -> Mapping[int, PlannedReview]:
    rows = connection.execute(select(review).where(review.c.fiscal_year == year))
    return {row.institution_id: _one(row) for row in rows}


def _one(row: Any) -> PlannedReview:
    return PlannedReview(
        kind=ReviewKind(row.kind),
        analyst=row.analyst or "",
        report_source=ReportSource(row.report_source) if row.report_source else None,
        received_date=row.received_date,
        recommended_minor=row.recommended_minor,
        recommended_tenor_days=row.recommended_tenor_days,
        committee_date=row.committee_date,
        approval_number=row.approval_number,
        valid_until=row.valid_until,
        reminders=row.reminders,
        next_reminder=row.next_reminder,
        note=row.note,
        version=row.version,
    )
