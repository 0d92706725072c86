"""What every node should count as used, reserved and exposed, for the check of balances.

Use and exposure are summed over the present paths. A limit by tenor or currency stands across them
and counts by the draw or the reservation, whose rows are held to the entries elsewhere.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func, literal, or_, select

from backend.queries.reach import ACROSS
from backend.queries.verification.sums import exposure
from backend.store.tables.ledger import due, entry, node, open_draw, path


def _leaves() -> Subquery:
    """Return the sums of use and exposure at the leaves themselves."""
    return (
        select(
            entry.c.node_id,
            func.sum(entry.c.used_delta_minor).label("used"),
            func.sum(entry.c.reserved_delta_minor).label("reserved"),
            func.sum(exposure("used")).label("exposure_used"),
            func.sum(exposure("reserved")).label("exposure_reserved"),
        )
        .where(or_(entry.c.used_delta_minor != 0, entry.c.reserved_delta_minor != 0))
        .group_by(entry.c.node_id)
        .subquery()
    )


def path_sums() -> Select[Any]:
    """Return used and reserved per node with something beneath it; a regulatory cap's exposure."""
    leaf = _leaves()

    def measure(name: str) -> Any:
        counted = case(
            (node.c.dimension == "regulation", leaf.c[f"exposure_{name}"]), else_=leaf.c[name]
        )
        return func.sum(counted).label(name)

    return (
        select(path.c.ancestor_id.label("node_id"), measure("used"), measure("reserved"))
        .select_from(
            leaf.join(path, path.c.node_id == leaf.c.node_id).join(
                node, node.c.id == path.c.ancestor_id
            )
        )
        .where(path.c.valid_to.is_(None), node.c.dimension.not_in(ACROSS))
        .group_by(path.c.ancestor_id)
    )


def exposure_sums() -> Select[Any]:
    """Return the regulatory exposure that every node counts of what is beneath it."""
    leaf = _leaves()
    names = ("exposure_used", "exposure_reserved")
    return (
        select(
            path.c.ancestor_id.label("node_id"),
            *(func.sum(leaf.c[name]).label(name) for name in names),
        )
        .select_from(leaf.join(path, path.c.node_id == leaf.c.node_id))
        .where(path.c.valid_to.is_(None))
        .group_by(path.c.ancestor_id)
    )


def across_sums(name: str) -> Select[Any]:
    """Return what limits by tenor and currency count: `used` by open draws, or `reserved`."""
    across, leaf = node.alias("across"), node.alias("leaf")
    used = name == "used"
    held: Any = open_draw if used else due
    amount = open_draw.c.open_use_minor if used else due.c.open_minor
    counted = func.sum(amount)
    none = literal(0)
    covered = or_(
        across.c.tenor_from_days <= held.c.tenor_days,
        across.c.currency_code == held.c.currency_code,
    )
    question = (
        select(
            across.c.id.label("node_id"),
            (counted if used else none).label("used"),
            (none if used else counted).label("reserved"),
        )
        .select_from(
            held.join(leaf, leaf.c.id == held.c.node_id).join(
                across,
                and_(
                    across.c.institution_id == leaf.c.institution_id,
                    func.coalesce(across.c.product_code, leaf.c.product_code)
                    == leaf.c.product_code,
                    covered,
                ),
            )
        )
        .where(across.c.dimension.in_(ACROSS))
        .group_by(across.c.id)
    )
    return question if used else question.where(due.c.kind == "lapse")
