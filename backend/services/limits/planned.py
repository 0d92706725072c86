"""Moves that are planned, made on a book in memory: each as soon as it can be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.contract import OnExpiry, OutcomeCode
from backend.ledger import lines
from backend.ledger.moves import Move
from backend.ledger.state import Book
from backend.ledger.verdict import Verdict


def make_moves(book: Book, planned: Sequence[Move], until: date | None) -> list[Move]:
    """Make the moves on the book, each as soon as it can be; return those made, in that order."""
    waiting = list(planned)
    made: list[Move] = []
    while waiting:
        for move in waiting:
            if _make(book, move, len(made), until).code is OutcomeCode.DONE:
                made.append(move)
                waiting.remove(move)
                break
        else:
            break
    return made


def _make(book: Book, move: Move, number: int, until: date | None) -> Verdict:
    entry_id = f"proposed-{move.giver_key}-{move.taker_key}-{number}"
    givers, takers, amount = move.giver_key, move.taker_key, move.amount_minor
    if until is None:
        return lines.reallocate(book, givers, takers, amount, entry_id, entry_id)
    return lines.lend(
        book,
        givers,
        takers,
        amount,
        entry_id=entry_id,
        last_date=until,
        on_expiry=OnExpiry.UNUSED_RETURNS,
        request="",
    )
