"""Regulatory caps as they stand: their nodes, with what counts beneath them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select, union

from backend.contract import Dimension
from backend.ledger.state import Book, NodeState
from backend.queries.labels import NodeLabels
from backend.queries.nodes import reach_into
from backend.store.tables.ledger import node


def standing_caps(connection: Connection, day: date) -> list[NodeState]:
    """Return every cap that binds, the least room first; figures in ledger minor units."""
    book = Book(day=day)
    reach = union(select(node.c.id).where(node.c.dimension == Dimension.REGULATION.value))
    reach_into(connection, book, reach, NodeLabels.of_office(connection))
    caps = [one for one in book.nodes.values() if one.limited]
    return sorted(caps, key=lambda one: (one.room_minor, one.key))
