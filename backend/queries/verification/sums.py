"""Sums of entries that several checks of the vault share, counted by the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    case,
    func,
    literal_column,
    select,
)

from backend.store.tables.ledger import entry
from backend.store.types import Whole


def days_between(connection: Connection, first: Any, last: Any) -> ColumnElement[int]:
    """Return the days from one date to another, 0 where either is missing."""
    if connection.dialect.name == "sqlite":
        days = func.julianday(last) - func.julianday(first)
        return func.coalesce(days.cast(Whole), 0)
    return func.coalesce(func.datediff(literal_column("day"), first, last), 0)


def newest_extends(column: Any) -> Subquery:
    """Return per prolonged entry the newest `last_date` or `maturity_date` that an extend gave."""
    newest = (
        select(entry.c.resolves_id, func.max(entry.c.number).label("number"))
        .where(entry.c.kind == "extend", column.is_not(None))
        .group_by(entry.c.resolves_id)
        .subquery()
    )
    return (
        select(entry.c.resolves_id, column)
        .join(newest, newest.c.number == entry.c.number)
        .subquery()
    )


def ended() -> Subquery:
    """Return per increase or freeze what has ended of it, as a negative sum."""
    return (
        select(
            entry.c.resolves_id,
            func.sum(entry.c.temporary_delta_minor + entry.c.frozen_delta_minor).label("back"),
        )
        .where(entry.c.kind.in_(["revert", "unfreeze"]))
        .group_by(entry.c.resolves_id)
        .subquery()
    )


def exposure(measure: str) -> ColumnElement[int]:
    """Return an entry's exposure: NULL in those of an older schema."""
    return func.coalesce(entry.c[f"exposure_{measure}_delta_minor"], 0)


def deal_left() -> ColumnElement[int]:
    """Return by how much an entry after a draw lowers the deal that is open."""
    return case((entry.c.kind == "revalue", 0), else_=entry.c.deal_amount_minor)
