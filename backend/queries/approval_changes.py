"""What others did to a line since an order about it was made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, String, and_, cast, func, select

from backend.store.tables.ledger import entry, node
from backend.store.tables.trail import audit

#: Entries that change a line itself; use comes and goes by itself.
_KINDS = ("approve", "allocate", "lend", "borrow", "return", "freeze", "unfreeze", "increase")
_MOST = 20


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: an entry (`kind`, its amount) or a version of the line's row.

    Its kind is then "suspended", "resumed" or "row".
    """

    kind: str
    amount_minor: int
    login: str
    at: datetime
    reference: str


def line_mark(connection: Connection, node_key: str) -> str:
    """Return the newest change of a line itself, whoever made it; empty where there is no line.

    It is the version of the line's row and the number of the newest entry that changes the line.
    """
    row = connection.execute(
        select(node.c.version, func.max(entry.c.number))
        .outerjoin(entry, and_(entry.c.node_id == node.c.id, entry.c.kind.in_(_KINDS)))
        .where(node.c.node_key == node_key)
        .group_by(node.c.version)
    ).one_or_none()
    return f"{row[0]}-{row[1] or 0}" if row is not None else ""


def changes_since(
    connection: Connection, node_key: str, moment: datetime, maker: str
) -> Sequence[Change]:
    """Return what happened to the line after `moment`, the oldest first, the twenty newest.

    The maker's own versions of the row are left out, but not a suspension or its end.
    """
    found = [*_entries(connection, node_key, moment), *_versions(connection, node_key, moment)]
    others = [one for one in found if one.kind != "row" or one.login != maker]
    return sorted(others, key=lambda one: (one.at, one.kind))[-_MOST:]


def _entries(connection: Connection, node_key: str, moment: datetime) -> list[Change]:
    moved = (
        entry.c.approved_delta_minor + entry.c.temporary_delta_minor - entry.c.frozen_delta_minor
    )
    rows = connection.execute(
        select(entry.c.id, entry.c.kind, entry.c.login, entry.c.recorded_at, moved.label("moved"))
        .join(node, node.c.id == entry.c.node_id)
        .where(node.c.node_key == node_key, entry.c.recorded_at > moment, entry.c.kind.in_(_KINDS))
        .order_by(entry.c.number.desc())
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
    """Return the versions of the row since a moment, and whether each stopped or freed the line."""
    rows = connection.execute(
        select(audit.c.version, audit.c.changed_by, audit.c.changed_at, audit.c.image)
        .join(node, audit.c.row_key == cast(node.c.id, String(96)))
        .where(audit.c.table_name == node.name, node.c.node_key == node_key)
        .order_by(audit.c.version.desc())
        .limit(_MOST + 1)
    ).all()
    found = []
    for row, older in pairwise([*rows, None]):
        if row is not None and row.changed_at > moment:
            found.append(
                Change(
                    kind=_kind(row.image, older.image if older is not None else "{}"),
                    amount_minor=0,
                    login=row.changed_by,
                    at=row.changed_at,
                    reference=str(row.version),
                )
            )
    return found


def _kind(image: str, older: str) -> str:
    is_, was = (bool(json.loads(one).get("suspended")) for one in (image, older))
    if is_ == was:
        return "row"
    return "suspended" if is_ else "resumed"
