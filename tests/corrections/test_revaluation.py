"""重估: the evening's rates, and the excess that nobody made."""

from __future__ import annotations

from datetime import date

import pytest

from backend.contract import Outcome, OutcomeCode
from backend.contract.corrections import LateDraw, LateRelease, RevalueLines
from backend.services.opening import REVALUE_ON_OPEN, revalue_after_opening
from tests.corrections.desk import (
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    as_of,
    rate,
    two_hands,
    verified,
)
from tests.house import MILLION, House

YEN = 10**9  # a billion yen: 6,512,345.68 dollars at the house's rate
LEAF = "unit:1/placement/treasury"


def used(house: House) -> int:
    """Return what is used of treasury's share."""
    return house.figures("used", short="unit:treasury")[0]


def revalue(house: House, day: date) -> Outcome:
    """Value the lines at a day's rates."""
    return house.send(RevalueLines, day=day)


def test_what_is_drawn_in_yen_follows_the_rate_and_a_second_time_changes_nothing(
    house: House,
) -> None:
    yen = house.draw(YEN, currency="JPY")
    house.draw(10 * MILLION)
    assert used(house) == 651_234_568 + 10 * MILLION
    rate(house, "JPY", MONDAY, 7_000_000_000)
    first = revalue(house, MONDAY)
    assert first.code is OutcomeCode.DONE
    assert first.detail["revalued"] == "1"
    assert first.line_use_minor == 700_000_000 - 651_234_568
    assert used(house) == 7 * MILLION + 10 * MILLION
    assert house.figures("used", short="country") == (17 * MILLION,)
    again = revalue(house, MONDAY)
    assert (again.code, again.detail["revalued"]) == (OutcomeCode.DONE, "0")
    assert house.release(yen.reference).accepted
    assert used(house) == 10 * MILLION  # what was revalued goes with its deal
    assert verified(house) == []


def test_a_part_that_is_released_is_not_valued_again(house: House) -> None:
    yen = house.draw(YEN, currency="JPY")
    house.release(yen.reference, YEN // 4)
    rate(house, "JPY", MONDAY, 8_000_000_000)
    assert revalue(house, MONDAY).line_use_minor == 600_000_000 - (651_234_568 - 162_808_642)
    assert used(house) == 6 * MILLION


def test_a_rate_of_a_later_day_is_not_taken_and_no_day_to_come(house: House) -> None:
    house.draw(YEN, currency="JPY")
    house.open(TUESDAY)
    rate(house, "JPY", TUESDAY, 9_000_000_000)
    assert revalue(house, MONDAY).detail["revalued"] == "0"
    assert revalue(house, WEDNESDAY).code is OutcomeCode.BAD_DATE
    assert revalue(house, TUESDAY).detail["revalued"] == "1"


def test_revaluation_may_leave_an_excess_and_nobody_may_add_to_it(house: House) -> None:
    house.draw(6 * YEN, currency="JPY")
    rate(house, "JPY", MONDAY, 7_000_000_000)
    assert revalue(house, MONDAY).accepted
    assert house.room("unit:treasury") == -2 * MILLION
    assert house.draw(1_00).code is OutcomeCode.OVER_LINE


def test_a_unit_may_not_revalue(house: House) -> None:
    asked = house.send(RevalueLines, day=MONDAY, login="qian")
    assert asked.code is OutcomeCode.NOT_PERMITTED


@pytest.mark.parametrize("wanted", ["0", "1"])
def test_a_day_that_opens_values_at_the_close_before_where_the_bank_wants_it(
    house: House, wanted: str
) -> None:
    with house.sqlite() as connection:
        connection.execute("INSERT INTO setting VALUES (?, ?)", (REVALUE_ON_OPEN, wanted))
    house.draw(YEN, currency="JPY")
    rate(house, "JPY", MONDAY, 7_000_000_000)
    house.open(TUESDAY)
    rate(house, "JPY", TUESDAY, 9_000_000_000)
    done = revalue_after_opening(house.engine, house.clock, "li")
    assert used(house) == (7 * MILLION if wanted == "1" else 651_234_568)
    assert (done is not None) == (wanted == "1")
    again = revalue_after_opening(house.engine, house.clock, "li")
    assert again is None or again.code is OutcomeCode.EXISTS


# --- as of a day between -----------------------------------------------------------------------


def test_a_late_end_takes_along_what_was_revalued_meanwhile(house: House) -> None:
    yen = house.draw(YEN, currency="JPY")
    house.open(WEDNESDAY)
    rate(house, "JPY", WEDNESDAY, 7_000_000_000)
    revalue(house, WEDNESDAY)
    house.open(THURSDAY)
    late = two_hands(house, LateRelease, draw=yen.reference, effect_date=TUESDAY, reason="漏报到期")
    assert late.accepted
    house.open(THURSDAY.replace(day=27))
    figures = [as_of(house, day).nodes[LEAF].used_minor for day in (MONDAY, TUESDAY, WEDNESDAY)]
    assert figures == [651_234_568, 0, 0]
    known = [as_of(house, day, WEDNESDAY).nodes[LEAF].used_minor for day in (TUESDAY, WEDNESDAY)]
    assert known == [651_234_568, 700_000_000]


def test_a_late_draw_is_booked_at_the_rate_of_its_day(house: House) -> None:
    house.open(WEDNESDAY)
    rate(house, "JPY", WEDNESDAY, 7_000_000_000)
    late = two_hands(
        house,
        LateDraw,
        institution="EXYIJPJT",
        product="placement",
        unit="treasury",
        currency="JPY",
        amount_minor=YEN,
        value_date=MONDAY,
        maturity_date=date(2026, 12, 23),
        effect_date=MONDAY,
        reason="漏报",
    )
    assert late.line_use_minor == 651_234_568
    revalue(house, WEDNESDAY)
    assert used(house) == 7 * MILLION
