"""A limit across an institution's lines, by its name."""

from __future__ import annotations

from sqlalchemy import Connection, select

from backend.contract.lines import LineName
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, node


def standing_limit(connection: Connection, line: LineName) -> int | None:
    """Return what a tenor or currency limit is set to, in ledger minor units; `None`: not there."""
    last = line.currency if line.tenor_days is None else str(line.tenor_days)
    kind = "currency" if line.tenor_days is None else "tenor"
    row = connection.execute(
        select(institution.c.id, institution.c.head_office_id).where(
            institution.c.bic8 == line.institution
        )
    ).one()
    key = f"{kind}:{row.head_office_id or row.id}/{line.product}/{last}"
    found: int | None = connection.scalar(
        select(balance.c.approved_minor)
        .join(node, node.c.id == balance.c.node_id)
        .where(node.c.node_key == key)
    )
    return found
