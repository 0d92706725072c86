"""客户经理: who answers for a legal entity's line."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from backend.queries import reference
from backend.queries.rows import Label
from backend.store.tables.ledger import node

NOBODY = Label(code="", zh="", en="")


def managers(connection: Connection) -> Mapping[int, Label]:
    """Return the manager by the number of the legal entity; who names none has none."""
    people = reference.persons(connection)
    rows = connection.execute(
        select(node.c.institution_id, node.c.owner_login).where(
            node.c.dimension == "entity", node.c.owner_login.is_not(None)
        )
    )
    return {
        row.institution_id: Label(code=row.owner_login, zh=person.name_zh, en=person.name_en)
        for row in rows
        if (person := people.get(row.owner_login)) is not None
    }
