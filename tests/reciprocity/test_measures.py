"""What is divided is exact; what has no meaning is said so, never zero and never an error."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reciprocity import measures, score
from backend.reciprocity.measures import Flow
from backend.reciprocity.score import Measured, ScoreParameters

PARAMETERS = ScoreParameters(
    weight_target=Fraction(40),
    weight_balance=Fraction(20),
    weight_growth=Fraction(15),
    weight_fee_yield=Fraction(15),
    weight_line_use=Fraction(10),
    full_growth=Fraction(1, 5),
    full_line_use=Fraction(1, 2),
    least_weight=Fraction(1, 2),
    penalty_each=Fraction(2),
    penalty_most=Fraction(10),
)
PRICES = measures.Prices(Fraction(1, 200), Fraction(1, 1000), Fraction(7))
amounts = st.integers(min_value=0, max_value=10**16)


@pytest.mark.parametrize(
    ("inward", "outward", "balance", "ratio"),
    [
        (0, 0, None, None),
        (5, 0, Fraction(1), None),
        (0, 5, Fraction(-1), Fraction(0)),
        (3, 1, Fraction(1, 2), Fraction(3)),
        (1, 3, Fraction(-1, 2), Fraction(1, 3)),
        (7, 7, Fraction(0), Fraction(1)),
    ],
)
def test_balance_and_ratio(
    inward: int, outward: int, balance: Fraction | None, ratio: Fraction | None
) -> None:
    assert measures.balance_index(inward, outward) == balance
    assert measures.in_to_out(inward, outward) == ratio


@given(amounts, amounts)
def test_a_balance_mirrors_and_stays_within_one(inward: int, outward: int) -> None:
    balance = measures.balance_index(inward, outward)
    if balance is None:
        assert inward == outward == 0
    else:
        assert -1 <= balance <= 1
        assert measures.balance_index(outward, inward) == -balance


@pytest.mark.parametrize(
    ("now", "before", "growth"),
    [(110, 100, Fraction(1, 10)), (0, 100, Fraction(-1)), (5, 0, None), (5, -3, None)],
)
def test_growth_needs_a_base(now: int, before: int, growth: Fraction | None) -> None:
    assert measures.year_on_year(now, before) == growth


@pytest.mark.parametrize(
    ("inward", "target", "months", "part"),
    [
        (100, 120, 10, Fraction(1)),  # ten twelfths of the year, ten twelfths of the target
        (50, 120, 10, Fraction(1, 2)),
        (120, 120, 12, Fraction(1)),
        (50, None, 10, None),
        (50, 0, 10, None),
    ],
)
def test_a_target_counts_as_far_as_the_year_has_gone(
    inward: int, target: int | None, months: int, part: Fraction | None
) -> None:
    assert measures.achieved(inward, target, months) == part


def test_value_is_fees_and_what_the_balance_earns() -> None:
    # 1,000.00 yuan of fees; 1,000,000.00 dollars for six months at 0.5% are 2,500 dollars.
    flow = Flow(3, 50_000_000, 100_000)
    assert measures.value_fen(flow, 100_000_000, 6, PRICES) == 100_000 + 2_500_00 * 7
    # Fees missing: 500,000.00 dollars at a thousandth are 500 dollars.
    assert measures.value_fen(Flow(3, 50_000_000, 0), 0, 6, PRICES) == 500_00 * 7


@pytest.mark.parametrize(
    ("value", "whole"),
    [(Fraction(1, 2), 1), (Fraction(-1, 2), -1), (Fraction(2, 5), 0), (Fraction(-8, 5), -2)],
)
def test_half_goes_away_from_zero(value: Fraction, whole: int) -> None:
    assert measures.half_up(value) == whole


def _measured(**changed: Fraction | int | None) -> Measured:
    full: dict[str, Fraction | int | None] = {
        "achieved": Fraction(2),
        "balance": Fraction(1),
        "growth": Fraction(1),
        "yield_place": Fraction(1),
        "line_use": Fraction(1),
    }
    return Measured(**(full | changed))  # type: ignore[arg-type]


def test_everything_in_full_is_a_hundred() -> None:
    assert score.assess(_measured(), PARAMETERS).points == 100


def test_a_score_by_hand() -> None:
    found = score.assess(
        _measured(
            achieved=Fraction(1, 2),
            balance=Fraction(-1, 2),
            growth=Fraction(1, 10),
            yield_place=Fraction(1, 3),
            line_use=Fraction(1, 4),
            refusals=1,
        ),
        PARAMETERS,
    )
    # 20 + 5 + 7.5 + 5 + 5 - 2
    assert found.points == Fraction(81, 2)
    assert [part.points for part in found.parts] == [20, 5, Fraction(15, 2), 5, 5]


def test_what_cannot_be_measured_is_weighed_out() -> None:
    found = score.assess(_measured(achieved=None, line_use=None, balance=Fraction(0)), PARAMETERS)
    assert found.points == Fraction((10 + 15 + 15) * 100, 50)
    missing = [part.name for part in found.parts if part.points is None]
    assert missing == ["target", "line_use"]


def test_too_little_gives_no_score() -> None:
    found = score.assess(_measured(achieved=None, line_use=None, growth=None), PARAMETERS)
    assert found.points is None


def test_refusals_cost_at_most_ten_and_never_below_zero() -> None:
    assert score.assess(_measured(refusals=50), PARAMETERS).points == 90
    nothing = _measured(
        achieved=Fraction(0),
        balance=Fraction(-1),
        growth=Fraction(-1),
        yield_place=Fraction(0),
        line_use=Fraction(0),
        refusals=5,
    )
    assert score.assess(nothing, PARAMETERS).points == 0


def test_percentiles_and_ranks_share_what_is_equal() -> None:
    values = {"a": Fraction(1), "b": Fraction(2), "c": Fraction(2), "d": Fraction(9)}
    assert score.percentiles(values) == {"a": 0, "b": Fraction(1, 2), "c": Fraction(1, 2), "d": 1}
    assert score.ranks(values) == {"d": 1, "b": 2, "c": 2, "a": 4}
    assert score.percentiles({"only": Fraction(3)}) == {"only": Fraction(1, 2)}
    assert score.percentiles({}) == {}
