"""What stays in the house, for a meeting paper: lines, events, plan, grade."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from backend.contract import Dimension
from backend.dates import SHANGHAI
from backend.queries import reference
from backend.queries.evaluation.grades import grades
from backend.queries.meeting_paper.rows import EventRow, Grade, Lines, Plan, ProductLine
from backend.queries.nodes import load_book, open_date
from backend.store.tables.dealings import reciprocity_plan
from backend.store.tables.institutions import institution
from backend.store.tables.office import event

#: How far back events are told: a year.
_DAYS = 365
_GROUP = "group"


def lines_of(connection: Connection, line_id: int, day: date) -> Lines | None:
    """Return the legal entity's line with its products; `None` when it never had one."""
    book = load_book(connection, max(day, open_date(connection)), {line_id})
    entity = book.nodes.get(f"entity:{line_id}")
    if entity is None:
        return None
    labels = reference.products(connection)
    products = [
        ProductLine(
            product=labels[node.product],
            approved_minor=node.approved_minor + node.temporary_minor,
            used_minor=node.used_minor,
            expiry_date=node.expiry_date,
            suspended=node.suspended,
        )
        for node in book.nodes.values()
        if node.institution_id == line_id and node.dimension is Dimension.PRODUCT
    ]
    order = list(labels)
    held = [one for one in products if one.approved_minor or one.used_minor]
    return Lines(
        approved_minor=entity.approved_minor + entity.temporary_minor,
        used_minor=entity.used_minor,
        expiry_date=entity.expiry_date,
        suspended=entity.suspended,
        products=sorted(held, key=lambda one: order.index(one.product.code)),
    )


def events_of(
    connection: Connection, institution_id: int, group: str, country: str, day: date
) -> Sequence[EventRow]:
    """Return the events of the last twelve months, the newest first.

    The institution's own, those of its group that concern the whole group, its country's.
    """
    own = event.c.institution_id == institution_id
    concerned: list[ColumnElement[bool]] = [
        own,
        and_(event.c.institution_id.is_(None), event.c.country_code == country),
    ]
    if group:
        members = select(institution.c.id).where(institution.c.group_code == group)
        concerned.append(and_(event.c.scope == _GROUP, event.c.institution_id.in_(members)))
    first = datetime.combine(day - timedelta(days=_DAYS), time.min, SHANGHAI)
    after = datetime.combine(day + timedelta(days=1), time.min, SHANGHAI)
    rows = connection.execute(
        select(event)
        .where(or_(*concerned), event.c.occurred_at >= first, event.c.occurred_at < after)
        .order_by(event.c.occurred_at.desc(), event.c.number.desc())
    )
    return [
        EventRow(
            number=row.number,
            day=row.occurred_at.astimezone(SHANGHAI).date(),
            kind=row.kind,
            agency=row.agency,
            rating_type=row.rating_type,
            from_value=row.from_value,
            to_value=row.to_value,
            outlook=row.outlook,
            summary_zh=row.summary_zh,
            summary_en=row.summary_en,
            is_open=row.closed_date is None,
            is_own=row.institution_id == institution_id,
        )
        for row in rows
    ]


def plan_of(connection: Connection, institution_id: int, year: int) -> Plan | None:
    """Return the year's plan, if somebody has made one."""
    row = connection.execute(
        select(reciprocity_plan).where(
            reciprocity_plan.c.institution_id == institution_id, reciprocity_plan.c.year == year
        )
    ).one_or_none()
    if row is None:
        return None
    return Plan(target_minor=row.target_minor, strategy=row.strategy, points=row.points)


def grade_of(connection: Connection, institution_id: int, day: date) -> Grade | None:
    """Return the grade that counts on `day`, as the sheets show it."""
    mark = grades(connection, day).get(institution_id)
    if mark is None:
        return None
    return Grade(
        fiscal_year=mark.fiscal_year,
        grade=mark.grade,
        score_e6=mark.score_e6,
        confirmed=mark.confirmed,
    )
