"""Lines: approve, allocate, move between units for good or for a time."""

from __future__ import annotations

from datetime import date

from backend.contract import OnExpiry, OutcomeCode
from backend.ledger.posting import Posting, post
from backend.ledger.state import MOST_MINOR, Book, NodeState
from backend.ledger.verdict import Verdict


def approve(
    book: Book, node_key: str, target_minor: int, entry_id: str, reason: str = ""
) -> Verdict:
    """Set an approved line. Lowering always posts: what is used beyond it is a passive excess."""
    if not 0 <= target_minor <= MOST_MINOR:
        return Verdict(OutcomeCode.BAD_AMOUNT)
    delta = target_minor - book.nodes[node_key].approved_minor
    if delta == 0:
        return Verdict(OutcomeCode.DONE)
    posting = Posting(
        id=entry_id,
        kind="approve",
        node_key=node_key,
        approved_delta_minor=delta,
        reason=reason,
    )
    post(book, posting)
    return Verdict(OutcomeCode.DONE, (posting,))


def allocate(
    book: Book, node_key: str, target_minor: int, entry_id: str, reason: str = ""
) -> Verdict:
    """Set a unit's share: not below its use, not past what the line above can give."""
    if not 0 <= target_minor <= MOST_MINOR:
        return Verdict(OutcomeCode.BAD_AMOUNT)
    delta = target_minor - book.nodes[node_key].approved_minor
    if delta == 0:
        return Verdict(OutcomeCode.DONE)
    refusal = _refuse_share(book, node_key, delta)
    if refusal is not None:
        return refusal
    posting = Posting(
        id=entry_id,
        kind="allocate",
        node_key=node_key,
        approved_delta_minor=delta,
        reason=reason,
    )
    post(book, posting)
    return Verdict(OutcomeCode.DONE, (posting,))


def _refuse_share(book: Book, node_key: str, delta: int) -> Verdict | None:
    node = book.nodes[node_key]
    if delta < 0 and node.spare_minor + delta < 0:
        return Verdict(OutcomeCode.BELOW_USE, binding=node.binding(node.spare_minor))
    parent = book.strict_parent(node_key)
    if delta > 0 and parent is not None:
        pool = parent.line_minor - parent.allocated_minor
        if delta > pool:
            return Verdict(
                OutcomeCode.OVER_ALLOCATED, binding=parent.binding(pool), available_minor=pool
            )
    return None


def legs(book: Book, from_key: str, to_key: str) -> tuple[list[NodeState], list[NodeState]]:
    """Return the unit nodes that a move lowers and those that it raises.

    A group above both (a branch borrowing from its own group) is touched by neither.
    """
    lowered = book.unit_path(from_key)
    raised = book.unit_path(to_key)
    shared = {node.key for node in lowered} & {node.key for node in raised}
    return (
        [node for node in lowered if node.key not in shared],
        [node for node in raised if node.key not in shared],
    )


def _could_give(node: NodeState, from_key: str) -> int:
    """Return what a unit could give.

    A group above passes on what its branch gives: what it holds and what it allotted shrink
    alike, so only its use is in the way.
    """
    if node.key == from_key or node.line_minor < node.allocated_minor:
        return node.spare_minor
    return node.room_minor


def refuse_giving(
    book: Book, from_key: str, lowered: list[NodeState], amount_minor: int
) -> Verdict | None:
    """Refuse to give what is no amount, or what one of the lowered units uses or gave on."""
    if amount_minor <= 0:
        return Verdict(OutcomeCode.BAD_AMOUNT)
    giving = lowered or [book.nodes[from_key]]
    least = min(giving, key=lambda node: _could_give(node, from_key))
    could = _could_give(least, from_key)
    if could < amount_minor:
        return Verdict(
            OutcomeCode.BELOW_USE, binding=least.binding(could), available_minor=max(0, could)
        )
    return None


def _refuse_taking(
    book: Book, lowered: list[NodeState], raised: list[NodeState], amount_minor: int
) -> Verdict | None:
    """Refuse a share that the node above cannot count: it must hold it, or pass it on."""
    relieved = {parent.key for node in lowered if (parent := book.strict_parent(node.key))}
    relieved |= {node.key for node in raised}
    for node in reversed(raised):
        parent = book.strict_parent(node.key)
        if parent is None:
            continue
        pool = parent.line_minor - parent.allocated_minor
        if pool < (0 if parent.key in relieved else amount_minor):
            return Verdict(
                OutcomeCode.OVER_ALLOCATED, binding=parent.binding(pool), available_minor=pool
            )
    return None


def reallocate(
    book: Book, from_key: str, to_key: str, amount_minor: int, entry_id: str, reason: str
) -> Verdict:
    """Move a share for good. The giving side is lowered first, so nothing is held twice."""
    lowered, raised = legs(book, from_key, to_key)
    refusal = refuse_giving(book, from_key, lowered, amount_minor) or _refuse_taking(
        book, lowered, raised, amount_minor
    )
    if refusal is not None:
        return refusal
    postings = tuple(
        Posting(
            id=f"{entry_id}:{ordinal}",
            kind="allocate",
            node_key=node.key,
            approved_delta_minor=sign * amount_minor,
            reason=reason,
        )
        # Lower from the leaf upwards, raise from the group downwards.
        for ordinal, (node, sign) in enumerate(
            [(node, -1) for node in lowered] + [(node, 1) for node in reversed(raised)], start=1
        )
    )
    for posting in postings:
        post(book, posting)
    return Verdict(OutcomeCode.DONE, postings)


def lend(  # noqa: PLR0913 - a loan is what, from whom, to whom, until when and how it ends
    book: Book,
    from_key: str,
    to_key: str,
    amount_minor: int,
    *,
    entry_id: str,
    last_date: date,
    on_expiry: OnExpiry,
    request: str,
    reference: str = "",
) -> Verdict:
    """Move a share until the close of `last_date`; the calendar brings it home."""
    lowered, raised = legs(book, from_key, to_key)
    if not raised:  # a group uses what its branches leave: it has nothing to borrow from them
        return Verdict(OutcomeCode.UNKNOWN_UNIT)
    refusal = refuse_giving(book, from_key, lowered, amount_minor)
    if refusal is not None:
        return refusal
    # The borrowing leaf's own leg names the loan and opens its due row: it goes first.
    plan = [(node, 1) for node in raised] + [(node, -1) for node in lowered]
    postings = tuple(
        Posting(
            id=entry_id if ordinal == 0 else f"{entry_id}:{ordinal}",
            kind="borrow" if sign > 0 else "lend",
            node_key=node.key,
            temporary_delta_minor=sign * amount_minor,
            loan_id=entry_id,
            lender_key=from_key,
            last_date=last_date,
            on_expiry=on_expiry,
            request=request,
            reference=reference,
        )
        for ordinal, (node, sign) in enumerate(plan)
    )
    for posting in postings:
        post(book, posting)
    return Verdict(OutcomeCode.DONE, postings)
