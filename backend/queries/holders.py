"""Who holds the room of a node, and when it comes back: the second half of every "no"."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, func, select

from backend.contract import Binding, Dimension
from backend.ledger.state import Book, NodeState
from backend.queries.reference import units
from backend.store.tables.ledger import entry, path


def explain_binding(connection: Connection, book: Book, binding: Binding) -> Binding:
    """Return the binding node with its largest holder and its next release."""
    node = book.nodes.get(binding.node)
    if node is None or node.row_id is None:
        return binding
    release = _next_release(connection, book, node)
    holder = _holder(book, node)
    if holder:
        unit = units(connection).get(holder)
        if unit is not None:
            binding = replace(binding, held_by_zh=unit.name_zh, held_by_en=unit.name_en)
    if release is not None:
        binding = replace(
            binding, next_release_date=release[0], next_release_minor=release[1]
        )
    return binding


def _holder(book: Book, node: NodeState) -> str:
    """Return the unit that holds most of the node's room.

    Of a unit's own share the holder is the sister with most to spare: whom to ask for a transfer.
    """
    if node.dimension is Dimension.UNIT:
        sisters = [
            one
            for one in book.nodes.values()
            if one.dimension is Dimension.UNIT
            and one.institution_id == node.institution_id
            and one.product == node.product
            and one.key != node.key
            and one.spare_minor > 0
        ]
        best = max(sisters, key=lambda one: one.spare_minor, default=None)
    else:
        users = [
            one
            for one in book.nodes.values()
            if one.dimension is Dimension.UNIT
            and one.used_minor + one.reserved_minor > 0
            and any(above.key == node.key for above in book.path(one.key))
        ]
        best = max(users, key=lambda one: one.used_minor + one.reserved_minor, default=None)
    return best.unit if best is not None else ""


def _next_release(connection: Connection, book: Book, node: NodeState) -> tuple[object, int] | None:
    """Return the next maturity of open draws under the node, and what comes back that day."""
    released = (
        select(entry.c.resolves_id, func.sum(entry.c.used_delta_minor).label("back_minor"))
        .where(entry.c.kind == "release")
        .group_by(entry.c.resolves_id)
        .subquery()
    )
    open_minor = entry.c.used_delta_minor + func.coalesce(released.c.back_minor, 0)
    row = connection.execute(
        select(entry.c.maturity_date, func.sum(open_minor))
        .join(path, path.c.node_id == entry.c.node_id)
        .outerjoin(released, released.c.resolves_id == entry.c.id)
        .where(
            path.c.ancestor_id == node.row_id,
            path.c.valid_to.is_(None),
            entry.c.kind == "draw",
            entry.c.maturity_date >= book.day,
            open_minor > 0,
        )
        .group_by(entry.c.maturity_date)
        .order_by(entry.c.maturity_date)
        .limit(1)
    ).one_or_none()
    return (row[0], int(row[1])) if row is not None else None
