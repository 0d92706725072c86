"""What a desk needs before its first second hand: policy, authority, the rights to give it.

In a house that stands already they begin on the day after the open one: what was done before keeps
to the rules of its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from backend.ledger.state import MOST_MINOR
from backend.queries.nodes import open_date
from backend.services.founding.permissions import PERMISSIONS
from backend.services.founding.shipped import shipped
from backend.store.bulk import insert_facts
from backend.store.tables.hands import authority, policy
from backend.store.tables.ledger import entry
from backend.store.tables.reference import permission

_SINCE = date(2020, 1, 1)
#: Ledger minor units in ten thousand.
_WAN_MINOR = 1_000_000


def fill_hands(connection: Connection) -> None:
    """Add what ships for operations that the house does not know yet; safe to repeat."""
    day = _beginning(connection)
    known = set(connection.scalars(select(policy.c.operation)))
    steps = [_step(one, day) for one in shipped("policy") if one["operation"] not in known]
    insert_facts(connection, policy, steps)
    known = set(connection.scalars(select(authority.c.operation)))
    given = [_most(one, day) for one in shipped("authority") if one["operation"] not in known]
    insert_facts(connection, authority, given)
    known = set(connection.scalars(select(permission.c.operation)))
    insert_facts(connection, permission, _rights(known))


def _beginning(connection: Connection) -> date:
    """Return the first day of what ships: from the start where nothing was posted yet."""
    if connection.execute(select(entry.c.number).limit(1)).first() is None:
        return _SINCE
    return open_date(connection) + timedelta(days=1)


def _step(record: dict[str, str], day: date) -> dict[str, Any]:
    return {
        "operation": record["operation"],
        "valid_from": day,
        "from_minor": int(record["from_wan"]) * _WAN_MINOR,
        "hands": int(record["hands"]),
    }


def _most(record: dict[str, str], day: date) -> dict[str, Any]:
    most = record["most_wan"]
    return {
        "grantee": record["role"],
        "operation": record["operation"],
        "valid_from": day,
        "most_minor": int(most) * _WAN_MINOR if most else MOST_MINOR,
    }


def _rights(known: Iterable[str]) -> list[dict[str, Any]]:
    """Return the shipped rights to operations that the house has never heard of."""
    return [
        {"role": role, "operation": operation}
        for role, operations in PERMISSIONS.items()
        for operation in operations
        if operation not in set(known)
    ]
