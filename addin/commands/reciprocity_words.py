"""Ratios and shares as people read them; a dash where one has no meaning."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from backend.money import grouped
from backend.queries.reciprocity.steering import SteeringRow

DASH = "—"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def ratio_text(value: Fraction | None, places: int = 2) -> str:
    """Return a figure with these decimals."""
    return DASH if value is None else grouped(_decimal(value), places)


def percent_text(value: Fraction | None) -> str:
    """Return a share as a percentage."""
    return DASH if value is None else f"{grouped(_decimal(value) * 100, 1)}%"


def fee_text(row: SteeringRow) -> str:
    """Return yuan of fees for ten thousand dollars."""
    return DASH if row.fee_yield is None else grouped(_decimal(row.fee_yield * 10_000), 2)
