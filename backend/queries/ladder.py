"""The path of a use, from the widest limit to the leaf."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from backend.contract import Dimension
from backend.ledger.state import NodeState
from backend.queries.nodes import load_book, open_date
from backend.store.tables.institutions import institution

_ORDER = list(Dimension)


def ladder_of(
    connection: Connection, bic8: str, product: str = "", unit: str = "", day: date | None = None
) -> list[NodeState]:
    """Return the nodes over a unit's share, widest first.

    Without a unit: over all shares of the line; without a product: every line of the institution.
    As of `day` (default: the open date), with what is due until then.
    """
    row = connection.execute(
        select(institution.c.id, institution.c.head_office_id).where(institution.c.bic8 == bic8)
    ).one()
    line_id = row.head_office_id or row.id
    book = load_book(connection, day or open_date(connection), {line_id})
    wanted = [
        node
        for node in book.nodes.values()
        if node.institution_id == line_id
        and (not product or node.product == product)
        and (not unit or node.unit == unit)
    ]
    found: dict[str, NodeState] = {}
    for node in wanted or [book.nodes[key] for key in (f"entity:{line_id}",) if key in book.nodes]:
        for above in book.path(node.key):
            found[above.key] = above
    return sorted(found.values(), key=lambda node: (_ORDER.index(node.dimension), node.key))
