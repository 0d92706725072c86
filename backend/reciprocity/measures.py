"""Sums of flows and what follows from them: balance, ratio, growth, achievement, value.

Amounts are US cents, fees Chinese fen, both whole; what is divided is an exact `Fraction`. `None`
means that a measure has no meaning there (nothing to divide by); it is never zero and no error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

MONTHS = 12
MILLION = 10**6


@dataclass(frozen=True)
class Flow:
    """Business of one direction: how many deals, how much (US cents), for what fees (fen)."""

    count: int = 0
    amount_minor: int = 0
    fee_fen: int = 0

    def __add__(self, other: Flow) -> Flow:
        """Return both together."""
        return Flow(
            self.count + other.count,
            self.amount_minor + other.amount_minor,
            self.fee_fen + other.fee_fen,
        )

    def __bool__(self) -> bool:
        """Whether there was any business."""
        return bool(self.count or self.amount_minor or self.fee_fen)


NOTHING = Flow()


def together(flows: Iterable[Flow]) -> Flow:
    """Return the sum of flows; nothing for none."""
    return sum(flows, NOTHING)


def balance_index(inward_minor: int, outward_minor: int) -> Fraction | None:
    """Return (in - out) / (in + out), from -1 to 1; `None` when both are zero."""
    both = inward_minor + outward_minor
    return Fraction(inward_minor - outward_minor, both) if both > 0 else None


def in_to_out(inward_minor: int, outward_minor: int) -> Fraction | None:
    """Return in / out; `None` without any outward business."""
    return Fraction(inward_minor, outward_minor) if outward_minor > 0 else None


def year_on_year(now_minor: int, before_minor: int) -> Fraction | None:
    """Return the growth against the same months of last year; `None` unless those are above 0."""
    return Fraction(now_minor - before_minor, before_minor) if before_minor > 0 else None


def due_minor(target_minor: int | None, months: int) -> Fraction | None:
    """Return what of a year's target is due after `months`; `None` without a positive target."""
    if target_minor is None or target_minor <= 0 or months <= 0:
        return None
    return Fraction(target_minor * months, MONTHS)


def achieved(inward_minor: int, target_minor: int | None, months: int) -> Fraction | None:
    """Return what came in against what is due by now: 1 is exactly on schedule."""
    due = due_minor(target_minor, months)
    return None if due is None else inward_minor / due


def fee_yield(flow: Flow) -> Fraction | None:
    """Return fen of fees for each cent of amount; `None` where nothing or nothing charged came."""
    if flow.amount_minor <= 0 or flow.fee_fen <= 0:
        return None
    return Fraction(flow.fee_fen, flow.amount_minor)


@dataclass(frozen=True)
class Prices:
    """What value is worked out with: a year's spread on balances, yuan for one US dollar.

    `usual_yield` stands for the fees of business whose fees are missing.
    """

    spread: Fraction
    usual_yield: Fraction
    yuan_for_dollar: Fraction


def value_fen(flow: Flow, average_minor: int, months: int, prices: Prices) -> int:
    """Return V = fees + spread x average balance over `months`, in fen, rounded half up.

    Where no fee is known, the amount counts at the usual yield instead.
    """
    fees = Fraction(flow.fee_fen)
    if not flow.fee_fen:
        fees = flow.amount_minor * prices.usual_yield * prices.yuan_for_dollar
    balance = average_minor * prices.spread * Fraction(months, MONTHS) * prices.yuan_for_dollar
    return half_up(fees + balance)


def half_up(value: Fraction) -> int:
    """Return the nearest whole number; what lies half way goes away from zero."""
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value.numerator) + value.denominator) // (2 * value.denominator))


def millionths(value: Fraction | None) -> int | None:
    """Return a ratio as a whole number of millionths, rounded half up; `None` stays `None`."""
    return None if value is None else half_up(value * MILLION)
