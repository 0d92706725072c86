"""Another last day for what is open: a reservation, a loan, a freeze, an increase, a draw.

Later as far as the line lasts, or earlier, never into the past: so a reservation is prolonged, a
loan between units recalled.
"""

from __future__ import annotations

from datetime import date, timedelta

from backend.contract import OutcomeCode
from backend.ledger.holds import order_of, posted
from backend.ledger.posting import Posting
from backend.ledger.state import Book, Due, OpenDraw
from backend.ledger.verdict import Verdict


def extend_due(
    book: Book, due: Due, last_date: date, *, entry_id: str, reason: str, request: str = ""
) -> Verdict:
    """Move the last day of what is open: later, or earlier, never into the past.

    A reservation is held no longer than its line runs.
    """
    refusal = _refuse_move(book, last_date, due.last_date, due.open_minor, reason)
    if refusal is not None:
        return refusal
    if due.kind == "lapse" and last_date > due.last_date:
        refusal = _refuse_longer(book, due.node_key, due.tenor_days, due.currency, last_date)
        if refusal is not None:
            return refusal
    posting = Posting(
        kind="extend",
        resolves_id=due.entry_id,
        request=request,
        reference=due.reference,
        **order_of(entry_id, due.node_key, reason, last_date),
    )
    return posted(book, posting)


def extend_draw(
    book: Book, draw: OpenDraw, maturity_date: date, *, entry_id: str, reason: str
) -> Verdict:
    """Move the maturity of an open draw; later only while its line takes new use, within its tenor.

    The original tenor stays that of the deal as it was done: limits by tenor count it as before.
    """
    before = draw.maturity_date
    refusal = _refuse_move(book, maturity_date, before, draw.open_use_minor, reason)
    if refusal is not None:
        return refusal
    if before is None or maturity_date > before:
        begun = (before or book.day) - timedelta(days=draw.tenor_days)
        tenor_days = (maturity_date - begun).days
        refusal = _refuse_longer(book, draw.node_key, tenor_days, draw.currency, book.day)
        if refusal is not None:
            return refusal
    posting = Posting(
        kind="extend",
        resolves_id=draw.entry_id,
        maturity_date=maturity_date,
        request=draw.request,
        reference=draw.reference,
        **order_of(entry_id, draw.node_key, reason),
    )
    return posted(book, posting)


def _refuse_move(
    book: Book, day: date, before: date | None, open_minor: int, reason: str
) -> Verdict | None:
    if day < book.day or day == before:
        return Verdict(OutcomeCode.BAD_DATE)
    if open_minor <= 0:
        return Verdict(OutcomeCode.ALREADY_RESOLVED)
    return None if reason.strip() else Verdict(OutcomeCode.REASON_MISSING)


def _refuse_longer(
    book: Book, leaf_key: str, tenor_days: int, currency: str, until: date
) -> Verdict | None:
    """Refuse a longer use, by the precedence of new use, at a line that is closed by `until`."""
    across = book.across(leaf_key, tenor_days, currency)
    limited = [node for node in (*book.path(leaf_key), *across) if node.limited]
    day = book.day
    for code, failing in (
        (OutcomeCode.NOT_EFFECTIVE, [one for one in limited if (one.effective_date or day) > day]),
        (OutcomeCode.EXPIRED, [one for one in limited if (one.expiry_date or until) < until]),
        (OutcomeCode.SUSPENDED, [one for one in limited if one.suspended]),
        (OutcomeCode.TENOR, [one for one in limited if 0 < (one.max_tenor_days or 0) < tenor_days]),
    ):
        if failing:
            return Verdict(code, binding=failing[0].binding())
    return None
