"""Keep the lines of an institution under the group and the country that it belongs to now.

Closing an edge takes the open use off the old path, opening one brings it onto the new; the
triggers do both.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, insert, select, update

from backend.queries.nodes import open_date
from backend.queries.regulation import caps_above
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import edge, node

#: What may stand over a legal entity.
_ABOVE = ("country", "group", "regulation")


def follow_institutions(connection: Connection) -> int:
    """Move every entity whose group or country changed; return how many edges moved."""
    above = node.alias("above")
    standing: dict[int, set[int]] = defaultdict(set)
    rows = connection.execute(
        select(edge.c.child_id, edge.c.parent_id)
        .join(above, above.c.id == edge.c.parent_id)
        .where(edge.c.valid_to.is_(None), above.c.dimension.in_(_ABOVE))
    )
    for child_id, parent_id in rows:
        standing[child_id].add(parent_id)
    day, moved = open_date(connection), 0
    for child_id, wanted in _wanted(connection).items():
        for parent_id in standing[child_id] - wanted:
            _close(connection, child_id, parent_id, day)
            moved += 1
        for parent_id in wanted - standing[child_id]:
            row = {"child_id": child_id, "parent_id": parent_id, "strict": 0, "valid_from": day}
            connection.execute(insert(edge), [row])
            moved += 1
    return moved


def _wanted(connection: Connection) -> dict[int, set[int]]:
    """Return the country, group and cap nodes over which each legal entity should stand."""
    keys = {
        row.node_key: row.id
        for row in connection.execute(
            select(node.c.node_key, node.c.id).where(node.c.dimension.in_(_ABOVE))
        )
    }
    rows = connection.execute(
        select(node.c.id, node.c.institution_id, institution)
        .join(institution, institution.c.id == node.c.institution_id)
        .where(node.c.dimension == "entity")
    )
    wanted = {}
    for row in rows:
        caps = caps_above(row.institution_id, row.group_code, row.risk_country_code)
        names = [f"group:{row.group_code}", *caps]
        if row.kind == "bank":  # multilaterals and central banks stand without a country
            names.append(f"country:{row.risk_country_code}")
        wanted[row[0]] = {keys[name] for name in names if name in keys}
    return wanted


def _close(connection: Connection, child_id: int, parent_id: int, day: date) -> None:
    connection.execute(
        update(edge)
        .where(
            edge.c.child_id == child_id,
            edge.c.parent_id == parent_id,
            edge.c.valid_to.is_(None),
        )
        .values(valid_to=day)
    )
