"""What a meeting paper is made of. Shapes only.

`PublicFacts` holds what may lie on the table when the visitors sit at it; everything else stands in
`InternalFacts`. A paper for visitors is made from the first alone, so it cannot say the second.
Amounts are US cents unless a field says otherwise; ratios are scaled by 10**6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backend.queries.meetings import MeetingRow
from backend.queries.rows import InstitutionName, Label


@dataclass(frozen=True, kw_only=True)
class AgencyRating:
    """An agency's rating as it stands, of one type, since `valid_from`."""

    agency: str
    rating_type: str
    value: str
    outlook: str
    valid_from: date
    is_sample: bool


@dataclass(frozen=True, kw_only=True)
class FigureYear:
    """The five key figures at one year end, in minor units of the statement's `currency`."""

    period_end: date
    currency: str
    consolidated: bool
    total_assets_minor: int | None
    equity_minor: int | None
    net_profit_minor: int | None
    cet1_e6: int | None
    npl_e6: int | None
    is_sample: bool


@dataclass(frozen=True, kw_only=True)
class FlowPair:
    """Business of one direction in this year's months, and in the same months of last year."""

    count: int = 0
    amount_minor: int = 0
    count_before: int = 0
    amount_before_minor: int = 0


@dataclass(frozen=True, kw_only=True)
class Dealings:
    """来委 and 去委 from January to `last_month` of `year`; `since` is the first month on record.

    `unconverted` names currencies without a rate: what was done in them is in no sum.
    """

    year: int
    last_month: int
    inward: FlowPair
    outward: FlowPair
    since: date | None
    unconverted: Sequence[str]
    is_sample: bool


@dataclass(frozen=True, kw_only=True)
class RatingAction:
    """What an agency announced: public, and without a word of ours."""

    day: date
    agency: str
    rating_type: str
    from_value: str
    to_value: str
    outlook: str


@dataclass(frozen=True, kw_only=True)
class PublicFacts:
    """What the visitors may read: who they are, and the business that they know as well as we."""

    institution: InstitutionName
    country: Label
    group: Label | None
    head_office: Label | None
    as_of: date
    rates_e12: Mapping[str, int]
    minor_units: Mapping[str, int]
    ratings: Sequence[AgencyRating]
    figures: Sequence[FigureYear]  # the oldest first, three at most
    dealings: Dealings
    rating_actions: Sequence[RatingAction]  # the newest first
    meeting_days: Sequence[date]  # the newest first; what was said is another matter

    @property
    def is_sample(self) -> bool:
        """Whether anything here was made for demonstration."""
        return (
            self.institution.is_sample
            or self.dealings.is_sample
            or any(one.is_sample for one in self.ratings)
            or any(one.is_sample for one in self.figures)
        )


@dataclass(frozen=True, kw_only=True)
class ProductLine:
    """An approved line for a product, and how much of it is used and reserved."""

    product: Label
    approved_minor: int
    used_minor: int
    expiry_date: date | None
    suspended: bool


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The legal entity's line, and those of its products that hold anything."""

    approved_minor: int
    used_minor: int
    expiry_date: date | None
    suspended: bool
    products: Sequence[ProductLine]


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """An account's daily average of this year, in minor units of its currency."""

    kind: str  # nostro, vostro
    currency: str
    average_minor: int


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """Something that happened, and what of it is written in which language."""

    number: str
    day: date
    kind: str
    agency: str
    rating_type: str
    from_value: str
    to_value: str
    outlook: str
    summary_zh: str
    summary_en: str
    is_open: bool
    is_own: bool  # not the group's or the country's


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What we want this year. `points` are in the language in which they were written."""

    target_minor: int | None
    strategy: str
    points: str


@dataclass(frozen=True, kw_only=True)
class Grade:
    """The internal grade of a fiscal year, confirmed by a second person or only proposed."""

    fiscal_year: int
    grade: int | None
    score_e6: int | None
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class InternalFacts:
    """What stays in the house."""

    lines: Lines | None
    accounts: Sequence[AccountRow]
    events: Sequence[EventRow]  # of the last twelve months, the newest first
    meetings: Sequence[MeetingRow]  # the newest first
    plan: Plan | None
    grade: Grade | None


@dataclass(frozen=True, kw_only=True)
class BriefFacts:
    """Everything that is known for a meeting, read in one snapshot."""

    public: PublicFacts
    internal: InternalFacts
