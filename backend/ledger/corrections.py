"""Corrections: what was booked wrongly is undone; what is open is valued anew. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from backend.contract import OutcomeCode
from backend.ledger.due import returns_after_release
from backend.ledger.posting import Posting, post
from backend.ledger.state import Book, OpenDraw
from backend.ledger.verdict import Verdict, settled


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release as it stands in the ledger; amounts are positive, as they were given back."""

    entry_id: str
    amount_minor: int
    use_minor: int
    exposure_minor: int


@dataclass(frozen=True, kw_only=True)
class Value:
    """What an open draw is worth: line use and exposure, by which rate and factor."""

    rate_e12: int
    factor_e6: int
    use_minor: int
    exposure_minor: int


def reverse_draw(
    book: Book, drawn: OpenDraw, entry_id: str, *, effect_date: date, reason: str
) -> Verdict:
    """Undo a draw whole; only while nothing of it is released. It counts for the draw's own day.

    What of it was a loan's is free again, and goes home when the loan is past its last day.
    """
    if drawn.open_deal_minor != drawn.deal_minor:
        return Verdict(OutcomeCode.WRONG_STATE)
    posting = Posting(
        id=entry_id,
        kind="reverse",
        mode="tell",
        node_key=drawn.node_key,
        resolves_id=drawn.entry_id,
        used_delta_minor=-drawn.open_use_minor,
        exposure_used_delta_minor=-drawn.open_exposure_minor,
        loan_id=drawn.loan_id if drawn.open_loan_minor else "",
        loan_delta_minor=-drawn.open_loan_minor,
        deal_amount_minor=drawn.deal_minor,
        effect_date=effect_date,
        reason=reason,
        **_of_draw(drawn),  # type: ignore[arg-type]
    )
    post(book, posting)
    returned = returns_after_release(book, drawn.node_key, entry_id)
    return settled(book, drawn.node_key, (posting, *returned))


def reverse_release(
    book: Book,
    drawn: OpenDraw,
    release: Release,
    entry_id: str,
    *,
    effect_date: date,
    reason: str,
) -> Verdict:
    """Undo a release: the deal is still open. It posts whatever the line says; excess is told.

    What the release gave back of a loan stays given back: the deal is the unit's own use now.
    """
    book.releases[release.entry_id] = drawn.entry_id
    posting = Posting(
        id=entry_id,
        kind="reverse",
        mode="tell",
        node_key=drawn.node_key,
        resolves_id=release.entry_id,
        used_delta_minor=release.use_minor,
        exposure_used_delta_minor=release.exposure_minor,
        deal_amount_minor=release.amount_minor,
        effect_date=effect_date,
        reason=reason,
        **_of_draw(drawn),  # type: ignore[arg-type]
    )
    post(book, posting)
    return settled(book, drawn.node_key, (posting,))


def _of_draw(drawn: OpenDraw) -> dict[str, object]:
    return {
        "deal_currency": drawn.currency,
        "rate_e12": drawn.rate_e12,
        "factor_e6": drawn.factor_e6,
        "reference": drawn.reference,
        "request": drawn.request,
    }


def revaluation(drawn: OpenDraw, value: Value, entry_id: str) -> Posting | None:
    """Return what values an open draw anew; `None` when its line use stays the same.

    A draw keeps at least one minor unit of its line while anything of it is open.
    """
    delta = max(1, value.use_minor) - drawn.open_use_minor
    if drawn.open_use_minor <= 0 or delta == 0:
        return None
    return Posting(
        id=entry_id,
        kind="revalue",
        mode="tell",
        node_key=drawn.node_key,
        resolves_id=drawn.entry_id,
        used_delta_minor=delta,
        exposure_used_delta_minor=value.exposure_minor - drawn.open_exposure_minor,
        deal_currency=drawn.currency,
        rate_e12=value.rate_e12,
        factor_e6=value.factor_e6,
        reference=drawn.reference,
        request=drawn.request,
    )


def revalue_all(
    book: Book, valued: Iterable[tuple[OpenDraw, Value]], ids: Iterator[str]
) -> list[Posting]:
    """Value many open draws anew, in their order; return what was posted, one entry a draw."""
    posted = []
    for drawn, value in valued:
        posting = revaluation(drawn, value, "")
        if posting is not None:
            posted.append(replace(posting, id=next(ids)))
            post(book, posted[-1])
    return posted
