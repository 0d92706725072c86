"""Regulatory caps as they stand: their nodes, with what counts beneath them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, union

from backend.contract import Dimension
from backend.ledger.state import Book, NodeState
from backend.queries.labels import NodeLabels
from backend.queries.nodes import reach_into
from backend.queries.regulation import Regulation, node_keys, read_concerned
from backend.store.tables.ledger import node


def standing_caps(connection: Connection, day: date) -> list[NodeState]:
    """Return every cap that binds, the least room first; figures in ledger minor units."""
    book = Book(day=day)
    reach = union(select(node.c.id).where(node.c.dimension == Dimension.REGULATION.value))
    reach_into(connection, book, reach, NodeLabels.of_office(connection))
    caps = [one for one in book.nodes.values() if one.limited]
    return sorted(caps, key=lambda one: (one.room_minor, one.key))


@dataclass(frozen=True)
class OutdatedCaps:
    """Keys of caps that applying the rules would set: not there yet, or of another figure.

    `changed` also holds those that no rule asks for any more.
    """

    missing: Sequence[str]
    changed: Sequence[str]


def outdated_caps(
    connection: Connection, regulation: Regulation, caps: Sequence[NodeState]
) -> OutdatedCaps:
    """Return what the standing caps lack of the rules: a bank, a mark, capital, a rate came later.

    A rule without capital sets nothing, so that nothing of it is missing.
    """
    rules = [rule for rule in regulation.switched_on if regulation.cap_minor(rule) is not None]
    wanted = node_keys(rules, read_concerned(connection, regulation))
    standing = {one.key: one for one in caps}
    return OutdatedCaps(
        missing=sorted(wanted.keys() - standing.keys()),
        changed=sorted(
            one.key
            for one in caps
            if one.key not in wanted or one.approved_minor != regulation.cap_minor(one.rule)
        ),
    )
