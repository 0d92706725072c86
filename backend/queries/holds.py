"""What is frozen or added for a time on some lines, until when, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from backend.store.tables.ledger import due, entry, node


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A freeze (`kind` "freeze") or a temporary increase ("increase") that is still open.

    `open_minor` is ledger currency; `last_date` is `None` where there is no end.
    """

    number: str
    kind: str
    node_key: str
    open_minor: int
    last_date: date | None
    reason: str
    login: str


def open_holds(connection: Connection, node_keys: Collection[str], day: date) -> list[Hold]:
    """Return the holds on these nodes that are open on `day`, the first to end first."""
    rows = connection.execute(
        select(due, node.c.node_key, entry.c.kind.label("opened_by"), entry.c.reason, entry.c.login)
        .join(node, node.c.id == due.c.node_id)
        .join(entry, entry.c.id == due.c.entry_id)
        .where(
            due.c.kind.in_(["revert", "unfreeze"]),
            due.c.open_minor > 0,
            due.c.last_date >= day,
            node.c.node_key.in_(sorted(node_keys)),
        )
        .order_by(due.c.last_date, due.c.entry_id)
    )
    return [
        Hold(
            number=row.entry_id,
            kind=row.opened_by,
            node_key=row.node_key,
            open_minor=row.open_minor,
            last_date=None if row.last_date == date.max else row.last_date,
            reason=row.reason,
            login=row.login,
        )
        for row in rows
    ]
