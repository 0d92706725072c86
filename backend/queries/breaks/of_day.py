"""What the comparison of a given day found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from backend.queries.breaks.rows import ReconciliationTotals
from backend.queries.breaks.totals import totals_of
from backend.store.tables.reconciliation import reconciliation


def totals_on(connection: Connection, day: date) -> ReconciliationTotals | None:
    """Return the totals of the last comparison of `day`; `None` when there was none."""
    question = (
        select(reconciliation)
        .where(reconciliation.c.business_date == day)
        .order_by(reconciliation.c.made_at.desc(), reconciliation.c.id.desc())
        .limit(1)
    )
    row = connection.execute(question).one_or_none()
    return totals_of(dict(row._mapping)) if row is not None else None
