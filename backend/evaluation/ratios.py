"""The ratios as data, and the value that a declaration yields.

A ratio has ways, tried in order: the first whose items all stand gives its value; where none does,
the ratio that the bank reports itself. A sheet writes native formulas from the same declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.contract.evaluation import Origin

#: Ratios are integers scaled by this.
RATIO_SCALE = 10**6


@dataclass(frozen=True)
class Term:
    """An item with its sign; `averaged`: the mean of this year-end's and the last one's."""

    item: str
    sign: int = 1
    averaged: bool = False


@dataclass(frozen=True)
class Way:
    """A quotient of two sums of terms."""

    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]


@dataclass(frozen=True)
class Ratio:
    """One ratio of the template.

    `reported` is the item that stands in where no way can be gone. Where the denominator is zero
    or negative there is no quotient: `points_at_zero` and `points_below_zero` are given instead,
    and without them the ratio is missing.
    """

    code: str
    ways: tuple[Way, ...]
    reported: str = ""
    points_at_zero: int | None = None
    points_below_zero: int | None = None


@dataclass(frozen=True)
class RatioValue:
    """What a ratio yields: a value scaled by 10**6 with its origin, or points without one."""

    value_e6: int | None
    origin: Origin
    points: int | None = None


MISSING = RatioValue(None, Origin.MISSING)


def _one(item: str, *, averaged: bool = False) -> tuple[Term, ...]:
    return (Term(item, averaged=averaged),)


#: The fourteen ratios of the template, in its order.
RATIOS = (
    Ratio(
        "cet1",
        (Way(_one("cet1_capital"), _one("risk_weighted_assets")),),
        "reported_cet1",
    ),
    Ratio(
        "capital_adequacy",
        (Way(_one("total_capital"), _one("risk_weighted_assets")),),
        "reported_capital_adequacy",
    ),
    Ratio(
        "leverage",
        (Way(_one("tier1_capital"), _one("leverage_exposure")),),
        "reported_leverage",
    ),
    Ratio("npl", (Way(_one("non_performing_loans"), _one("gross_loans")),), "reported_npl"),
    Ratio(
        "provision_coverage",
        (Way(_one("provisions"), _one("non_performing_loans")),),
        "reported_provision_coverage",
        points_at_zero=5,  # nothing to provide for
    ),
    Ratio(
        "uncovered_npl",
        (Way((Term("non_performing_loans"), Term("provisions", -1)), _one("equity")),),
        points_at_zero=1,
        points_below_zero=1,
    ),
    Ratio("roa", (Way(_one("net_profit"), _one("total_assets", averaged=True)),), "reported_roa"),
    Ratio(
        "roe",
        (Way(_one("net_profit"), _one("equity", averaged=True)),),
        "reported_roe",
        points_at_zero=1,
        points_below_zero=1,
    ),
    Ratio(
        "net_interest_margin",
        (Way(_one("net_interest_income"), _one("earning_assets", averaged=True)),),
        "reported_nim",
    ),
    Ratio(
        "cost_income",
        (Way(_one("operating_expenses"), _one("operating_income")),),
        "reported_cost_income",
        points_at_zero=1,
        points_below_zero=1,
    ),
    Ratio("lcr", (), "reported_lcr"),
    Ratio("nsfr", (), "reported_nsfr"),
    Ratio(
        "loans_to_deposits",
        (
            Way(_one("gross_loans"), _one("deposits")),
            Way(_one("net_loans"), _one("deposits")),  # where gross loans are not published
        ),
    ),
    Ratio("liquid_assets", (Way(_one("liquid_assets"), _one("short_term_funding")),)),
)

#: Code → ratio.
BY_CODE = {ratio.code: ratio for ratio in RATIOS}

Items = Mapping[str, int]


def ratio_value(ratio: Ratio, items: Items, before: Items | None = None) -> RatioValue:
    """Return the ratio of a full year's items; `before` are those of the year-end before.

    Exact integers throughout, rounded half up to 10**-6.
    """
    for way in ratio.ways:
        top = _sum(way.numerator, items, before)
        bottom = _sum(way.denominator, items, before)
        if top is None or bottom is None:
            continue
        if bottom > 0:
            return RatioValue(rounded(top * RATIO_SCALE, bottom), Origin.COMPUTED)
        points = ratio.points_at_zero if bottom == 0 else ratio.points_below_zero
        if points is not None:
            return RatioValue(None, Origin.SPECIAL, points)
    if ratio.reported in items:
        return RatioValue(items[ratio.reported], Origin.REPORTED)
    return MISSING


def rounded(numerator: int, denominator: int) -> int:
    """Return the quotient rounded half up, that is, a half towards plus infinity."""
    return (2 * numerator + denominator) // (2 * denominator)


def _sum(terms: tuple[Term, ...], items: Items, before: Items | None) -> int | None:
    """Return twice the sum of the terms, so that averages stay whole; `None` if one is missing."""
    total = 0
    for term in terms:
        own = items.get(term.item)
        other = own if not term.averaged else (before or {}).get(term.item)
        if own is None or other is None:
            return None
        total += term.sign * (own + other)
    return total
