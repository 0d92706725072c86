"""Which open reservation a deal means when it does not name one."""

from __future__ import annotations

from datetime import date

from backend.ledger.state import Due
from backend.ledger.verdict import Deal
from backend.services.desk import Desk


def open_reservations(desk: Desk, leaf_key: str) -> list[Due]:
    """Return what a unit holds under a product line and has neither drawn nor given back."""
    return [
        due
        for due in desk.book.dues.values()
        if due.kind == "lapse" and due.node_key == leaf_key and due.open_minor > 0
    ]


def reservation_of_request(desk: Desk, deal: Deal) -> Due | None:
    """Return the one open reservation that the deal's request was granted."""
    own = [due for due in open_reservations(desk, deal.leaf_key) if due.request == deal.request]
    return own[0] if len(own) == 1 else None


def reservation_like(desk: Desk, deal: Deal) -> Due | None:
    """Return the one open reservation that a told deal without a number must mean.

    By reference, else by currency, amount and value date; two candidates are none.
    """
    own = open_reservations(desk, deal.leaf_key)
    named = [due for due in own if deal.reference and due.reference == deal.reference]
    alike = reservations_alike(
        desk, deal.leaf_key, deal.currency, deal.amount_minor, deal.value_date
    )
    for candidates in (named, alike):
        if len(candidates) == 1:
            return candidates[0]
    return None


def reservations_alike(
    desk: Desk, leaf_key: str, currency: str, amount_minor: int, value_date: date
) -> list[Due]:
    """Return a leaf's open reservations of this currency, amount and value date."""
    wanted = (currency, amount_minor, value_date)
    return [
        due
        for due in open_reservations(desk, leaf_key)
        if (due.currency, due.deal_minor, due.value_date) == wanted
    ]
