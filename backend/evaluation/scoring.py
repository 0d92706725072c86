"""Points by cut-offs, and the score: 0 to 100, from what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.contract.evaluation import Line, Origin
from backend.evaluation.ratios import BY_CODE, Items, RatioValue, ratio_value, rounded
from backend.evaluation.template import NUMBER_SCALE, Indicator, Template

_BEST, _LEAST = 5, 1
_FULL_SCORE = 100


@dataclass(frozen=True)
class Judged:
    """What a person said of a factor."""

    level: int | None
    reason: str


@dataclass(frozen=True)
class Score:
    """The score times 10**6, `None` where too much is missing; the missing share of the weight."""

    score_e6: int | None
    missing_weight_e6: int


def points_of(indicator: Indicator, value_e6: int) -> int:
    """Return 5 to 1: the first cut-off that the value reaches."""
    for points, cutoff in zip(range(_BEST, _LEAST, -1), indicator.cutoffs, strict=True):
        reached = value_e6 >= cutoff if indicator.higher_is_better else value_e6 <= cutoff
        if reached:
            return points
    return _LEAST


def lines_of(
    template: Template,
    items: Items,
    before: Items | None,
    judged: Mapping[str, Judged],
    conduct_e6: int,
) -> list[Line]:
    """Return every indicator with its value and points, in the template's order."""
    lines = []
    for indicator in template.indicators:
        if indicator.kind == "ratio":
            value = ratio_value(BY_CODE[indicator.code], items, before)
            points = value.points
            if value.value_e6 is not None:
                points = points_of(indicator, value.value_e6)
            lines.append(_line(indicator, value, points))
        elif indicator.kind == "computed":
            counted = RatioValue(conduct_e6, Origin.COUNTED)
            lines.append(_line(indicator, counted, points_of(indicator, conduct_e6)))
        else:
            said = judged.get(indicator.code, Judged(None, ""))
            origin = Origin.MISSING if said.level is None else Origin.JUDGED
            lines.append(_line(indicator, RatioValue(None, origin), said.level, said.reason))
    return lines


def _line(indicator: Indicator, value: RatioValue, points: int | None, reason: str = "") -> Line:
    return Line(
        code=indicator.code,
        group=indicator.group,
        kind=indicator.kind,
        weight_e6=indicator.weight_e6,
        higher_is_better=indicator.higher_is_better,
        cutoffs=indicator.cutoffs,
        value_e6=value.value_e6,
        origin=value.origin,
        points=points,
        reason=reason,
    )


def score_of(lines: Sequence[Line], missing_most_e6: int) -> Score:
    """Return the score of the lines: the sum of w x (s - 1) / 4 over the weight that is there.

    What is missing gives its weight to the others in proportion; more than `missing_most_e6` of
    the whole weight missing gives no score. Exact, rounded half up to 10**-6 at the end.
    """
    whole = sum(line.weight_e6 for line in lines)
    there = sum(line.weight_e6 for line in lines if line.points is not None)
    missing_e6 = rounded((whole - there) * NUMBER_SCALE, whole)
    # The share itself decides, not its rounding.
    if there == 0 or (whole - there) * NUMBER_SCALE > missing_most_e6 * whole:
        return Score(None, missing_e6)
    earned = sum(line.weight_e6 * (line.points - 1) for line in lines if line.points is not None)
    return Score(rounded(earned * _FULL_SCORE * NUMBER_SCALE, (_BEST - 1) * there), missing_e6)
