"""Nodes that arise at the desk on their first use, beneath and above what stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from backend.contract import Dimension
from backend.ledger.state import NodeState, Parent
from backend.queries.regulation import caps_above
from backend.store.tables.institutions import institution

if TYPE_CHECKING:
    from backend.services.desk import Desk


def entity_node(desk: Desk, line_id: int) -> NodeState:
    """Return the legal entity's node; it arises, without a limit of its own, when missing."""
    key = f"entity:{line_id}"
    return desk.book.nodes.get(key) or desk.arise(
        NodeState(key, Dimension.ENTITY, limited=False, institution_id=line_id),
        _above_entity(desk, line_id),
    )


def _above_entity(desk: Desk, line_id: int) -> tuple[Parent, ...]:
    # The trigger derives the same edges; the book needs them before the row exists.
    row = desk.connection.execute(
        select(institution.c.kind, institution.c.group_code, institution.c.risk_country_code).where(
            institution.c.id == line_id
        )
    ).one()
    caps = caps_above(line_id, row.group_code, row.risk_country_code)
    keys = [f"group:{row.group_code}"]
    if row.kind == "bank":
        keys.append(f"country:{row.risk_country_code}")
    return tuple(Parent(key, strict=False) for key in (*keys, *caps) if key in desk.book.nodes)


def line_node(desk: Desk, line_id: int, product: str) -> NodeState:
    """Return the product line's node; it arises with a line of zero when missing."""
    key = f"product:{line_id}/{product}"
    if key in desk.book.nodes:
        return desk.book.nodes[key]
    above = desk.entity(line_id)
    node = NodeState(key, Dimension.PRODUCT, institution_id=line_id, product=product)
    return desk.arise(node, (Parent(above.key, strict=False),))


def leaf_node(desk: Desk, line_id: int, product: str, unit: str) -> NodeState:
    """Return the unit's share of a product line; it arises on first use, holding nothing."""
    key = f"unit:{line_id}/{product}/{unit}"
    if key in desk.book.nodes:
        return desk.book.nodes[key]
    line = desk.product_line(line_id, product)
    named = desk.units[unit]
    group = desk.units.get(named.parent)
    above = desk.leaf(line_id, product, group.code) if group and group.allocates else line
    node = NodeState(
        key,
        Dimension.UNIT,
        line_type=line.line_type,
        institution_id=line_id,
        product=product,
        unit=unit,
        label_zh=named.name_zh,
        label_en=named.name_en,
        owner_zh=named.name_zh,
        owner_en=named.name_en,
        telephone=named.telephone,
    )
    return desk.arise(node, (Parent(above.key, strict=True),))
