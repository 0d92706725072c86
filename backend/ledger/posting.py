"""Postings: entries before they are written, and what they do to a book.

`post` is the triggers' arithmetic in Python: use kinds reach every node above, line kinds their
own node alone. It never refuses; deciding is the business of `use` and `lines`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.contract import Dimension, LineType, OnExpiry
from backend.ledger.state import Book, Due, OpenDraw


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One entry to be.

    Fields are those of the table `entry`; amounts in ledger minor units, `deal_amount_minor` in
    `deal_currency`.
    """

    id: str
    kind: str
    node_key: str
    mode: str = "ask"
    resolves_id: str = ""
    loan_id: str = ""
    loan_delta_minor: int = 0
    lender_key: str = ""
    approved_delta_minor: int = 0
    temporary_delta_minor: int = 0
    frozen_delta_minor: int = 0
    used_delta_minor: int = 0
    reserved_delta_minor: int = 0
    exposure_used_delta_minor: int = 0
    exposure_reserved_delta_minor: int = 0
    deal_currency: str = "USD"
    deal_amount_minor: int = 0
    rate_e12: int = 0
    factor_e6: int = 0
    reference: str = ""
    request: str = ""
    reason: str = ""
    value_date: date | None = None
    maturity_date: date | None = None
    last_date: date | None = None
    on_expiry: OnExpiry | None = None
    business_date: date | None = None
    effect_date: date | None = None
    business: str = ""


def post(book: Book, posting: Posting) -> None:
    """Apply one posting to the book: open draws, dues and balances."""
    _post_draw(book, posting)
    _post_due(book, posting)
    node = book.nodes[posting.node_key]
    if posting.used_delta_minor or posting.reserved_delta_minor:
        _post_use(book, posting)
    else:
        node.approved_minor += posting.approved_delta_minor
        node.temporary_minor += posting.temporary_delta_minor
        node.frozen_minor += posting.frozen_delta_minor
    parent = book.strict_parent(posting.node_key)
    if parent is not None:
        # What a unit borrowed or lent counts like its own share: a group cannot give it twice.
        parent.allocated_minor += posting.approved_delta_minor + posting.temporary_delta_minor


def _post_use(book: Book, posting: Posting) -> None:
    for node in book.path(posting.node_key):
        if node.dimension is Dimension.REGULATION:
            node.used_minor += posting.exposure_used_delta_minor
            node.reserved_minor += posting.exposure_reserved_delta_minor
            continue
        node.used_minor += posting.used_delta_minor
        node.reserved_minor += posting.reserved_delta_minor
        if _gives_back(posting) and node.line_type is not LineType.REVOLVING:
            node.consumed_minor -= posting.used_delta_minor
    # Use counts by its draw, what is held by its reservation, whatever entry ends them.
    drawn = book.draws.get(_drawn_id(book, posting))
    if posting.used_delta_minor and drawn is not None:
        for node in book.across(posting.node_key, drawn.tenor_days, drawn.currency):
            node.used_minor += posting.used_delta_minor
    held = book.dues.get(posting.id if posting.kind == "reserve" else posting.resolves_id)
    if posting.reserved_delta_minor and held is not None:
        for node in book.across(posting.node_key, held.tenor_days, held.currency):
            node.reserved_minor += posting.reserved_delta_minor


def _gives_back(posting: Posting) -> bool:
    """Whether a line that is not revolving is spent by this: a release, or one undone."""
    undone = posting.kind == "reverse" and posting.used_delta_minor > 0
    return posting.kind == "release" or undone


def _drawn_id(book: Book, posting: Posting) -> str:
    """Return the draw that a posting of use concerns."""
    if posting.kind == "draw":
        return posting.id
    return book.releases.get(posting.resolves_id, posting.resolves_id)


def _tenor_days(posting: Posting) -> int:
    if posting.maturity_date is None or posting.value_date is None:
        return 0
    return (posting.maturity_date - posting.value_date).days


