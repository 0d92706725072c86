"""The path of a use, from the widest limit to the leaf."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from backend.contract import Dimension
from backend.ledger.state import Book, NodeState
from backend.queries.labels import NodeLabels
from backend.queries.nodes import load_book, open_date
from backend.queries.past.as_of import load_book_as_of
from backend.queries.reach import ACROSS
from backend.store.tables.institutions import institution

_ORDER = list(Dimension)


def ladder_of(
    connection: Connection,
    bic8: str,
    product: str = "",
    unit: str = "",
    day: date | None = None,
    *,
    known_at: date | None = None,
) -> list[NodeState]:
    """Return the nodes over a unit's share, widest first; limits by tenor and currency last.

    Without a unit: over all shares of the line; without a product: every line of the institution.
    As of `day` (default: the open date), with what is due until then; as of a past day as known at
    the close of `known_at` (default: now).
    """
    row = connection.execute(
        select(institution.c.id, institution.c.head_office_id).where(institution.c.bic8 == bic8)
    ).one()
    line_id = row.head_office_id or row.id
    opened = open_date(connection)
    if (day or opened) < opened:
        labels = NodeLabels.of_office(connection)
        book = load_book_as_of(connection, day or opened, labels, known_at, {line_id})
    else:
        book = load_book(connection, day, {line_id})
    own = [node for node in book.nodes.values() if node.institution_id == line_id]
    wanted = [
        node
        for node in own
        if node.dimension not in ACROSS
        and (not product or node.product == product)
        and (not unit or node.unit == unit)
    ]
    found: dict[str, NodeState] = {}
    for node in wanted or [book.nodes[key] for key in (f"entity:{line_id}",) if key in book.nodes]:
        for above in book.path(node.key):
            found[above.key] = above
    across = [one for one in own if one.dimension in ACROSS and one.product in _of(product, one)]
    return sorted([*found.values(), *across], key=lambda node: _place(book, node))


def _of(product: str, node: NodeState) -> set[str]:
    """Return the products under which a limit across the lines is shown: its own, or all."""
    return {"", product} if product else {node.product}


def _place(book: Book, node: NodeState) -> tuple[int, str, tuple[str, ...], int, str]:
    """Return where a node stands on the ladder: a group of branches right above its branches."""
    units = tuple(one.key for one in reversed(book.unit_path(node.key)))
    product = node.product if node.dimension is Dimension.UNIT else ""
    return _ORDER.index(node.dimension), product, units, node.tenor_from_days, node.key
