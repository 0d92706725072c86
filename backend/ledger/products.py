"""A share moved from one product line to another: the lines move with it."""

from __future__ import annotations

from backend.contract import OutcomeCode
from backend.ledger.lines import refuse_giving
from backend.ledger.posting import Posting, post
from backend.ledger.state import Book, NodeState
from backend.ledger.verdict import Verdict


def reallocate_products(
    book: Book, from_key: str, to_key: str, amount_minor: int, entry_id: str, reason: str
) -> Verdict:
    """Move a share and the line that carries it, for good; the entity's own total stays.

    The giving side is lowered from the leaf upwards, the taking side raised from its product line
    downwards, so that at no step more is held than a line carries.
    """
    lowered, raised = book.unit_path(from_key), book.unit_path(to_key)
    giving, taking = _line_of(book, lowered), _line_of(book, raised)
    refusal = refuse_giving(book, from_key, lowered, amount_minor)
    if refusal is not None:
        return refusal
    if giving.room_minor < amount_minor:
        left = max(0, giving.room_minor)
        return Verdict(
            OutcomeCode.BELOW_USE, binding=giving.binding(giving.room_minor), available_minor=left
        )
    plan = [("allocate", node, -1) for node in lowered]
    plan += [("approve", giving, -1), ("approve", taking, 1)]
    plan += [("allocate", node, 1) for node in reversed(raised)]
    postings = tuple(
        Posting(
            id=f"{entry_id}:{ordinal}",
            kind=kind,
            node_key=node.key,
            approved_delta_minor=sign * amount_minor,
            reason=reason,
        )
        for ordinal, (kind, node, sign) in enumerate(plan, start=1)
    )
    for posting in postings:
        post(book, posting)
    return Verdict(OutcomeCode.DONE, postings)


def _line_of(book: Book, units: list[NodeState]) -> NodeState:
    """Return the product line that carries a unit's share."""
    line = book.strict_parent(units[-1].key)
    assert line is not None
    return line
