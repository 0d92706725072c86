"""What a business system's file says once it is read, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

#: The feeds that the department lives on, in the order in which a day is taken: feed → system.
FEEDS: Mapping[str, str] = {
    "limit_lines": "limit_system",
    "limit_uses": "limit_system",
    "treasury_deals": "treasury",
}


class DealState(StrEnum):
    """Where a business system sees its deal."""

    OPEN = "open"
    MATURED = "matured"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class FeedLine:
    """An approved line as the limit system keeps it; amounts in minor units of `currency`."""

    line_number: int
    foreign_id: str
    product: str
    currency: str
    approved_minor: int
    used_minor: int
    effective_date: date | None = None
    expiry_date: date | None = None
    approval_number: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedDeal:
    """A deal, or a use of a line, in minor units of `currency`.

    `use_minor` (ledger currency) and `rate_e12` (ledger currency for one unit, times 10**12) are
    the system's own conversion, `None` where it gives none.
    """

    line_number: int
    their_reference: str
    foreign_id: str
    product: str
    unit: str
    currency: str
    amount_minor: int
    value_date: date
    maturity_date: date | None
    state: DealState = DealState.OPEN
    our_reference: str = ""
    use_minor: int | None = None
    rate_e12: int | None = None


@dataclass(frozen=True, kw_only=True)
class FeedFile:
    """One file, read whole. `tells`: its open deals take their lines.

    `control_total` is the trailer's, as written there.
    """

    feed: str
    system: str
    business_date: date
    name: str
    content_hash: str
    control_total: str
    tells: bool = False
    lines: Sequence[FeedLine] = ()
    deals: Sequence[FeedDeal] = ()

    @property
    def row_count(self) -> int:
        """How many records it holds."""
        return len(self.lines) + len(self.deals)


class Taking(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    REPEATED = "repeated"  # the same content again: nothing was done
    REPLACED = "replaced"  # a correction of the same feed and day


class Telling(StrEnum):
    """What became of a deal that a system told of."""

    DRAWN = "drawn"
    RESERVED = "reserved"  # drawn, and its reservation with it
    MATCHED = "matched"  # stood already
    RELEASED = "released"
    OVER = "over"  # nothing of it stands: there is nothing to do
    UNMAPPED = "unmapped"  # nobody knows whose deal it is
    SEVERAL = "several"  # drawn; several reservations might be meant
    ELSEWHERE = "elsewhere"  # stands under this reference, but at another institution or product
    REFUSED = "refused"  # cannot be booked; `detail` says why


#: What a person has to look at.
WAITING = frozenset({Telling.UNMAPPED, Telling.SEVERAL, Telling.ELSEWHERE, Telling.REFUSED})


@dataclass(frozen=True, kw_only=True)
class ToldDeal:
    """One deal of a file and what became of it; `excess_minor` is what did not fit its line."""

    line_number: int
    their_reference: str
    became: Telling
    entry: str = ""
    excess_minor: int = 0
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedTaken:
    """The answer to one file. `missing`: working days before it of which none came."""

    taking: Taking
    file_id: str
    feed: str
    business_date: date
    row_count: int
    control_total: str
    replaces_id: str = ""
    unmapped: Sequence[str] = ()
    missing: Sequence[date] = ()
    told: Sequence[ToldDeal] = field(default_factory=tuple)

    def count(self, became: Telling) -> int:
        """Return how many told deals became this."""
        return sum(one.became is became for one in self.told)
