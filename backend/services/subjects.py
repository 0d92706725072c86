"""Which institutions a batch of commands is about, so that only their book is read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from backend.contract import Command
from backend.contract.reconciliation import ApplyBreak
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import entry, node
from backend.store.tables.reconciliation import break_item
from backend.store.tables.trail import request

#: Beyond this many commands the whole book is read at once.
_MANY = 200


def institutions_of(connection: Connection, commands: Sequence[Command]) -> set[str] | None:
    """Return the BIC8s that the commands name or refer to; `None` means all of them."""
    if len(commands) > _MANY:
        return None
    named: set[str] = set()
    entries: set[str] = set()
    requests: set[str] = set()
    breaks: set[str] = set()
    for command in commands:
        named.add(getattr(command, "institution", ""))
        entries |= {getattr(command, "reservation", ""), getattr(command, "draw", "")}
        requests.add(getattr(command, "request", ""))
        if isinstance(command, ApplyBreak):
            breaks.add(command.number)
    named |= set(
        connection.scalars(
            select(institution.c.bic8)
            .join(node, node.c.institution_id == institution.c.id)
            .join(entry, entry.c.node_id == node.c.id)
            .where(entry.c.id.in_(entries - {""}))
        )
    )
    named |= set(
        connection.scalars(
            select(institution.c.bic8)
            .join(request, request.c.institution_id == institution.c.id)
            .where(request.c.number.in_(requests - {""}))
        )
    )
    named |= set(
        connection.scalars(
            select(institution.c.bic8)
            .join(break_item, break_item.c.institution_id == institution.c.id)
            .where(break_item.c.number.in_(breaks))
        )
    )
    return named - {""}
