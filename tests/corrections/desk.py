"""What the tests of corrections share: two hands, rates of a day, the book of a past day."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.approvals import CheckApproval
from backend.ledger.state import Book
from backend.queries.labels import NodeLabels
from backend.queries.past.as_of import load_book_as_of
from backend.services.masters import load_rates
from tests.house import House, ten_o_clock

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
THURSDAY = date(2026, 11, 26)


def two_hands(house: House, order: type[Command], **fields: Any) -> Outcome:
    """Let 李 order and 赵 check; the outcome is the check's, or the order's where it is refused."""
    asked = house.send(order, **fields)
    if asked.code is not OutcomeCode.AWAITING:
        return asked
    return house.send(CheckApproval, login="zhao", number=asked.reference, confirmed=True)


def rate(house: House, currency: str, day: date, rate_e12: int) -> None:
    """Let the bank's file of a day hold a rate."""
    row = {"currency_code": currency, "day": day, "kind": "test", "rate_e12": rate_e12}
    load_rates(house.engine, [{**row, "source": "test"}], ten_o_clock(day))


def as_of(house: House, day: date, known_at: date | None = None) -> Book:
    """Return the book of a past day, as known by now or by the close of `known_at`."""
    return house.reading(
        lambda connection: load_book_as_of(connection, day, NodeLabels.read(connection), known_at)
    )


def verified(house: House) -> list[str]:
    """Return what `fidesk verify` would say of entries, receipts and balances."""
    from backend.queries.verification.balances import balance_discrepancies  # noqa: PLC0415
    from backend.queries.verification.receipts import receipt_discrepancies  # noqa: PLC0415

    def look(connection: Any) -> list[str]:
        return [
            str(one)
            for question in (balance_discrepancies, receipt_discrepancies)
            for one in question(connection)
        ]

    return house.reading(look)
