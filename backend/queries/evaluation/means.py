"""What a proposed limit is measured by: capital and headroom, in ledger minor units."""

from __future__ import annotations

from collections.abc import Mapping

from backend.evaluation.proposal import Means
from backend.evaluation.template import NUMBER_SCALE, Template
from backend.ledger.state import Book, NodeState
from backend.money import line_use_minor
from backend.queries.evaluation.rows import StatementRow


def means_of(
    template: Template,
    own: StatementRow,
    book: Book,
    institution_id: int,
    rates: Mapping[str, int],
    minor_units: Mapping[str, int],
) -> Means:
    """Return the means of an institution: its equity, our Tier 1, the room above it.

    A headroom is what this institution could use if the others of the country or group stayed as
    they are: the room there and what it uses itself. The regulatory one is the cap for one name
    or group, a share of our Tier 1, less what the rest of the group uses.
    """

    def converted(minor: int | None, currency: str) -> int | None:
        rate_e12 = rates.get(currency)
        if minor is None or rate_e12 is None:
            return None
        return line_use_minor(minor, minor_units[currency], rate_e12)

    tier_1 = template.amounts.get("own_tier_1")
    own_tier_1 = None if tier_1 is None else converted(tier_1.minor, tier_1.currency)
    entity = book.nodes.get(f"entity:{institution_id}")
    path = [] if entity is None else book.path(entity.key)
    above = {node.dimension.value: node for node in path}
    use = 0 if entity is None else _use(entity)
    group = above.get("group")
    cap = None
    if own_tier_1 is not None:
        others = 0 if group is None else _use(group) - use
        cap = own_tier_1 * template.numbers["single_name_cap"] // NUMBER_SCALE - others
    return Means(
        own_tier_1_minor=own_tier_1,
        equity_minor=converted(own.items.get("equity"), own.currency),
        country_minor=_headroom(above.get("country"), use),
        group_minor=_headroom(group, use),
        regulatory_minor=cap,
        standing_minor=0 if entity is None else entity.approved_minor,
    )


def _use(node: NodeState) -> int:
    return node.used_minor + node.reserved_minor


def _headroom(node: NodeState | None, own_use_minor: int) -> int | None:
    if node is None or not node.limited:
        return None
    return node.room_minor + own_use_minor
