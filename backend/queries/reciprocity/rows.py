"""The rows of reciprocity as the database answers them: sums, and what is worked out from sums.

Amounts are US cents, fees fen, shares and indices exact fractions; `None` means that a measure has
no meaning there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from backend.queries.rows import InstitutionName, Label
from backend.reciprocity import measures
from backend.reciprocity.measures import NOTHING, Flow
from backend.reciprocity.period import Period
from backend.reciprocity.score import Score

#: (direction, product).
Place = tuple[str, str]


@dataclass(frozen=True)
class Gap:
    """A branch that has not returned months, each by its first day."""

    unit: str
    months: Sequence[date]


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What flowed in a period and in the same months of last year, and what follows from it."""

    inward: Flow = NOTHING
    outward: Flow = NOTHING
    mutual: Flow = NOTHING
    inward_before: Flow = NOTHING
    outward_before: Flow = NOTHING
    vostro_minor: int = 0
    nostro_minor: int = 0

    @property
    def difference_minor(self) -> int:
        """In - out."""
        return self.inward.amount_minor - self.outward.amount_minor

    @property
    def balance(self) -> Fraction | None:
        """(in - out) / (in + out)."""
        return measures.balance_index(self.inward.amount_minor, self.outward.amount_minor)

    @property
    def ratio(self) -> Fraction | None:
        """In / out."""
        return measures.in_to_out(self.inward.amount_minor, self.outward.amount_minor)

    @property
    def inward_growth(self) -> Fraction | None:
        """Inward amount against the same months of last year."""
        return measures.year_on_year(self.inward.amount_minor, self.inward_before.amount_minor)

    @property
    def outward_growth(self) -> Fraction | None:
        """Outward amount against the same months of last year."""
        return measures.year_on_year(self.outward.amount_minor, self.outward_before.amount_minor)

    def __add__(self, other: Sums) -> Sums:
        """Return both together; nothing is averaged."""
        return Sums(
            inward=self.inward + other.inward,
            outward=self.outward + other.outward,
            mutual=self.mutual + other.mutual,
            inward_before=self.inward_before + other.inward_before,
            outward_before=self.outward_before + other.outward_before,
            vostro_minor=self.vostro_minor + other.vostro_minor,
            nostro_minor=self.nostro_minor + other.nostro_minor,
        )


@dataclass(frozen=True, kw_only=True)
class ReciprocityRow:
    """One legal entity's year. `key` is `BIC8/2026`; `version` that of its plan, "" without one."""

    key: str
    version: str
    period: Period
    institution: InstitutionName
    country: str
    sums: Sums
    flows: Mapping[Place, Flow]
    flows_before: Mapping[Place, Flow]
    line_use: Fraction | None
    target_minor: int | None
    strategy: str
    points: str
    score: Score
    rank: int | None
    value_in_fen: int | None
    value_out_fen: int | None
    gaps: Sequence[Gap] = ()

    def amount_of(self, direction: str, product: str) -> int:
        """Return the period's amount of one product in one direction."""
        return self.flows.get((direction, product), NOTHING).amount_minor

    @property
    def achieved(self) -> Fraction | None:
        """Inward against what of the target is due by now."""
        inward = self.sums.inward.amount_minor
        return measures.achieved(inward, self.target_minor, self.period.months)


@dataclass(frozen=True, kw_only=True)
class FlowRow:
    """One institution's business of one product and direction, with last year's same months."""

    key: str
    institution: InstitutionName
    country: str
    product: str
    direction: str
    now: Flow
    before: Flow

    @property
    def growth(self) -> Fraction | None:
        """The amount against the same months of last year."""
        return measures.year_on_year(self.now.amount_minor, self.before.amount_minor)


@dataclass(frozen=True, kw_only=True)
class ReciprocityYear:
    """A year of all legal entities with any flow, average or plan: rows, total, and gaps."""

    period: Period
    rows: Sequence[ReciprocityRow]
    total: Sums
    products: Sequence[Label]
    mutual_products: frozenset[str]
    gaps: Sequence[Gap] = field(default_factory=list)

    @property
    def flow_rows(self) -> Sequence[FlowRow]:
        """One row for each institution, product and direction with business now or before."""
        order = {one.code: place for place, one in enumerate(self.products)}
        return [
            FlowRow(
                key=f"{row.institution.bic8}/{self.period.year}/{product}/{direction}",
                institution=row.institution,
                country=row.country,
                product=product,
                direction=direction,
                now=row.flows.get((direction, product), NOTHING),
                before=row.flows_before.get((direction, product), NOTHING),
            )
            for row in self.rows
            for direction, product in sorted(
                {*row.flows, *row.flows_before}, key=lambda place: (order[place[1]], place[0])
            )
        ]