#: Kind of an entry → what the calendar will do about it.
_ENDS = {"reserve": "lapse", "borrow": "return", "increase": "revert", "freeze": "unfreeze"}


def _post_due(book: Book, posting: Posting) -> None:
    opens = posting.kind in _ENDS and (posting.kind != "borrow" or posting.loan_id == posting.id)
    if opens:
        book.dues[posting.id] = _opened(posting)
    resolved = book.dues.get(posting.resolves_id)
    if resolved is not None:
        if posting.reserved_delta_minor < 0:
            resolved.open_minor = resolved.open_exposure_minor = 0
        if posting.kind in {"revert", "unfreeze"}:
            resolved.open_minor += posting.temporary_delta_minor + posting.frozen_delta_minor
        if posting.kind == "extend" and posting.last_date is not None:
            resolved.last_date = posting.last_date
    loan = book.dues.get(posting.loan_id)
    if loan is not None:
        loan.drawn_minor += posting.loan_delta_minor
        if posting.kind in {"lend", "borrow"}:
            sign = 1 if posting.kind == "borrow" else -1
            loan.legs = (*loan.legs, (posting.node_key, sign))
        if posting.kind == "return" and posting.node_key == loan.node_key:
            loan.open_minor += posting.temporary_delta_minor


def _opened(posting: Posting) -> Due:
    if posting.last_date is None and posting.kind != "freeze":
        message = f"{posting.id} has no last date"
        raise ValueError(message)
    return Due(
        entry_id=posting.id,
        kind=_ENDS[posting.kind],
        node_key=posting.node_key,
        last_date=posting.last_date or date.max,
        open_minor=posting.reserved_delta_minor
        + posting.temporary_delta_minor
        + posting.frozen_delta_minor,
        on_expiry=posting.on_expiry or OnExpiry.UNUSED_RETURNS,
        lender_key=posting.lender_key,
        request=posting.request,
        reference=posting.reference,
        currency=posting.deal_currency,
        deal_minor=posting.deal_amount_minor,
        value_date=posting.value_date,
        tenor_days=_tenor_days(posting),
        open_exposure_minor=posting.exposure_reserved_delta_minor,
    )


def _post_draw(book: Book, posting: Posting) -> None:
    if posting.kind == "draw":
        book.draws[posting.id] = OpenDraw(
            entry_id=posting.id,
            node_key=posting.node_key,
            currency=posting.deal_currency,
            deal_minor=posting.deal_amount_minor,
            open_deal_minor=posting.deal_amount_minor,
            open_use_minor=posting.used_delta_minor,
            rate_e12=posting.rate_e12,
            factor_e6=posting.factor_e6,
            loan_id=posting.loan_id,
            open_loan_minor=posting.loan_delta_minor,
            maturity_date=posting.maturity_date,
            reference=posting.reference,
            request=posting.request,
            tenor_days=_tenor_days(posting),
            open_exposure_minor=posting.exposure_used_delta_minor,
        )
        return
    draw = book.draws.get(_drawn_id(book, posting))
    if draw is None:
        return
    if posting.kind == "extend":
        draw.maturity_date = posting.maturity_date or draw.maturity_date
    if posting.kind not in {"release", "revalue", "reverse"}:
        return
    if posting.kind == "release":
        book.releases[posting.id] = draw.entry_id
    if posting.kind == "revalue":
        draw.rate_e12, draw.factor_e6 = posting.rate_e12, posting.factor_e6
    else:
        undone = posting.kind == "reverse" and posting.used_delta_minor > 0
        draw.open_deal_minor += posting.deal_amount_minor if undone else -posting.deal_amount_minor
    draw.open_use_minor += posting.used_delta_minor
    draw.open_loan_minor += posting.loan_delta_minor
    draw.open_exposure_minor += posting.exposure_used_delta_minor
