"""Rows of tables that only grow: what stands already is left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from backend.store.bulk import insert_facts


def add_missing(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert the rows whose primary key does not stand yet; return how many."""
    key = list(table.primary_key.columns)
    standing = {tuple(row) for row in connection.execute(select(*key))}
    new = [row for row in rows if tuple(row[column.name] for column in key) not in standing]
    insert_facts(connection, table, new)
    return len(new)
