"""What a backup says of a row, turned into what its columns hold; the audit's images as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Column, Integer, Table

from backend.dates import moment_of
from backend.errors import InputError
from backend.queries.chain import ADDED
from backend.store.types import Day, Instant


def bound_row(table: Table, row: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a row ready to be written; `key` is how errors name it.

    Raises `InputError` `restore_column` or `restore_value`.
    """
    unknown = sorted(set(row) - set(table.c.keys()))
    if unknown:
        raise InputError("restore_column", table=table.name, row=key, column=unknown[0])
    left_out = {name: None for name in ADDED if name in table.c}
    return left_out | {name: _bound(table.c[name], value, key) for name, value in row.items()}


def _bound(column: Column[Any], value: Any, key: str) -> Any:
    if value is None:
        return None
    kind = column.type
    try:
        if isinstance(kind, Day):
            return date.fromisoformat(value)
        if isinstance(kind, Instant):
            return moment_of(value)
        wanted = int if isinstance(kind, Integer) else str
        if type(value) is wanted:
            return value
    except (TypeError, ValueError):
        pass
    raise InputError(
        "restore_value", table=column.table.name, row=key, column=column.name, given=str(value)[:80]
    )
