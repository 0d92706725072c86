"""What the limit system has not been told yet, and what it was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, select

from backend.contract.evaluation import EvaluationState
from backend.contract.events import RiskItem, SentFile
from backend.queries.events import EventRow, event_rows
from backend.store.tables.evaluation import evaluation
from backend.store.tables.institutions import institution
from backend.store.tables.office import outbound_file, outbound_item


def sent_files(connection: Connection, feed: str, day: date) -> Sequence[SentFile]:
    """Return the files of a feed that went out on a day, in their order."""
    rows = connection.execute(
        select(outbound_file)
        .where(outbound_file.c.feed == feed, outbound_file.c.business_date == day)
        .order_by(outbound_file.c.id)
    )
    return [
        SentFile(
            id=row.id,
            feed=row.feed,
            business_date=row.business_date,
            name=row.name,
            content=row.content,
            row_count=row.row_count,
            made_at=row.made_at,
            made_by=row.made_by,
        )
        for row in rows
    ]


def unsent(connection: Connection, *, only_urgent: bool = False) -> Sequence[RiskItem]:
    """Return what was not told yet, the oldest first: events, their closing, changes of grade."""
    told = set(connection.scalars(select(outbound_item.c.subject)))
    numbers = {
        row.bic8: row.customer_number
        for row in connection.execute(select(institution.c.bic8, institution.c.customer_number))
    }
    items = [
        item
        for row in reversed(event_rows(connection))
        for item in _items_of(row, numbers.get(row.bic8, ""))
    ]
    if not only_urgent:
        items += _grade_changes(connection)
    wanted = [item for item in items if item.subject not in told]
    return [item for item in wanted if item.urgent or not only_urgent]


def _items_of(row: EventRow, customer_number: str) -> Iterator[RiskItem]:
    actions = ["new"] if row.closed_date is None else ["new", "closed"]
    for action in actions:
        yield RiskItem(
            subject=f"event/{row.number}" + ("/closed" if action == "closed" else ""),
            number=row.number,
            action=action,
            kind=row.kind,
            occurred_at=row.occurred_at,
            bic8=row.bic8,
            customer_number=customer_number,
            name=row.name_zh,
            country=row.country,
            agency=row.agency,
            rating_type=row.rating_type,
            from_value=row.from_value,
            to_value=row.to_value,
            outlook=row.outlook,
            scope=row.scope,
            measure=row.measure,
            urgent=row.urgent,
            summary_zh=row.summary_zh,
            summary_en=row.summary_en,
            source=row.source,
        )


def _grade_changes(connection: Connection) -> Iterator[RiskItem]:
    """Yield every confirmed grade that differs from the one confirmed before it."""
    bank = institution.c
    rows = connection.execute(
        select(
            *(evaluation.c.id, evaluation.c.institution_id, evaluation.c.grade),
            *(evaluation.c.changed_at, bank.bic8, bank.customer_number, bank.risk_country_code),
            *(bank.short_name_zh, bank.name_en),
        )
        .join(institution, institution.c.id == evaluation.c.institution_id)
        .where(
            evaluation.c.state == EvaluationState.CONFIRMED.value, evaluation.c.grade.is_not(None)
        )
        .order_by(evaluation.c.business_date, evaluation.c.fiscal_year, evaluation.c.id)
    )
    grades: dict[int, int] = {}
    for row in rows:
        before = grades.get(row.institution_id)
        grades[row.institution_id] = row.grade
        if before is None or before == row.grade:
            continue
        yield RiskItem(
            subject=f"evaluation/{row.id}",
            number=row.id,
            action="new",
            kind="grade",
            occurred_at=row.changed_at,
            bic8=row.bic8,
            customer_number=row.customer_number,
            name=row.short_name_zh or row.name_en,
            country=row.risk_country_code,
            from_value=str(before),
            to_value=str(row.grade),
            scope="own",
        )
