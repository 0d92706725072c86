"""Holds that end by date: freeze a line, increase it for a time; end either by hand.

A freeze may take more than what is left: the excess is derived, new use is refused, a release is
always possible. Each function decides on the book and posts to it what it plans.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.contract import OutcomeCode
from backend.ledger.posting import Posting, post
from backend.ledger.state import MOST_MINOR, Book, Due
from backend.ledger.verdict import Verdict


def freeze(  # noqa: PLR0913 - a freeze is what, how much, until when and why
    book: Book,
    node_key: str,
    amount_minor: int,
    *,
    entry_id: str,
    last_date: date | None,
    reason: str,
    reference: str = "",
) -> Verdict:
    """Hold back an amount of a line through `last_date`, for ever when there is none."""
    node = book.nodes[node_key]
    if not 0 < amount_minor <= min(MOST_MINOR, max(0, node.line_minor)):
        left = max(0, node.line_minor)
        return Verdict(OutcomeCode.BAD_AMOUNT, binding=node.binding(left), available_minor=left)
    if last_date is not None and last_date < book.day:
        return Verdict(OutcomeCode.BAD_DATE)
    if not reason.strip():
        return Verdict(OutcomeCode.REASON_MISSING)
    posting = Posting(
        kind="freeze",
        frozen_delta_minor=amount_minor,
        reference=reference,
        **order_of(entry_id, node_key, reason, last_date),
    )
    return posted(book, posting)


def unfreeze(
    book: Book, held: Due, amount_minor: int | None, *, entry_id: str, reason: str
) -> Verdict:
    """Thaw a freeze, or `amount_minor` of it."""
    return _ended(book, held, amount_minor, entry_id, reason)


def increase(  # noqa: PLR0913 - an increase is what, how much, until when, why and for whom
    book: Book,
    node_key: str,
    amount_minor: int,
    *,
    entry_id: str,
    last_date: date,
    reason: str,
    request: str = "",
) -> Verdict:
    """Raise a line through `last_date`; a unit's share not past what the line above can give."""
    if not 0 < amount_minor <= MOST_MINOR:
        return Verdict(OutcomeCode.BAD_AMOUNT)
    if last_date < book.day:
        return Verdict(OutcomeCode.BAD_DATE)
    if not reason.strip():
        return Verdict(OutcomeCode.REASON_MISSING)
    if not book.nodes[node_key].limited:
        return Verdict(OutcomeCode.NO_LINE, binding=book.nodes[node_key].binding(0))
    parent = book.strict_parent(node_key)
    if parent is not None:
        pool = parent.line_minor - parent.allocated_minor
        if amount_minor > pool:
            return Verdict(
                OutcomeCode.OVER_ALLOCATED, binding=parent.binding(pool), available_minor=pool
            )
    posting = Posting(
        kind="increase",
        temporary_delta_minor=amount_minor,
        request=request,
        **order_of(entry_id, node_key, reason, last_date),
    )
    return posted(book, posting)


def revert(
    book: Book, raised: Due, amount_minor: int | None, *, entry_id: str, reason: str
) -> Verdict:
    """End an increase, or `amount_minor` of it, before its day; what is used is then an excess."""
    return _ended(book, raised, amount_minor, entry_id, reason)


def _ended(book: Book, due: Due, amount_minor: int | None, entry_id: str, reason: str) -> Verdict:
    """Post the end of a freeze (`unfreeze`) or an increase (`revert`): all of it, or a part."""
    amount = due.open_minor if amount_minor is None else amount_minor
    if due.open_minor <= 0:
        return Verdict(OutcomeCode.ALREADY_RESOLVED)
    if not 0 < amount <= due.open_minor:
        return Verdict(OutcomeCode.BAD_AMOUNT)
    if not reason.strip():
        return Verdict(OutcomeCode.REASON_MISSING)
    posting = Posting(
        kind=due.kind,
        resolves_id=due.entry_id,
        temporary_delta_minor=-amount if due.kind == "revert" else 0,
        frozen_delta_minor=-amount if due.kind == "unfreeze" else 0,
        reference=due.reference,
        request=due.request,
        **order_of(entry_id, due.node_key, reason),
    )
    return posted(book, posting)


def order_of(
    entry_id: str, node_key: str, reason: str, last_date: date | None = None
) -> dict[str, Any]:
    """Return what every order about one node says in its entry."""
    return {"id": entry_id, "node_key": node_key, "reason": reason, "last_date": last_date}


def posted(book: Book, posting: Posting) -> Verdict:
    """Post it; return what then stands at its node."""
    post(book, posting)
    node = book.nodes[posting.node_key]
    return Verdict(
        OutcomeCode.DONE,
        postings=(posting,),
        binding=node.binding(),
        available_minor=node.usable_minor(book.day),
        excess_minor=max(0, -node.room_minor),
    )
