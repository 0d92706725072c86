"""What others did to a line since an order about it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, cast, select

from backend.store.tables.ledger import entry, node
from backend.store.tables.trail import audit

#: Entries that change a line itself; use comes and goes by itself.
_KINDS = ("approve", "allocate", "lend", "borrow", "return", "freeze", "unfreeze", "increase")
_MOST = 20


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: an entry (`kind`, its amount) or a version of the line's row (`kind` "row")."""

    kind: str
    amount_minor: int
    login: str
    at: datetime
    reference: str


def changes_since(
    connection: Connection, node_key: str, moment: datetime, maker: str
) -> Sequence[Change]:
    """Return what happened to the line after `moment`, the oldest first, at most twenty.

    `maker` is left out of the versions of the row, not of the entries.
    """
    found = [*_entries(connection, node_key, moment), *_versions(connection, node_key, moment)]
    others = [one for one in found if one.kind != "row" or one.login != maker]
    return sorted(others, key=lambda one: (one.at, one.kind))[:_MOST]


def _entries(connection: Connection, node_key: str, moment: datetime) -> list[Change]:
    moved = (
        entry.c.approved_delta_minor + entry.c.temporary_delta_minor - entry.c.frozen_delta_minor
    )
    rows = connection.execute(
        select(entry.c.id, entry.c.kind, entry.c.login, entry.c.recorded_at, moved.label("moved"))
        .join(node, node.c.id == entry.c.node_id)
        .where(node.c.node_key == node_key, entry.c.recorded_at > moment, entry.c.kind.in_(_KINDS))
        .order_by(entry.c.number)
        .limit(_MOST)
    )
    return [
        Change(
            kind=row.kind,
            amount_minor=int(row.moved),
            login=row.login,
            at=row.recorded_at,
            reference=row.id,
        )
        for row in rows
    ]


def _versions(connection: Connection, node_key: str, moment: datetime) -> list[Change]:
    rows = connection.execute(
        select(audit.c.version, audit.c.changed_by, audit.c.changed_at)
        .join(node, audit.c.row_key == cast(node.c.id, String(96)))
        .where(
            audit.c.table_name == node.name,
            node.c.node_key == node_key,
            audit.c.changed_at > moment,
        )
        .order_by(audit.c.version)
        .limit(_MOST)
    )
    return [
        Change(
            kind="row",
            amount_minor=0,
            login=row.changed_by,
            at=row.changed_at,
            reference=str(row.version),
        )
        for row in rows
    ]
