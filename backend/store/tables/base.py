"""The metadata, its naming of constraints, and the columns that audited tables share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, MetaData, Table
from sqlalchemy.schema import SchemaItem

from backend.store.types import Instant, Whole, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def table(name: str, *items: SchemaItem, **options: Any) -> Table:
    """Return a table of the house: STRICT on SQLite; `implicit_returning` off for triggers.

    A SQL Server table with triggers cannot answer OUTPUT without INTO (error 334).
    """
    return Table(name, metadata, *items, sqlite_strict=True, implicit_returning=False, **options)


def audited() -> tuple[SchemaItem, ...]:
    """Return the columns by which a row says its version, and who changed it when, and why."""
    return (
        Column("version", Whole, nullable=False, default=1),
        Column("changed_at", Instant, nullable=False),
        Column("changed_by", Words(128), nullable=False),
        Column("submission_id", Words(64), nullable=False, default=""),
    )


def one_of(column: str, *values: str) -> CheckConstraint:
    """Return the constraint that `column` holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def flag(column: str) -> CheckConstraint:
    """Return the constraint that `column` holds 0 or 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=column)
