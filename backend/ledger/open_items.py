"""What is open on a line: what the calendar will change, and draws. All amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.contract import OnExpiry


@dataclass
class Due:
    """Something that the calendar will change.

    A reservation lapses, a loan goes home, a temporary increase ends (`revert`), a freeze thaws.
    `legs` are the nodes that a loan raised (sign +1) and lowered (-1); a reservation has none.
    """

    entry_id: str
    kind: str  # "lapse", "return", "revert" or "unfreeze"
    node_key: str
    last_date: date
    open_minor: int
    drawn_minor: int = 0
    on_expiry: OnExpiry = OnExpiry.UNUSED_RETURNS
    lender_key: str = ""
    legs: tuple[tuple[str, int], ...] = ()
    request: str = ""
    reference: str = ""
    currency: str = ""
    deal_minor: int = 0
    value_date: date | None = None
    tenor_days: int = 0
    open_exposure_minor: int = 0


@dataclass
class OpenDraw:
    """A draw and what of it is still open, in deal currency and as line use."""

    entry_id: str
    node_key: str
    currency: str
    deal_minor: int
    open_deal_minor: int
    open_use_minor: int
    rate_e12: int
    factor_e6: int
    loan_id: str = ""
    open_loan_minor: int = 0
    maturity_date: date | None = None
    reference: str = ""
    request: str = ""
    tenor_days: int = 0
    open_exposure_minor: int = 0
