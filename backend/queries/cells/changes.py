"""Has anything changed? One statement says so.

The greatest number alone stays the same when a transaction with a lower number commits later, so
the newest ten thousand numbers are counted too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Integer, ScalarSelect, func, select
from sqlalchemy.sql.elements import ColumnElement

from backend.store.tables.dealings import dealing
from backend.store.tables.evaluation import statement
from backend.store.tables.ledger import business_day, entry, node
from backend.store.tables.reference import rate
from backend.store.tables.trail import audit

#: How many of the newest numbers are counted.
_COUNTED = 10_000


@dataclass(frozen=True)
class Marker:
    """What moves when something changes: two of them differ, or nothing has."""

    entry_number: int
    entry_count: int
    audit_number: int
    audit_count: int
    open_day: date | None
    rates_at: datetime | None
    business_systems_at: datetime | None
    statement_count: int
    dealing_count: int


def read_marker(connection: Connection) -> Marker:
    """Return the marker as of now; one statement."""
    row = connection.execute(
        select(
            *_newest(entry.c.number),
            *_newest(audit.c.number),
            select(func.max(business_day.c.day)).scalar_subquery(),
            select(func.max(rate.c.loaded_at)).scalar_subquery(),
            select(func.max(node.c.source_time)).scalar_subquery(),
            select(func.count(statement.c.id).cast(Integer)).scalar_subquery(),
            select(func.count(dealing.c.id).cast(Integer)).scalar_subquery(),
        )
    ).one()
    entry_number, entry_count, audit_number, audit_count, *times = row
    return Marker(
        int(entry_number or 0), int(entry_count), int(audit_number or 0), int(audit_count), *times
    )


def _newest(number: ColumnElement[int]) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    newest = select(func.max(number)).scalar_subquery()
    counted = (
        select(func.count(number).cast(Integer)).where(number > newest - _COUNTED).scalar_subquery()
    )
    return newest, counted
