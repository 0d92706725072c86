"""Who holds the room of a node, and when it comes back: the second half of every "no"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, func, select

from backend.contract import Binding, Dimension
from backend.ledger.state import Book, NodeState
from backend.queries.rows import Label
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, entry, path
from backend.store.tables.ledger import node as leaf
from backend.store.tables.reference import unit


def explain_binding(connection: Connection, book: Book, binding: Binding) -> Binding:
    """Return the binding node with its largest holder and its next release."""
    node = book.nodes.get(binding.node)
    if node is None or node.row_id is None:
        return binding
    release = _next_release(connection, book, node)
    holder = _sister(book, node) if node.dimension is Dimension.UNIT else _user(connection, node)
    if holder is not None:
        binding = replace(binding, held_by_zh=holder.zh, held_by_en=holder.en)
    if release is not None:
        binding = replace(binding, next_release_date=release[0], next_release_minor=release[1])
    return binding


def _sister(book: Book, node: NodeState) -> Label | None:
    """Return the unit with most to spare of the same line: whom to ask for a transfer."""
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
    return Label(code=best.unit, zh=best.owner_zh, en=best.owner_en) if best is not None else None


def _user(connection: Connection, node: NodeState) -> Label | None:
    """Return who uses most of a wider node: an institution's unit."""
    held = balance.c.used_minor + balance.c.reserved_minor
    row = connection.execute(
        select(
            institution.c.short_name_zh,
            institution.c.short_name_en,
            unit.c.name_zh,
            unit.c.name_en,
        )
        .select_from(path)
        .join(leaf, leaf.c.id == path.c.node_id)
        .join(balance, balance.c.node_id == leaf.c.id)
        .join(institution, institution.c.id == leaf.c.institution_id)
        .join(unit, unit.c.code == leaf.c.unit_code)
        .where(
            path.c.ancestor_id == node.row_id,
            path.c.valid_to.is_(None),
            leaf.c.dimension == "unit",
            held > 0,
        )
        .order_by(held.desc(), leaf.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    short_zh, short_en, unit_zh, unit_en = row
    return Label(code="", zh=f"{short_zh or short_en} {unit_zh}", en=f"{short_en} {unit_en}")


def _next_release(connection: Connection, book: Book, node: NodeState) -> tuple[date, int] | None:
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
