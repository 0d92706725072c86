"""The assessment of a correspondent: 0 to 100, with its parts, and the rank it gives.

Score = 40 target + 20 balance + 15 growth + 15 fee yield + 10 line use - refusals, each weight a
dated parameter. A part that has no meaning is left out and the others are weighed again; when less
than the least weight is left, there is no score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key")
FULL = 100


@dataclass(frozen=True, kw_only=True)
class ScoreParameters:
    """Weights in points of a hundred, and from where on a part counts in full."""

    weight_target: Fraction
    weight_balance: Fraction
    weight_growth: Fraction
    weight_fee_yield: Fraction
    weight_line_use: Fraction
    full_growth: Fraction
    full_line_use: Fraction
    least_weight: Fraction
    penalty_each: Fraction
    penalty_most: Fraction


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a score is made of. `None`: this measure has no meaning for this correspondent.

    `achieved` is 1 on schedule, `balance` lies in [-1, 1], `growth` is 0.2 for a fifth more,
    `yield_place` is the percentile of the fee yield in [0, 1], `line_use` the share of the line.
    """

    achieved: Fraction | None
    balance: Fraction | None
    growth: Fraction | None
    yield_place: Fraction | None
    line_use: Fraction | None
    refusals: int = 0


@dataclass(frozen=True)
class Part:
    """One part: its name, its weight in points, and how much of it was earned, 0 to 1."""

    name: str
    weight: Fraction
    earned: Fraction | None

    @property
    def points(self) -> Fraction | None:
        """Earned points of the weight; `None` when the part has no meaning."""
        return None if self.earned is None else self.weight * self.earned


@dataclass(frozen=True)
class Score:
    """A score with how it came about. `points` is `None` when too little can be said."""

    points: Fraction | None
    parts: Sequence[Part]
    penalty: Fraction


def assess(measured: Measured, parameters: ScoreParameters) -> Score:
    """Return the score with its parts."""
    parts = _parts(measured, parameters)
    penalty = min(parameters.penalty_most, measured.refusals * parameters.penalty_each)
    said = [part for part in parts if part.points is not None]
    weight = sum((part.weight for part in said), Fraction(0))
    if weight == 0 or weight < parameters.least_weight * sum(part.weight for part in parts):
        return Score(None, parts, penalty)
    earned = sum((part.points for part in said if part.points is not None), Fraction(0))
    return Score(max(Fraction(0), earned * FULL / weight - penalty), parts, penalty)


def _parts(measured: Measured, parameters: ScoreParameters) -> tuple[Part, ...]:
    balance = None if measured.balance is None else (1 + measured.balance) / 2
    return (
        Part("target", parameters.weight_target, _share(measured.achieved, Fraction(1))),
        Part("balance", parameters.weight_balance, balance),
        Part("growth", parameters.weight_growth, _share(measured.growth, parameters.full_growth)),
        Part("fee_yield", parameters.weight_fee_yield, measured.yield_place),
        Part(
            "line_use",
            parameters.weight_line_use,
            _share(measured.line_use, parameters.full_line_use),
        ),
    )


def _share(value: Fraction | None, full: Fraction) -> Fraction | None:
    """Return how much of `full` was reached, between 0 and 1."""
    return None if value is None else min(Fraction(1), max(Fraction(0), value / full))


def percentiles(values: Mapping[Key, Fraction]) -> dict[Key, Fraction]:
    """Return each value's place among the others: 0 the lowest, 1 the highest, equals between.

    A single value stands in the middle.
    """
    if len(values) == 1:
        return dict.fromkeys(values, Fraction(1, 2))
    ordered = sorted(values.values())
    first: dict[Fraction, int] = {}
    last: dict[Fraction, int] = {}
    for place, value in enumerate(ordered):
        first.setdefault(value, place)
        last[value] = place
    most = 2 * (len(ordered) - 1)
    return {key: Fraction(first[value] + last[value], most) for key, value in values.items()}


def ranks(scores: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Return ranks from the highest score on; equal scores share theirs (1, 2, 2, 4)."""
    place: dict[Fraction, int] = {}
    for position, value in enumerate(sorted(scores.values(), reverse=True), start=1):
        place.setdefault(value, position)
    return {key: place[value] for key, value in scores.items()}
