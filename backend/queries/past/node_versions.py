"""Nodes as their rows said at the close of a past day: dates, tenor, suspension."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Unicode, select

from backend.contract import LineType
from backend.dates import SHANGHAI
from backend.ledger.state import NodeState
from backend.store.tables.ledger import node
from backend.store.tables.trail import audit


def older_versions(connection: Connection, day: date) -> Mapping[int, Mapping[str, Any]]:
    """Return the image, at the close of `day`, of every node that was changed later."""
    close = datetime.combine(day + timedelta(days=1), time.min, SHANGHAI)
    later = select(node.c.id.cast(Unicode)).where(node.c.changed_at >= close)
    rows = connection.execute(
        select(audit.c.row_key, audit.c.image)
        .where(
            audit.c.table_name == "node",
            audit.c.changed_at < close,
            audit.c.row_key.in_(later),
        )
        .order_by(audit.c.version)
    )
    return {int(row_key): json.loads(image) for row_key, image in rows}


def as_it_was(state: NodeState, image: Mapping[str, Any]) -> NodeState:
    """Return the node with what may change about it taken from an older image."""
    return replace(
        state,
        limited=bool(image["limited"]),
        line_type=LineType(image["line_type"]),
        effective_date=_day(image.get("effective_date")),
        expiry_date=_day(image.get("expiry_date")),
        max_tenor_days=image.get("max_tenor_days"),
        suspended=bool(image["suspended"]),
        note=image.get("note") or "",
        version=int(image["version"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
