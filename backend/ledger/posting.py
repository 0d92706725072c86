"""Postings: entries before they are written, and what they do to a book.

`post` is the triggers' arithmetic in Python: use kinds reach every node above, line kinds their
own node alone. It never refuses; deciding is the business of `use` and `lines`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.contract import LineType, OnExpiry
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


def post(book: Book, posting: Posting) -> None:
    """Apply one posting to the book: balances, dues and open draws."""
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
    _post_due(book, posting)
    _post_draw(book, posting)


def _post_use(book: Book, posting: Posting) -> None:
    for node in book.path(posting.node_key):
        node.used_minor += posting.used_delta_minor
        node.reserved_minor += posting.reserved_delta_minor
        if posting.kind == "release" and node.line_type is not LineType.REVOLVING:
            node.consumed_minor -= posting.used_delta_minor


def _post_due(book: Book, posting: Posting) -> None:
    if posting.kind == "reserve" or (posting.kind == "borrow" and posting.loan_id == posting.id):
        if posting.last_date is None:
            message = f"{posting.id} has no last date"
            raise ValueError(message)
        book.dues[posting.id] = Due(
            entry_id=posting.id,
            kind="lapse" if posting.kind == "reserve" else "return",
            node_key=posting.node_key,
            last_date=posting.last_date,
            open_minor=posting.reserved_delta_minor + posting.temporary_delta_minor,
            on_expiry=posting.on_expiry or OnExpiry.UNUSED_RETURNS,
            lender_key=posting.lender_key,
            request=posting.request,
            reference=posting.reference,
            currency=posting.deal_currency,
            deal_minor=posting.deal_amount_minor,
            value_date=posting.value_date,
        )
    if posting.reserved_delta_minor < 0 and posting.resolves_id in book.dues:
        book.dues[posting.resolves_id].open_minor = 0
    loan = book.dues.get(posting.loan_id)
    if loan is not None:
        loan.drawn_minor += posting.loan_delta_minor
        if posting.kind in {"lend", "borrow"}:
            sign = 1 if posting.kind == "borrow" else -1
            loan.legs = (*loan.legs, (posting.node_key, sign))
        if posting.kind == "return" and posting.node_key == loan.node_key:
            loan.open_minor += posting.temporary_delta_minor


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
        )
    elif posting.kind == "release" and posting.resolves_id in book.draws:
        draw = book.draws[posting.resolves_id]
        draw.open_deal_minor -= posting.deal_amount_minor
        draw.open_use_minor += posting.used_delta_minor
        draw.open_loan_minor += posting.loan_delta_minor
