"""A year's figures: same months against same months, converted once, gaps said, plans kept."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from backend.contract import OutcomeCode
from backend.contract.events import EventKind, RecordEvent
from backend.contract.reciprocity import SetReciprocityPlan
from backend.errors import InputError
from backend.services.dealings import BranchReturn, take_branch_returns, take_returned_months
from tests.house import BING, IDS, MILLION, YI, YI_SINGAPORE, House, build
from tests.reciprocity.facts import average, dealing, of, take, year


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build(tmp_path)


def plan(house: House, **fields: object) -> OutcomeCode:
    usual = {
        "institution": YI,
        "year": 2026,
        "target_minor": None,
        "base_target_minor": None,
        "strategy": "",
        "base_strategy": "",
        "points": "",
        "base_points": "",
    }
    return house.send(SetReciprocityPlan, **{**usual, **fields}).code


# --- sums ----------------------------------------------------------------------------------------


def test_in_and_out_and_what_follows(house: House) -> None:
    take(
        house,
        dealing(300_00, deal_count=3, fee_fen=700),
        dealing(100_00, direction="out", deal_count=1, fee_fen=200),
        dealing(9_000_00, product_code="placement", direction="mutual", unit_code="treasury"),
    )
    row = of(year(house))
    assert (row.sums.inward.count, row.sums.inward.amount_minor) == (3, 300_00)
    assert (row.sums.inward.fee_fen, row.sums.outward.fee_fen) == (700, 200)
    assert row.sums.difference_minor == 200_00
    assert row.sums.balance == Fraction(1, 2)
    assert row.sums.ratio == 3
    assert row.sums.mutual.amount_minor == 9_000_00, "kept apart"


def test_a_bank_without_dealings_has_no_balance_and_no_ratio(house: House) -> None:
    average(house, 500_00, "vostro", date(2026, 1, 1))
    sums = of(year(house)).sums
    assert (sums.balance, sums.ratio, sums.inward_growth) == (None, None, None)
    assert sums.difference_minor == 0


def test_a_branch_counts_with_its_head_office(house: House) -> None:
    take(house, dealing(10_00), dealing(5_00, bank=YI_SINGAPORE))
    found = year(house)
    assert [row.institution.bic8 for row in found.rows] == [YI]
    assert of(found).sums.inward.amount_minor == 15_00


def test_the_same_months_are_compared(house: House) -> None:
    """On 23 November ten months have ended: neither November nor last year's count."""
    take(
        house,
        dealing(120_00, month=date(2026, 10, 1)),
        dealing(7_00, month=date(2026, 11, 1)),
        dealing(100_00, month=date(2025, 10, 1)),
        dealing(999_00, month=date(2025, 11, 1)),
    )
    sums = of(year(house)).sums
    assert (sums.inward.amount_minor, sums.inward_before.amount_minor) == (120_00, 100_00)
    assert sums.inward_growth == Fraction(1, 5)
    assert of(year(house, 2025)).sums.inward.amount_minor == 1_099_00, "a past year is whole"


def test_other_currencies_are_converted_once_a_month_half_up(house: House) -> None:
    # 150 yen x 0.006512345678 dollars = 97.685… cents; two months are rounded each by itself.
    take(
        house,
        dealing(150, currency_code="JPY"),
        dealing(150, currency_code="JPY", month=date(2026, 4, 1)),
    )
    assert of(year(house)).sums.inward.amount_minor == 98 + 98


def test_a_currency_without_a_rate_is_refused_not_left_out(house: House) -> None:
    take(house, dealing(100, currency_code="GBP"))
    with pytest.raises(InputError, match="GBP"):
        year(house)


def test_the_total_is_a_sum_and_its_ratios_are_of_the_sums(house: House) -> None:
    take(
        house,
        dealing(100_00),
        dealing(1_00, direction="out"),
        dealing(1_00, bank=BING),
        dealing(99_00, bank=BING, direction="out"),
    )
    total = year(house).total
    assert (total.inward.amount_minor, total.outward.amount_minor) == (101_00, 100_00)
    assert total.ratio == Fraction(101, 100)
    assert total.balance == Fraction(1, 201)


def test_an_average_counts_days(house: House) -> None:
    average(house, 304_00, "vostro", date(2026, 1, 1))
    # 31 days of the 304 from January to October.
    assert of(year(house)).sums.vostro_minor == 31_00


# --- dealings are taken once ---------------------------------------------------------------------


def test_the_same_dealings_again_change_nothing(house: House) -> None:
    rows = [dealing(10_00), dealing(20_00, bank=BING)]
    assert take(house, *rows) == 2
    assert take(house, *rows) == 0
    assert house.value("SELECT count(*) FROM dealing") == 2


def test_other_figures_under_one_id_are_refused_whole(house: House) -> None:
    take(house, dealing(10_00))
    with pytest.raises(InputError):
        take(house, dealing(99_00, bank=BING), dealing(11_00))
    assert house.value("SELECT sum(amount_minor) FROM dealing") == 10_00


# --- branch returns ------------------------------------------------------------------------------


