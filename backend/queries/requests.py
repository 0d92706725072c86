"""Requests, as stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from backend.store.tables.trail import request


def load_request(connection: Connection, number: str) -> dict[str, Any] | None:
    """Return the stored request by column name; `None` when there is none of this number."""
    row = connection.execute(select(request).where(request.c.number == number)).one_or_none()
    return dict(row._mapping) if row is not None else None
