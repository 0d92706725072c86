"""Who holds the room of a node, and when it comes back: the second half of every "no"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from backend.contract import Binding, Dimension
from backend.ledger.state import Book, NodeState
from backend.queries.rows import Label
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, open_draw, path
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
    measures = (balance.c.used_minor, balance.c.reserved_minor)
    if node.dimension is Dimension.REGULATION:
        measures = (balance.c.exposure_used_minor, balance.c.exposure_reserved_minor)
    held = measures[0] + measures[1]
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
    """Return the next maturity of open draws that the node counts, and what comes back that day."""
    regulatory = node.dimension is Dimension.REGULATION
    back = open_draw.c.open_exposure_minor if regulatory else open_draw.c.open_use_minor
    row = connection.execute(
        select(open_draw.c.maturity_date, func.sum(back))
        .where(
            # Written out, so that the index on what is open is used.
            open_draw.c.open_use_minor > literal_column("0"),
            open_draw.c.maturity_date >= book.day,
            back > 0,
            _counted(node),
        )
        .group_by(open_draw.c.maturity_date)
        .order_by(open_draw.c.maturity_date)
        .limit(1)
    ).one_or_none()
    return (row[0], int(row[1])) if row is not None else None


def _counted(node: NodeState) -> ColumnElement[bool]:
    """Return the condition that a node counts an open draw.

    A line's few leaves are asked for their draws. Of a country or group the draws are gone through
    in the order of their maturity: the first one that belongs to it ends the search.
    """
    below = select(path.c.node_id).where(
        path.c.ancestor_id == node.row_id, path.c.valid_to.is_(None)
    )
    if node.dimension in {Dimension.TENOR, Dimension.CURRENCY}:
        return exists(_across(node))
    if node.institution_id is None or node.dimension is Dimension.REGULATION:
        return below.where(path.c.node_id == open_draw.c.node_id).exists()
    return open_draw.c.node_id.in_(below)


def _across(node: NodeState) -> Select[tuple[int]]:
    """Return the limit across a line where it counts a draw: by institution, tenor, currency."""
    limit, product = leaf.alias("limit_across"), leaf.c.product_code
    return (
        select(limit.c.id)
        .join(leaf, leaf.c.institution_id == limit.c.institution_id)
        .where(
            limit.c.id == node.row_id,
            leaf.c.id == open_draw.c.node_id,
            func.coalesce(limit.c.product_code, product) == product,
            or_(
                limit.c.tenor_from_days <= open_draw.c.tenor_days,
                limit.c.currency_code == open_draw.c.currency_code,
            ),
        )
    )
