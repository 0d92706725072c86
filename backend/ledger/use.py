"""Use of a line: which postings reserve, draw, void and release it.

Every function decides on the book as it stands and posts to it what it plans, so that a batch is
decided in order, each deal on top of the ones before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from backend.contract import OutcomeCode
from backend.ledger.due import returns_after_release
from backend.ledger.posting import Posting, post
from backend.ledger.state import Book, Due, OpenDraw
from backend.ledger.verdict import Deal, Verdict, check_use, demand_of, settled, takes_more


def reserve(book: Book, deal: Deal, last_date: date) -> Verdict:
    """Hold room until the close of `last_date`."""
    verdict = check_use(book, deal.leaf_key, demand_of(deal))
    if verdict.code is not OutcomeCode.DONE:
        return verdict
    posting = Posting(
        kind="reserve",
        reserved_delta_minor=deal.line_use_minor,
        exposure_reserved_delta_minor=deal.exposure_minor,
        last_date=last_date,
        **_of_deal(deal),  # type: ignore[arg-type]
    )
    return _posted(book, deal.leaf_key, (posting,))


def draw(book: Book, deal: Deal, reservation: Due | None, *, told: bool) -> Verdict:
    """Book a deal that is done. A told one always posts; what does not fit is its excess."""
    held = reservation.open_minor if reservation is not None else 0
    if not told:
        demand = demand_of(deal, reservation)
        verdict = check_use(book, deal.leaf_key, demand)
        # What was held may be drawn though the line closed since, but never for longer than agreed.
        longer = verdict.code is OutcomeCode.TENOR
        honoured = not longer and not takes_more(book, deal.leaf_key, demand)
        if verdict.code is not OutcomeCode.DONE and not honoured:
            return verdict
    loan = _loan_for(book, deal)
    from_loan = min(deal.line_use_minor, loan.open_minor - loan.drawn_minor) if loan else 0
    posting = Posting(
        kind="draw",
        mode="tell" if told else "ask",
        used_delta_minor=deal.line_use_minor,
        reserved_delta_minor=-held,
        exposure_used_delta_minor=deal.exposure_minor,
        exposure_reserved_delta_minor=-reservation.open_exposure_minor if reservation else 0,
        resolves_id=reservation.entry_id if reservation is not None else "",
        loan_id=loan.entry_id if loan is not None and from_loan else "",
        loan_delta_minor=from_loan,
        **_of_deal(deal),  # type: ignore[arg-type]
    )
    return _posted(book, deal.leaf_key, (posting,))


def _loan_for(book: Book, deal: Deal) -> Due | None:
    """Return the temporary transfer that the deal draws on.

    The one of its own request, else the first to end: it was asked for because the unit's own
    share was not enough.
    """
    usable = [
        loan
        for loan in book.open_loans(deal.leaf_key)
        if loan.last_date >= book.day and loan.open_minor > loan.drawn_minor
    ]
    own = [loan for loan in usable if deal.request and loan.request == deal.request]
    return next(iter(own or usable), None)


def void(book: Book, reservation: Due, entry_id: str) -> Verdict:
    """Give a reservation back unused."""
    posting = Posting(
        id=entry_id,
        kind="void",
        node_key=reservation.node_key,
        resolves_id=reservation.entry_id,
        reserved_delta_minor=-reservation.open_minor,
        exposure_reserved_delta_minor=-reservation.open_exposure_minor,
        reference=reservation.reference,
        request=reservation.request,
    )
    return _posted(book, reservation.node_key, (posting,))


def release(
    book: Book,
    open_draw: OpenDraw,
    amount_minor: int | None,
    entry_id: str,
    *,
    effect_date: date | None = None,
    reason: str = "",
) -> Verdict:
    """End a draw, or `amount_minor` of it in deal currency; the last part takes the remainder.

    With an `effect_date` it is told late, for a past day (补记): `reason` says why. Room that
    a loan past its last day was waiting for goes home in the same breath.
    """
    amount = open_draw.open_deal_minor if amount_minor is None else amount_minor
    if not 0 < amount <= open_draw.open_deal_minor:
        return Verdict(OutcomeCode.BAD_AMOUNT)
    use = _share(open_draw.open_use_minor, amount, open_draw)
    if use == 0:
        return Verdict(OutcomeCode.BAD_AMOUNT)
    posting = replace(
        _of_release(open_draw, amount, use),
        id=entry_id,
        mode="tell" if effect_date is not None else "ask",
        effect_date=effect_date,
        reason=reason,
    )
    post(book, posting)
    returned = returns_after_release(book, open_draw.node_key, entry_id)
    return settled(book, open_draw.node_key, (posting, *returned))


def _of_release(open_draw: OpenDraw, amount: int, use: int) -> Posting:
    to_loan = min(use, open_draw.open_loan_minor)
    return Posting(
        id="",
        kind="release",
        node_key=open_draw.node_key,
        resolves_id=open_draw.entry_id,
        loan_id=open_draw.loan_id if to_loan else "",
        loan_delta_minor=-to_loan,
        used_delta_minor=-use,
        exposure_used_delta_minor=-_share(open_draw.open_exposure_minor, amount, open_draw),
        deal_currency=open_draw.currency,
        deal_amount_minor=amount,
        rate_e12=open_draw.rate_e12,
        factor_e6=open_draw.factor_e6,
        reference=open_draw.reference,
        request=open_draw.request,
    )


def _share(open_minor: int, amount_minor: int, open_draw: OpenDraw) -> int:
    """Return what of a measure goes with a part of the deal; the last part takes the rest."""
    if amount_minor == open_draw.open_deal_minor:
        return open_minor
    return open_minor * amount_minor // open_draw.open_deal_minor


def _of_deal(deal: Deal) -> dict[str, object]:
    return {
        "id": deal.entry_id,
        "node_key": deal.leaf_key,
        "deal_currency": deal.currency,
        "deal_amount_minor": deal.amount_minor,
        "rate_e12": deal.rate_e12,
        "factor_e6": deal.factor_e6,
        "reference": deal.reference,
        "request": deal.request,
        "value_date": deal.value_date,
        "maturity_date": deal.maturity_date,
        "effect_date": deal.effect_date,
        "reason": deal.reason,
        "business": deal.business,
    }


def _posted(book: Book, leaf_key: str, postings: tuple[Posting, ...]) -> Verdict:
    for posting in postings:
        post(book, posting)
    return settled(book, leaf_key, postings)
