"""What the calendar changes: reservations lapse, loans go home, holds and increases end.

The trigger on `business_day` posts the same when a day is opened; queries add by these functions
what is due and not yet posted. Rule of a loan past its last day, per loan, the first to end first:

    back = open                                     when all returns
    back = min(open - drawn, room of its legs)      when the unused part returns, never negative

Loans that raised one node share its room: the earlier ones are served first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from backend.contract import OnExpiry
from backend.ledger.posting import Posting, post
from backend.ledger.state import Book, Due


def open_day(book: Book, day: date) -> list[Posting]:
    """Move the book to `day` and post what is due before it; return what was posted."""
    lapses = [
        Posting(
            id=f"lapse:{due.entry_id}",
            kind="lapse",
            node_key=due.node_key,
            mode="auto",
            resolves_id=due.entry_id,
            reserved_delta_minor=-due.open_minor,
            exposure_reserved_delta_minor=-due.open_exposure_minor,
            reference=due.reference,
            request=due.request,
            business_date=due.last_date + timedelta(days=1),
        )
        for due in _past(book, day, "lapse")
    ]
    for posting in lapses:
        post(book, posting)
    returns = _returns(book, _past(book, day, "return"), f":{day.isoformat()}")
    ends = [_end(book, due) for kind in ("revert", "unfreeze") for due in _past(book, day, kind)]
    for posting in ends:
        post(book, posting)
    book.day = max(book.day, day)
    return [*lapses, *returns, *ends]


def _end(book: Book, due: Due) -> Posting:
    """Return what ends a temporary increase or a freeze past its last day: all that is open."""
    increased = due.kind == "revert"
    return Posting(
        id=f"{due.kind}:{due.entry_id}",
        kind=due.kind,
        node_key=due.node_key,
        mode="auto",
        resolves_id=due.entry_id,
        temporary_delta_minor=-due.open_minor if increased else 0,
        frozen_delta_minor=0 if increased else -due.open_minor,
        reference=due.reference,
        request=due.request,
        business_date=max(due.last_date, book.day) + timedelta(days=1),
    )


def returns_after_release(book: Book, node_key: str, entry_id: str) -> list[Posting]:
    """Send home what a release made room for, of loans to this unit past their last day."""
    overdue = [loan for loan in book.open_loans(node_key) if loan.last_date < book.day]
    return _returns(book, overdue, f":{entry_id}")


def _past(book: Book, day: date, kind: str) -> list[Due]:
    past = [
        due
        for due in book.dues.values()
        if due.kind == kind and due.open_minor > 0 and due.last_date < day
    ]
    return sorted(past, key=lambda due: (due.last_date, due.entry_id))


def _returns(book: Book, loans: Iterable[Due], suffix: str) -> list[Posting]:
    amounts = list(zip(loans, _amounts_back(book, list(loans)), strict=True))
    postings = [
        Posting(
            id=f"return:{loan.entry_id}:{node_key}{suffix}",
            kind="return",
            node_key=node_key,
            mode="auto",
            loan_id=loan.entry_id,
            temporary_delta_minor=-sign * back,
            reference=loan.reference,
            request=loan.request,
        )
        for loan, back in amounts
        if back > 0
        for node_key, sign in loan.legs
    ]
    for posting in postings:
        post(book, posting)
    return postings


def _amounts_back(book: Book, loans: list[Due]) -> list[int]:
    """Return what of each loan goes back; earlier loans that raised the same node come first."""
    queued: dict[str, int] = {}
    amounts = []
    for loan in loans:
        raised = [key for key, sign in loan.legs if sign > 0]
        if loan.on_expiry is OnExpiry.ALL_RETURNS:
            wanted = back = loan.open_minor
        else:
            wanted = max(0, loan.open_minor - loan.drawn_minor)
            room = min(book.nodes[key].room_minor - queued.get(key, 0) for key in raised)
            back = max(0, min(wanted, room))
        for key in raised:
            queued[key] = queued.get(key, 0) + wanted
        amounts.append(back)
    return amounts
