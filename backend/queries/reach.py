"""Which nodes a question about some institutions concerns, as a question that indexes answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import CompoundSelect, select, union

from backend.store.tables.institutions import institution
from backend.store.tables.ledger import node, path

#: The row ids of nodes, as a question that stands inside others.
Reach = CompoundSelect[Any]

#: Dimensions whose limits stand across the paths: they bound draws by their terms.
ACROSS = ("tenor", "currency")

_OWN = node.alias("own")
_SCOPE = institution.alias("scope")
#: How many institutions are asked for by number; beyond it the whole book is read.
MOST_BY_NUMBER = 500


def within(institutions: Collection[int] | None, keys: Collection[str] = ()) -> Reach | None:
    """Return the nodes of these institutions (`None`: everything), and those of these node keys.

    With them all above, by the open path; and what would be above an entity that arises now: its
    group's and its country's nodes.
    """
    if institutions is None or len(institutions) > MOST_BY_NUMBER:
        return None
    numbers = sorted(institutions)
    return union(
        select(node.c.id).where(node.c.institution_id.in_(numbers)),
        select(path.c.ancestor_id)
        .join(_OWN, _OWN.c.id == path.c.node_id)
        .where(_OWN.c.institution_id.in_(numbers), path.c.valid_to.is_(None)),
        select(node.c.id)
        .join(_SCOPE, _SCOPE.c.group_code == node.c.group_code)
        .where(_SCOPE.c.id.in_(numbers)),
        select(node.c.id)
        .join(_SCOPE, _SCOPE.c.risk_country_code == node.c.country_code)
        .where(_SCOPE.c.id.in_(numbers)),
        select(node.c.id).where(node.c.node_key.in_(sorted(keys))),
    )