def returned(amount_minor: int | None, month: date = date(2026, 3, 1)) -> BranchReturn:
    key = (IDS[YI], "in", "remittance", "USD")
    figures = {} if amount_minor is None else {key: (2, amount_minor, 300)}
    lines = dict.fromkeys(figures, 4)
    return BranchReturn(
        unit="320000", month=month, figures=figures, source_file="f.csv", lines=lines
    )


def test_a_return_again_is_taken_at_its_new_word_and_both_are_kept(house: House) -> None:
    for given, written in ((500_00, 1), (500_00, 0), (450_00, 1), (None, 1), (450_00, 1)):
        rows, _new = take_branch_returns(house.engine, [returned(given)], house.clock(), "li")
        assert rows == written
        assert house.value("SELECT sum(amount_minor) FROM dealing") == (given or 0)
    assert house.value("SELECT count(*) FROM branch_return") == 1


def test_who_has_not_returned_which_months(house: House) -> None:
    months = [date(2026, number, 1) for number in range(1, 9)]
    rows = [
        {"unit_code": "320000", "month": one, "nil": 0, "source": "test", "is_sample": 0}
        for one in months
    ]
    take_returned_months(house.engine, rows, house.clock(), "li")
    take(house, dealing(10_00), dealing(10_00, bank=BING, unit_code="treasury"))
    found = year(house)
    jiangsu = next(gap for gap in found.gaps if gap.unit == "320000")
    assert list(jiangsu.months) == [date(2026, 9, 1), date(2026, 10, 1)]
    assert [gap.unit for gap in of(found).gaps] == ["320000"], "only branches that deal with it"
    assert list(of(found, BING).gaps) == []


# --- plans ---------------------------------------------------------------------------------------


def test_a_plan_is_kept_with_its_versions(house: House) -> None:
    take(house, dealing(100_00, month=date(2026, 3, 1)))
    assert plan(house, target_minor=240_00, strategy="negotiate") is OutcomeCode.DONE
    row = of(year(house))
    assert (row.target_minor, row.strategy, row.version) == (240_00, "negotiate", "1")
    assert row.achieved == Fraction(1, 2), "100 of the 200 that are due after ten months"
    done = plan(
        house,
        target_minor=240_00,
        base_target_minor=240_00,
        strategy="keep",
        base_strategy="negotiate",
    )
    assert done is OutcomeCode.DONE
    assert house.rows("SELECT version, changed_by FROM audit WHERE table_name='reciprocity_plan'")


def test_two_who_write_different_columns_both_stand(house: House) -> None:
    assert plan(house, target_minor=240_00) is OutcomeCode.DONE
    assert plan(house, points="增加福费廷", login="wang") is OutcomeCode.DONE
    row = of(year(house))
    assert (row.target_minor, row.points) == (240_00, "增加福费廷")


def test_a_base_that_is_no_longer_true_is_a_conflict(house: House) -> None:
    assert plan(house, target_minor=240_00) is OutcomeCode.DONE
    assert plan(house, target_minor=250_00, login="wang") is OutcomeCode.CHANGED_MEANWHILE
    assert of(year(house)).target_minor == 240_00


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"login": "reader", "target_minor": 1}, OutcomeCode.NOT_PERMITTED),
        ({"login": "wu", "target_minor": 1}, OutcomeCode.NOT_PERMITTED),
        ({"institution": "NOBODYXX", "target_minor": 1}, OutcomeCode.UNKNOWN_INSTITUTION),
        ({"target_minor": -1}, OutcomeCode.BAD_AMOUNT),
        ({"target_minor": 10**18}, OutcomeCode.BAD_AMOUNT),
        ({"strategy": "perhaps"}, OutcomeCode.UNKNOWN_REFERENCE),
    ],
)
def test_a_plan_is_refused_by_name(
    house: House, fields: dict[str, object], code: OutcomeCode
) -> None:
    assert plan(house, **fields) is code
    assert house.value("SELECT count(*) FROM reciprocity_plan") == 0


# --- the score -----------------------------------------------------------------------------------


def test_a_score_needs_a_target_and_a_refusal_costs_points(house: House) -> None:
    take(
        house,
        dealing(100_00, fee_fen=10),
        dealing(100_00, direction="out"),
        dealing(100_00, month=date(2025, 3, 1)),
    )
    house.approve(200 * MILLION, product="")
    assert of(year(house)).score.points is None
    plan(house, target_minor=120_00)
    scored = of(year(house))
    # 40 on schedule, 10 of 20 balance, 0 growth, 7.5 of 15 as the only yield, 0 of 10 line use.
    assert scored.score.points == Fraction(115, 2)
    assert scored.rank == 1
    refusal = house.send(
        RecordEvent,
        kind=EventKind.UNJUSTIFIED_REFUSAL,
        occurred_at=house.clock(),
        institution=YI,
        summary_zh="示例",
        summary_en="example",
        source="MT734",
    )
    assert refusal.accepted
    house.open(date(2026, 12, 1))
    assert of(year(house)).score.penalty == 2
