"""Rows of a dated table: of each key, the newest one that is not after the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

DAY = "valid_from"


def key_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that say of what a row speaks, without its day."""
    return tuple(one.name for one in table.primary_key.columns if one.name != DAY)


def standing_rows(connection: Connection, table: Table, day: date) -> list[Mapping[str, Any]]:
    """Return by key what holds on `day`, as the columns hold it."""
    names = key_columns(table)
    order = [table.c[name] for name in (*names, DAY)]
    found = connection.execute(select(table).where(table.c[DAY] <= day).order_by(*order))
    standing = {tuple(row[name] for name in names): row for row in found.mappings()}
    return [dict(row) for row in standing.values()]


def all_rows(connection: Connection, table: Table) -> list[Mapping[str, Any]]:
    """Return every row, of past and of coming days, by key and day."""
    order = [table.c[name] for name in (*key_columns(table), DAY)]
    return [dict(row) for row in connection.execute(select(table).order_by(*order)).mappings()]
