"""The deals and lines that are compared, and the terms on which they are.

Amounts count in minor units of the deal's own currency, uses in the ledger's. An institution is the
number of the legal entity whose line is charged: a branch of it stands under its head office.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from backend.contract.reconciliation import System
from backend.money import FACTOR_SCALE, line_use_minor


class OurDeal(NamedTuple):
    """A draw of our ledger with what is open of it; `reservation` is the one that it resolved.

    `late`: it was recorded after the day's cut-off.
    """

    number: str
    reference: str
    reservation: str
    institution: int
    product: str
    unit: str
    currency: str
    amount_minor: int
    use_minor: int
    rate_e12: int
    factor_e6: int
    value_date: date
    maturity_date: date | None
    late: bool = False


class TheirDeal(NamedTuple):
    """A deal as another system has it. `institution` is `None` while nobody knows whom it means."""

    reference: str
    our_reference: str
    institution: int | None
    product: str
    unit: str
    currency: str
    amount_minor: int
    use_minor: int | None
    rate_e12: int | None
    value_date: date
    maturity_date: date | None
    state: str = "open"
    foreign_id: str = ""


class OurLine(NamedTuple):
    """What a product line may take and has taken, in the ledger's currency: now and at the close.

    Their file may be of either moment, or of one between.
    """

    institution: int
    product: str
    approved_minor: int
    used_minor: int
    approved_then_minor: int
    used_then_minor: int


class TheirLine(NamedTuple):
    """The same line in the limit system, in the line's own currency.

    `institution` is `None` while nobody knows whom `foreign_id` means.
    """

    reference: str
    foreign_id: str
    institution: int | None
    product: str
    currency: str
    approved_minor: int
    used_minor: int


@dataclass(frozen=True)
class Side:
    """Another system's deals.

    It should hold ours of these `units` and `products`; an empty set means all.
    """

    system: System
    deals: Sequence[TheirDeal]
    units: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()

    def covers(self, deal: OurDeal) -> bool:
        """Whether the system should hold a deal of ours."""
        return (not self.units or deal.unit in self.units) and (
            not self.products or deal.product in self.products
        )


@dataclass(frozen=True)
class Terms:
    """The day, the currencies and the tolerances.

    `tolerance_minor` is of the deal's currency, `use_tolerance_minor` of the ledger's. A deal that
    came in short by at most `charge_minor` and `charge_e6` of itself lacks a charge. At most
    `candidates` deals of a side are combined into sums, at most `parts` into one.
    """

    day: date
    minor_units: Mapping[str, int]
    rates: Mapping[str, int]
    factors: Mapping[str, int]
    #: product → (from so many remaining days on, factor), ascending: they go before `factors`
    factor_steps: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    #: currency → rate → the day on which it was ours
    known_rates: Mapping[str, Mapping[int, date]] = field(default_factory=dict)
    is_working: Callable[[date], bool] = lambda _day: True
    groups: Mapping[int, str] = field(default_factory=dict)
    tolerance_minor: int = 0
    use_tolerance_minor: int = 2
    charge_minor: int = 100_00
    charge_e6: int = 1_000
    candidates: int = 12
    parts: int = 4

    def use_minor(
        self, product: str, currency: str, amount_minor: int, until: date | None = None
    ) -> int:
        """Return what a deal would take of its line today; zero without a rate."""
        rate_e12 = self.rates.get(currency)
        if rate_e12 is None:
            return 0
        left = max(0, (until - self.day).days) if until is not None else 0
        steps = self.factor_steps.get(product, ())
        reached = [factor_e6 for from_days, factor_e6 in steps if from_days <= left]
        factor_e6 = reached[-1] if reached else self.factors.get(product, FACTOR_SCALE)
        return line_use_minor(amount_minor, self.minor_units[currency], rate_e12, factor_e6)

    def their_use(self, theirs: TheirDeal, ours: OurDeal | None = None) -> int:
        """Return what a deal of theirs takes: as they say, else as ours converts it."""
        if theirs.use_minor is not None:
            return theirs.use_minor
        if ours is not None and ours.currency == theirs.currency and ours.amount_minor:
            return ours.use_minor * theirs.amount_minor // ours.amount_minor
        return self.use_minor(
            theirs.product, theirs.currency, theirs.amount_minor, theirs.maturity_date
        )
