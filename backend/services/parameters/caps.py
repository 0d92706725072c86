"""Regulatory caps at the desk: how a node arises over legal entities, and with which cap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select

from backend.contract import Dimension
from backend.ledger.posting import Posting, post
from backend.ledger.state import NodeState, Parent
from backend.queries.labels import NodeLabels
from backend.queries.regulation import Regulation, scope_of
from backend.services.desk import Desk
from backend.store.tables.ledger import balance
from backend.store.tables.ledger import node as node_table

#: What legal entities expose and hold: number → used and reserved exposure.
Exposures = Mapping[int, tuple[int, int]]
#: Who answers for every regulatory cap.
_OWNER = "risk_management"


def set_cap(desk: Desk, regulation: Regulation, node: NodeState, order: str, number: int) -> bool:
    """Bring a node's line to the cap of its rule, as the order's entry of this number.

    Returns whether that took an entry; the same cap again takes none.
    """
    delta = (regulation.cap_minor(node.rule) or 0) - node.approved_minor
    if delta == 0:
        return False
    posting = Posting(
        id=f"{order}:{number}", kind="approve", node_key=node.key, approved_delta_minor=delta
    )
    post(desk.book, posting)
    desk.postings.append((order, posting))
    return True


def arise_cap(desk: Desk, key: str, beneath: Iterable[int], exposures: Exposures) -> NodeState:
    """Put a cap over the legal entities that stand already, as the trigger will."""
    rule = key.removeprefix("regulation:").partition("/")[0]
    kind, code = scope_of(key)
    label_zh, label_en = _labels(desk, rule, kind, code)
    owner = desk.units.get(_OWNER)
    node = NodeState(
        key,
        Dimension.REGULATION,
        rule=rule,
        institution_id=int(code) if kind == "entity" else None,
        label_zh=label_zh,
        label_en=label_en,
        owner_zh=owner.name_zh if owner else "",
        owner_en=owner.name_en if owner else "",
        telephone=owner.telephone if owner else "",
    )
    desk.arise(node, ())
    for line_id in beneath:
        used, reserved = exposures.get(line_id, (0, 0))
        node.used_minor += used
        node.reserved_minor += reserved
        entity_key = f"entity:{line_id}"
        if entity_key in desk.book.nodes:
            above = desk.book.parents.get(entity_key, ())
            desk.book.parents[entity_key] = (*above, Parent(key, strict=False))
    return node


def exposures_of(desk: Desk) -> Exposures:
    """Return what each legal entity exposes, with what waits at the desk."""
    question = (
        select(
            node_table.c.institution_id,
            func.sum(balance.c.exposure_used_minor),
            func.sum(balance.c.exposure_reserved_minor),
        )
        .join(balance, balance.c.node_id == node_table.c.id)
        .where(node_table.c.dimension == "entity")
        .group_by(node_table.c.institution_id)
    )
    found = {row[0]: (int(row[1]), int(row[2])) for row in desk.connection.execute(question)}
    for _receipt_id, posting in desk.postings:
        line_id = desk.book.nodes[posting.node_key].institution_id
        if line_id is not None:
            used, reserved = found.get(line_id, (0, 0))
            found[line_id] = (
                used + posting.exposure_used_delta_minor,
                reserved + posting.exposure_reserved_delta_minor,
            )
    return found


def _labels(desk: Desk, rule: str, kind: str, code: str) -> tuple[str, str]:
    named = {
        "dimension": "regulation",
        "rule_code": rule,
        "product_code": None,
        "group_code": code if kind == "group" else None,
        "institution_id": int(code) if kind == "entity" else None,
        "country_code": code if kind == "country" else None,
        "owner_login": None,
    }
    row: Any = SimpleNamespace(**named, _mapping=named)
    known = desk.remembered.get("labels") or NodeLabels.of_office(desk.connection)
    desk.remembered["labels"] = known.knowing(desk.connection, [row])
    chinese, english = desk.remembered["labels"].label(row)
    return chinese, english
