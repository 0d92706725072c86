"""By what a sheet's own formulas find the factor of a deal: remaining tenor and netting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class FactorStep(NamedTuple):
    """What stands before a product's own factor for deals with `from_days` left; 1 is 100%."""

    product: str
    netted: bool
    from_days: int
    factor: Decimal


@dataclass(frozen=True)
class FactorTerms:
    """The steps of `day`, ascending, and the BIC8s of the legal entities with an agreement."""

    steps: Sequence[FactorStep] = ()
    netting: frozenset[str] = frozenset()
    day: date | None = None

    def step(self, product: str, remaining_days: int) -> FactorStep | None:
        """Return the step that a deal without an agreement reaches."""
        reached = [
            one
            for one in self.steps
            if one.product == product and not one.netted and one.from_days <= remaining_days
        ]
        return reached[-1] if reached else None


NO_TERMS = FactorTerms()
