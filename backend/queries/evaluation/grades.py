"""The grade that counts for each institution on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from backend.contract.evaluation import EvaluationState
from backend.dates import SHANGHAI
from backend.queries.evaluation.rows import GradeMark
from backend.store.tables.evaluation import evaluation


def grades(connection: Connection, day: date) -> Mapping[int, GradeMark]:
    """Return by institution the grade that counts on `day`: the newest confirmed, else proposed.

    One statement. What was confirmed after `day` counts as a proposal then, and what was withdrawn
    after it had been one. A branch has its head office's: ask by the number of its legal entity.
    """
    table = evaluation
    rows = connection.execute(
        select(
            table.c.id,
            table.c.institution_id,
            table.c.fiscal_year,
            table.c.business_date,
            table.c.grade,
            table.c.score_e6,
            table.c.state,
            table.c.changed_at,
        )
        .where(table.c.business_date <= day)
        .order_by(table.c.fiscal_year, table.c.business_date, table.c.changed_at)
    )
    found: dict[int, GradeMark] = {}
    for row in rows:
        state = _state_on(row, day)
        standing = found.get(row.institution_id)
        confirmed = state == EvaluationState.CONFIRMED
        if state == EvaluationState.WITHDRAWN or (
            standing is not None and standing.confirmed and not confirmed
        ):
            continue
        found[row.institution_id] = GradeMark(
            grade=row.grade,
            confirmed=confirmed,
            fiscal_year=row.fiscal_year,
            score_e6=row.score_e6,
            evaluation=row.id,
        )
    return found


def _state_on(row: Any, day: date) -> str:
    """Return the state on a day: it leaves `proposed` once, when the row last changed."""
    if row.changed_at.astimezone(SHANGHAI).date() > day:
        return EvaluationState.PROPOSED
    return str(row.state)
