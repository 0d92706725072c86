"""The rules as properties: whatever comes in, order, bounds and reasons hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.contract.evaluation import Evaluated, Factor, Origin
from backend.dates import ends_after
from backend.evaluation.climbing import AgencyRating, Circumstances
from backend.evaluation.conduct import Event, penalty_e6
from backend.evaluation.evaluate import Material, evaluate
from backend.evaluation.items import ITEMS, ItemKind
from backend.evaluation.proposal import Means, propose
from backend.evaluation.ratios import BY_CODE, RATIOS, ratio_value, rounded
from backend.evaluation.scoring import Judged, Score, points_of
from backend.evaluation.steps import agency_view, climb
from backend.evaluation.template import Template
from backend.money import WAN_MINOR
from backend.queries.evaluation.content import kept, restored
from backend.queries.evaluation.template import read_template
from tests import house

DAY = date(2026, 11, 23)
FRESH = date(2025, 12, 31)
TEN_YEARS_AGO = date(2016, 11, 23)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    own = house.build(tmp_path_factory.mktemp("rules"))
    return own.reading(lambda connection: read_template(connection, DAY))


# --- strategies ---------------------------------------------------------------------------------

AMOUNTS = some.integers(-(10**15), 10**15)
SHARES = some.integers(-5_000_000, 50_000_000)


@some.composite
def statements(draw: some.DrawFn) -> dict[str, int]:
    """Any items of a statement, sensible or not, some of them missing."""
    return {
        item.code: draw(SHARES if item.kind is ItemKind.RATIO else AMOUNTS)
        for item in ITEMS
        if draw(some.booleans())
    }


SCORES = some.none() | some.integers(0, 100_000_000)
LEVELS = some.none() | some.integers(1, 5)
EVENTS = some.lists(
    some.builds(
        Event,
        some.sampled_from(["default", "delay", "unjustified_refusal", "list_hit"]),
        some.dates(date(2010, 1, 1), DAY),
        some.booleans(),
        some.booleans(),
    ),
    max_size=4,
)
RATED = some.lists(some.integers(1, 22), max_size=4).map(
    lambda notches: [AgencyRating(f"a{at}", "x", notch) for at, notch in enumerate(notches)]
)


@some.composite
def circumstances(draw: some.DrawFn) -> Circumstances:
    judged = {
        factor.value: Judged(draw(LEVELS), draw(some.sampled_from(["", "because"])))
        for factor in Factor
        if draw(some.booleans())
    }
    return Circumstances(
        day=DAY,
        period_end=draw(some.dates(date(2020, 1, 1), DAY)),
        country=draw(some.sampled_from(["JP", "DE"])),
        country_zh="日本",
        country_en="Japan",
        judged=judged,
        ratings=draw(RATED),
        events=draw(EVENTS),
    )


QUIET = Circumstances(
    day=DAY,
    period_end=FRESH,
    country="JP",
    country_zh="日本",
    country_en="Japan",
    judged={},
    ratings=(),
    events=(),
)


def _score(score: int | None) -> Score:
    return Score(score, 0 if score is not None else 400_000)


def _capped(template: Template, grade: int) -> Template:
    return replace(template, numbers={**template.numbers, "country_ceiling/JP": grade * 1_000_000})


# --- ratios -------------------------------------------------------------------------------------


@given(some.integers(-(10**18), 10**18), some.integers(1, 10**18))
def test_rounding_is_half_up_and_never_off_by_more_than_half(top: int, bottom: int) -> None:
    exact, found = Fraction(top, bottom), rounded(top, bottom)
    assert abs(found - exact) <= Fraction(1, 2)
    assert found - exact != Fraction(-1, 2)


@given(statements(), statements())
def test_a_ratio_is_its_exact_quotient_or_says_why_not(
    items: dict[str, int], before: dict[str, int]
) -> None:
    """Against fractions: a plain reading of the declaration, way by way."""
    for ratio in RATIOS:
        found = ratio_value(ratio, items, before)
        assert (found.value_e6 is None) == (found.origin in {Origin.MISSING, Origin.SPECIAL})
        assert (found.points is not None) == (found.origin is Origin.SPECIAL)
        if found.origin is Origin.REPORTED:
            assert found.value_e6 == items[ratio.reported]
        if found.origin is not Origin.COMPUTED:
            continue
        exact = None
        for way in reversed(ratio.ways):
            sides = []
            for terms in (way.numerator, way.denominator):
                values = [
                    Fraction(items[term.item] + before[term.item], 2)
                    if term.averaged
                    else Fraction(items[term.item])
                    for term in terms
                    if term.item in items and (not term.averaged or term.item in before)
                ]
                complete = len(values) == len(terms)
                signed = [term.sign * one for term, one in zip(terms, values, strict=False)]
                sides.append(sum(signed, Fraction(0)) if complete else None)
            top, bottom = sides
            if top is not None and bottom is not None and bottom > 0:
                exact = top / bottom
        assert exact is not None
        assert found.value_e6 is not None
        assert abs(found.value_e6 - exact * 10**6) <= Fraction(1, 2)


def test_no_bad_loans_need_no_provisions() -> None:
    items = {"provisions": 5, "non_performing_loans": 0, "reported_provision_coverage": 9}
    found = ratio_value(BY_CODE["provision_coverage"], items)
    assert (found.value_e6, found.origin, found.points) == (None, Origin.SPECIAL, 5)


@pytest.mark.parametrize("equity", [0, -1])
def test_eaten_equity_gives_the_least_points(equity: int) -> None:
    items = {"equity": equity, "net_profit": -3, "non_performing_loans": 9, "provisions": 1}
    for code in ("roe", "uncovered_npl"):
        found = ratio_value(BY_CODE[code], items, {"equity": equity})
        assert (found.origin, found.points) == (Origin.SPECIAL, 1)


def test_every_item_that_a_ratio_names_is_declared() -> None:
    codes = {item.code for item in ITEMS}
    for ratio in RATIOS:
        terms = [term for way in ratio.ways for term in (*way.numerator, *way.denominator)]
        assert {term.item for term in terms} | {ratio.reported or "equity"} <= codes


# --- points and score ---------------------------------------------------------------------------


def test_points_begin_exactly_at_the_cut_off(template: Template) -> None:
    for indicator in template.indicators:
        better = 1 if indicator.higher_is_better else -1
        for points, cutoff in zip((5, 4, 3, 2), indicator.cutoffs, strict=False):
            assert points_of(indicator, cutoff) == points
            assert points_of(indicator, cutoff - better) == points - 1


@given(statements(), statements(), some.dictionaries(some.sampled_from(Factor), LEVELS))
def test_the_score_is_the_weighted_mean_of_what_is_there(
    template: Template, items: dict[str, int], before: dict[str, int], levels: dict[Factor, int]
) -> None:
    judged = {factor.value: Judged(level, "because") for factor, level in levels.items()}
    found = evaluate(template, _material(items, before, replace(QUIET, judged=judged)))
    there = [line for line in found.lines if line.points is not None]
    weight = sum(line.weight_e6 for line in there)
    assert found.missing_weight_e6 == 1_000_000 - weight
    assert (found.score_e6 is None) == (found.missing_weight_e6 > 300_000)
    if found.score_e6 is not None:
        earned = sum(Fraction(line.weight_e6 * ((line.points or 1) - 1), 4) for line in there)
        assert abs(found.score_e6 - earned / weight * 100 * 10**6) <= Fraction(1, 2)
        assert 0 <= found.score_e6 <= 100_000_000


def _material(
    items: dict[str, int], before: dict[str, int] | None, where: Circumstances
) -> Material:
    means = Means(
        own_tier_1_minor=10**13,
        equity_minor=items.get("equity"),
        country_minor=10**11,
        group_minor=None,
        regulatory_minor=10**12,
        standing_minor=10**9,
    )
    return Material(items=items, before=before, circumstances=where, means=means)


def test_exactly_thirty_percent_missing_still_gives_a_grade(template: Template) -> None:
    """Capital 20 and support 10 missing: 30%. With franchise 8 as well: none."""
    items = {
        "non_performing_loans": 0,
        "gross_loans": 100,
        "provisions": 1,
        "equity": 10,
        "net_profit": 2,
        "total_assets": 100,
        "net_interest_income": 3,
        "earning_assets": 100,
        "operating_income": 10,
        "operating_expenses": 1,
        "deposits": 200,
        "liquid_assets": 9,
        "short_term_funding": 9,
        "reported_lcr": 2_000_000,
        "reported_nsfr": 2_000_000,
    }
    levels = {"country": Judged(5, "x"), "franchise": Judged(5, "x"), "governance": Judged(5, "x")}
    found = evaluate(template, _material(items, items, replace(QUIET, judged=levels)))
    assert (found.missing_weight_e6, found.score_e6, found.grade) == (300_000, 100_000_000, 1)
    del levels["franchise"]
    found = evaluate(template, _material(items, items, replace(QUIET, judged=levels)))
    assert (found.score_e6, found.grade, found.steps[0].code) == (None, None, "model_missing")
    assert found.steps[0].detail == {"missing": "38%", "most": "30%"}


# --- steps --------------------------------------------------------------------------------------


@given(SCORES, circumstances(), some.none() | some.integers(1, 9))
def test_steps_are_in_order_and_lead_into_each_other(
    template: Template, score: int | None, where: Circumstances, ceiling: int | None
) -> None:
    rules = template if ceiling is None else _capped(template, ceiling)
    state = climb(rules, _score(score), where)
    order = [
        *("model", "uplift", "agencies", "ceiling", "list_hit", "shell_bank", "scra_c"),
        *("default", "bad_record", "stale", "overrides_none"),
    ]
    places = [
        next(at for at, code in enumerate(order) if step.code.startswith(code))
        for step in state.steps
    ]
    assert places == sorted(set(places))
    assert places[:4] == [0, 1, 2, 3]
    assert len(places) > 4, "an override, or the word that there is none"
    assert state.steps[0].before is None
    for one, following in zip(state.steps, state.steps[1:], strict=False):
        assert (one.after, one.notch_after) == (following.before, following.notch_before)
    assert state.steps[-1].after == state.grade


@given(SCORES, circumstances(), some.none() | some.integers(1, 9))
def test_what_overrides_a_grade_is_never_undone(
    template: Template, score: int | None, where: Circumstances, ceiling: int | None
) -> None:
    rules = template if ceiling is None else _capped(template, ceiling)
    state = climb(rules, _score(score), where)
    is_open = {one.kind for one in where.events if one.open}
    listed = any(one.kind == "list_hit" and one.open and one.binding for one in where.events)
    shell = state.said(Factor.SHELL).level == 1
    assert state.no_relation == (listed or shell)
    bad = is_open & {"default", "delay", "unjustified_refusal"}
    assert state.no_new_line == (state.no_relation or bool(bad))
    if state.no_relation:
        assert state.grade is None
        return
    assert (state.grade == 10) == ("default" in is_open)
    if state.grade is None:
        assert score is None
        return
    if where.country == "JP" and ceiling is not None:
        assert state.grade >= ceiling
    if state.said(Factor.SCRA).level == 1:
        assert state.grade >= 9
    if where.day > ends_after(where.period_end, 18):
        assert state.grade >= 5


@given(some.integers(0, 100_000_000), some.integers(0, 100_000_000), circumstances())
def test_a_better_score_never_gives_a_worse_grade(
    template: Template, one: int, other: int, where: Circumstances
) -> None:
    worse, better = sorted((one, other))
    low, high = (climb(template, _score(score), where).grade for score in (worse, better))
    assert (low is None) == (high is None)
    if low is not None and high is not None:
        assert high <= low


@given(some.integers(0, 100_000_000), circumstances(), some.integers(1, 2))
def test_support_never_harms_and_lifts_two_notches_at_most(
    template: Template, score: int, where: Circumstances, notches: int
) -> None:
    lifted = replace(where, judged={**where.judged, "support_uplift": Judged(notches + 1, "why")})
    step = climb(template, _score(score), lifted).steps[1]
    assert step.notch_before is not None
    assert step.notch_after is not None
    assert step.notch_before - step.notch_after == min(notches, step.notch_before - 1)


@pytest.mark.parametrize(
    ("grade", "events", "expected"),
    [
        (1, 1, 2),
        (2, 1, 3),
        (2, 2, 3),  # A to BBB+
        (4, 1, 5),  # BBB to BBB-
        (4, 2, 6),
        (5, 3, 6),
        (8, 1, 9),
        (9, 2, 9),  # never into default
    ],
)
def test_a_bad_record_is_felt(template: Template, grade: int, events: int, expected: int) -> None:
    floor = template.band(grade).score_floor_e6
    refusals = [Event("unjustified_refusal", DAY, open=True)] * events
    state = climb(template, _score(floor), replace(QUIET, events=refusals))
    assert (state.grade, state.no_new_line) == (expected, True)


@pytest.mark.parametrize(
    ("notches", "counts"),
    [([], None), ([7], 7), ([5, 9], 9), ([9, 5, 7], 7), ([5, 5, 12], 5), ([3, 4, 9, 12], 4)],
)
def test_of_two_agencies_the_worse_of_three_the_second_best(
    notches: list[int], counts: int | None
) -> None:
    view = agency_view([AgencyRating(f"a{at}", "x", one) for at, one in enumerate(notches)])
    assert (view.notch if view else None) == counts


@given(some.integers(0, 100_000_000), some.integers(1, 22), some.sampled_from(["", "because"]))
def test_a_gap_of_three_grades_needs_a_reason_and_moves_nothing(
    template: Template, score: int, notch: int, reason: str
) -> None:
    where = replace(
        QUIET,
        ratings=[AgencyRating("sp", "x", notch)],
        judged={"agency_gap": Judged(None, reason)},
    )
    state = climb(template, _score(score), where)
    wide = abs(template.grade_of_score(score) - template.notch_grades[notch]) >= 3
    assert state.reason_needed == (wide and not reason)
    assert state.grade == template.grade_of_score(score)


@pytest.mark.parametrize(
    ("period_end", "last_day"),
    [
        (date(2025, 12, 31), date(2027, 6, 30)),
        (date(2025, 3, 31), date(2026, 9, 30)),
        (date(2025, 2, 28), date(2026, 8, 31)),  # a month's end stays one
        (date(2025, 6, 15), date(2026, 12, 15)),
    ],
)
def test_statements_are_too_old_the_day_after_eighteen_months(
    template: Template, period_end: date, last_day: date
) -> None:
    for day, expected in ((last_day, 1), (last_day + timedelta(days=1), 5)):
        where = replace(QUIET, day=day, period_end=period_end)
        assert climb(template, _score(100_000_000), where).grade == expected


@given(EVENTS)
def test_the_penalty_counts_closed_events_for_five_years_and_open_ones_for_ever(
    template: Template, events: list[Event]
) -> None:
    penalty = penalty_e6(events, template, DAY)
    old = [Event(one.kind, TEN_YEARS_AGO, open=False) for one in events]
    assert penalty_e6([*events, *old], template, DAY) == penalty
    older = [Event(one.kind, TEN_YEARS_AGO, one.open, one.binding) for one in events if one.open]
    still = [one for one in events if one.open]
    assert penalty_e6(older, template, DAY) == penalty_e6(still, template, DAY) <= penalty


# --- proposal and keeping -----------------------------------------------------------------------

MONEY = some.none() | some.integers(-(10**12), 10**15)
MEANS = some.builds(
    Means,
    own_tier_1_minor=MONEY,
    equity_minor=MONEY,
    country_minor=MONEY,
    group_minor=MONEY,
    regulatory_minor=MONEY,
    standing_minor=some.integers(0, 10**13),
)


@given(some.integers(1, 10), MEANS, some.booleans())
def test_the_proposal_is_the_least_term_in_whole_ten_thousands(
    template: Template, grade: int, means: Means, no_new_line: bool
) -> None:
    found = propose(template.band(grade), means, no_relation=False, no_new_line=no_new_line)
    if means.own_tier_1_minor is None or means.equity_minor is None:
        assert (found.limit_minor, found.binding) == (None, "")
        return
    amounts = {term.code: term.amount_minor for term in found.terms}
    assert found.limit_minor is not None
    assert found.limit_minor % WAN_MINOR == 0
    least = amounts[found.binding]
    assert least == min(amount for amount in amounts.values() if amount is not None)
    assert 0 <= found.limit_minor <= least < found.limit_minor + WAN_MINOR
    if grade >= 8:
        assert (found.limit_minor, found.tenor_days) == (0, 0)
    if no_new_line:
        assert found.limit_minor <= means.standing_minor


@given(statements(), statements(), circumstances())
def test_what_is_kept_comes_back_whole(
    template: Template, items: dict[str, int], before: dict[str, int], where: Circumstances
) -> None:
    found = evaluate(template, _material(items, before, where))
    assert restored(_kept_row(found)) == found
    assert kept(restored(_kept_row(found))) == kept(found)


def _kept_row(found: Evaluated) -> dict[str, object]:
    return {
        "steps": kept(found),
        "score_e6": found.score_e6,
        "missing_weight_e6": found.missing_weight_e6,
        "model_grade": found.model_grade,
        "grade": found.grade,
    }
