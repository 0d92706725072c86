"""Who could lend a share to a unit."""

from __future__ import annotations

from backend.services.desk import Desk


def may_lend(desk: Desk, lender: str, unit: str) -> bool:
    """Whether a unit can lend to another: a group uses what its branches leave anyway."""
    lending = desk.units.get(lender)
    return lending is not None and lending.allocates and unit not in {lender, lending.parent}


def propose_lender(desk: Desk, line_id: int, product: str, unit: str) -> str:
    """Return the unit that could give most of this line; empty when none can."""
    own = {unit, desk.units[unit].parent}
    sharing = [
        node
        for node in desk.book.nodes.values()
        if node.institution_id == line_id
        and node.product == product
        and node.unit
        and node.unit not in own
        and desk.units[node.unit].parent != unit
        and node.spare_minor > 0
    ]
    best = max(sharing, key=lambda node: (node.spare_minor, node.unit), default=None)
    return best.unit if best is not None else ""
