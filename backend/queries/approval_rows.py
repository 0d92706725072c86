"""What waits for a second or third hand, and what was decided a short while ago."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, cast, func, or_, select

from backend.contract import RequestState
from backend.contract.approvals import WAITING
from backend.store.tables.hands import approval
from backend.store.tables.ledger import entry, node
from backend.store.tables.trail import audit, request

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class LineThen:
    """What a line's entries up to a moment came to, in ledger minor units."""

    approved_minor: int
    temporary_minor: int
    frozen_minor: int


def waiting_and_decided(connection: Connection, since: datetime) -> Sequence[Row]:
    """Return the orders that wait and those over since a moment, the oldest first."""
    states = [state.value for state in WAITING]
    question = select(approval).where(
        or_(approval.c.state.in_(states), approval.c.changed_at >= since)
    )
    rows = connection.execute(question.order_by(approval.c.number))
    return [dict(row._mapping) for row in rows]


def requests_to_check(connection: Connection, since: datetime) -> Sequence[Row]:
    """Return the requests whose grant waits for its check, and those checked since a moment."""
    question = select(request).where(
        or_(
            request.c.state == RequestState.AWAITING_CHECK.value,
            request.c.checked_at >= since,
        )
    )
    rows = connection.execute(question.order_by(request.c.number))
    return [dict(row._mapping) for row in rows]


def line_then(connection: Connection, node_key: str, moment: datetime) -> LineThen:
    """Return how a line stood at a moment; all nought where it did not stand yet."""
    sums = (entry.c.approved_delta_minor, entry.c.temporary_delta_minor, entry.c.frozen_delta_minor)
    approved, temporary, frozen = connection.execute(
        select(*(func.coalesce(func.sum(one), 0) for one in sums))
        .join(node, node.c.id == entry.c.node_id)
        .where(node.c.node_key == node_key, entry.c.recorded_at <= moment)
    ).one()
    return LineThen(
        approved_minor=int(approved), temporary_minor=int(temporary), frozen_minor=int(frozen)
    )


def line_terms(connection: Connection, node_key: str, moment: datetime) -> tuple[Row, Row]:
    """Return a line's row as it stood at a moment and as it stands; empty where it did not."""
    images = connection.execute(
        select(audit.c.changed_at, audit.c.image)
        .join(node, audit.c.row_key == cast(node.c.id, String(96)))
        .where(audit.c.table_name == node.name, node.c.node_key == node_key)
        .order_by(audit.c.version)
    ).all()
    then = [row.image for row in images if row.changed_at <= moment]
    now = images[-1].image if images else "{}"
    return json.loads(then[-1]) if then else {}, json.loads(now)
