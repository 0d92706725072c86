"""Matters of the office: events, breaks by cause, evaluations to be checked, missing returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from backend.contract.office import MatterKind
from backend.queries.home.rows import Matter, Owner
from backend.queries.reference import Person, Unit
from backend.queries.rows import InstitutionName
from backend.store.tables.dealings import branch_return
from backend.store.tables.evaluation import evaluation, review
from backend.store.tables.office import event
from backend.store.tables.reconciliation import break_item


def event_matters(
    connection: Connection, names: Mapping[int, InstitutionName], persons: Mapping[str, Person]
) -> Iterator[Matter]:
    """Yield the events that nobody has closed."""
    for row in connection.execute(select(event).where(event.c.closed_date.is_(None))):
        person = persons.get(row.changed_by)
        yield Matter(
            key=f"event/{row.number}",
            kind=MatterKind.EVENT,
            sentence="event_urgent" if row.urgent else "event",
            owner=Owner(operation="record"),
            detail={
                "number": row.number,
                "summary_zh": row.summary_zh or row.summary_en,
                "summary_en": row.summary_en or row.summary_zh,
            },
            institution=names.get(row.institution_id),
            amount_minor=row.used_minor,
            from_zh=person.name_zh if person else "",
            from_en=person.name_en if person else "",
            raised_at=row.occurred_at,
        )


def break_matters(connection: Connection, units: Mapping[str, Unit]) -> Iterator[Matter]:
    """Yield open breaks, one line a cause and responsible unit: that is how they are treated."""
    rows = connection.execute(
        select(
            break_item.c.cause_code,
            break_item.c.responsible_unit_code,
            func.count().label("breaks"),
            func.sum(func.abs(break_item.c.use_difference_minor)).label("difference_minor"),
            func.min(break_item.c.business_date).label("oldest"),
            func.min(break_item.c.promised_date).label("promised"),
        )
        .where(break_item.c.state != "closed")
        .group_by(break_item.c.cause_code, break_item.c.responsible_unit_code)
    )
    for row in rows:
        unit = units.get(row.responsible_unit_code or "")
        yield Matter(
            key=f"break/{row.cause_code}/{row.responsible_unit_code or ''}",
            kind=MatterKind.BREAK,
            sentence="breaks",
            owner=Owner(operation="treat", unit=row.responsible_unit_code or ""),
            detail={
                "cause": row.cause_code,
                "count": str(row.breaks),
                "oldest": row.oldest.isoformat(),
                "minor": str(row.difference_minor or 0),
            },
            amount_minor=int(row.difference_minor or 0),
            from_zh=unit.name_zh if unit else "",
            from_en=unit.name_en if unit else "",
            due_date=row.promised,
        )


def evaluation_matters(
    connection: Connection, names: Mapping[int, InstitutionName], persons: Mapping[str, Person]
) -> Iterator[Matter]:
    """Yield the evaluations that wait for a second person."""
    for row in connection.execute(select(evaluation).where(evaluation.c.state == "proposed")):
        person = persons.get(row.maker)
        yield Matter(
            key=f"evaluation/{row.id}",
            kind=MatterKind.REVIEW,
            sentence="review",
            owner=Owner(operation="check", not_by=frozenset({row.maker})),
            detail={
                "year": str(row.fiscal_year),
                "grade": str(row.grade if row.grade is not None else "-"),
                "minor": str(row.proposed_minor or 0),
            },
            institution=names.get(row.institution_id),
            amount_minor=row.proposed_minor,
            from_zh=person.name_zh if person else "",
            from_en=person.name_en if person else "",
            raised_at=row.changed_at,
        )


def reminder_matters(
    connection: Connection, today: date, names: Mapping[int, InstitutionName]
) -> Iterator[Matter]:
    """Yield the reviews of whose report somebody should be reminded by today."""
    for row in connection.execute(select(review).where(review.c.next_reminder <= today)):
        yield Matter(
            key=f"review/{row.row_key}/{row.next_reminder.isoformat()}",
            kind=MatterKind.REVIEW,
            sentence="review_reminder",
            owner=Owner(operation="evaluate", login=row.analyst or ""),
            detail={"year": str(row.fiscal_year), "count": str(row.reminders)},
            institution=names.get(row.institution_id),
            amount_minor=row.recommended_minor,
            raised_at=row.changed_at,
            due_date=row.next_reminder,
        )


def return_matters(
    connection: Connection, today: date, units: Mapping[str, Unit]
) -> Iterator[Matter]:
    """Yield the branches that have not returned a month of this year, once returns are in use."""
    last_month = today.replace(day=1) - timedelta(days=1)
    rows = connection.execute(
        select(branch_return.c.unit_code, branch_return.c.month).where(
            branch_return.c.month >= date(last_month.year, 1, 1)
        )
    )
    present = {(row.unit_code, row.month) for row in rows}
    returning = {unit_code for unit_code, _month in present}
    months = [date(last_month.year, number, 1) for number in range(1, last_month.month + 1)]
    for code in sorted(returning):
        missing = [month for month in months if (code, month) not in present]
        unit = units.get(code)
        if not missing or unit is None:
            continue
        yield Matter(
            key=f"missing_return/{code}/{missing[0]:%Y-%m}",
            kind=MatterKind.MISSING_RETURN,
            sentence="missing_return",
            owner=Owner(operation="plan"),
            detail={
                "unit_zh": unit.name_zh,
                "unit_en": unit.name_en,
                "months": ", ".join(f"{month:%Y-%m}" for month in missing),
                "count": str(len(missing)),
            },
            from_zh=unit.name_zh,
            from_en=unit.name_en,
            due_date=(missing[0].replace(day=28) + timedelta(days=4)).replace(day=10),
        )
