"""Day B: 320000 borrows until Friday, draws to February; every figure on every day.

Lines are those of `with_lines`, in millions of dollars. What a later day shows is asked from the
database without any writer, then once more after a writer has come.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from backend.contract import LineType, OnExpiry
from tests.house import FEBRUARY, FRIDAY, MILLION, MONDAY, House, with_lines

NEXT_MONDAY = date(2026, 11, 30)
A_WEEK_LATER = date(2026, 12, 7)


def table(house: House, day: date | None = None) -> dict[str, tuple[float, ...]]:
    """Return unit → (temporary, used, room) in millions, as a query sees it on `day`."""
    book = house.book(day)
    found = {}
    for unit in ("treasury", "domestic_branches", "320000"):
        node = book.nodes[f"unit:1/placement/{unit}"]
        figures = (node.temporary_minor, node.used_minor, node.room_minor)
        found[unit] = tuple(figure / MILLION for figure in figures)
    return found


def drawn(tmp_path: Path, *, own: int = 0, on_expiry: str = "unused_returns") -> tuple[House, str]:
    """5 lent by treasury until Friday, 3 drawn to February; 320000 holds `own` itself."""
    house = with_lines(tmp_path)
    house.allocate("320000", own * MILLION, base=10 * MILLION)
    house.lend(5 * MILLION, "treasury", last_date=FRIDAY, on_expiry=OnExpiry(on_expiry))
    deal = house.draw(3 * MILLION, unit="320000", maturity_date=FEBRUARY)
    assert deal.accepted
    return house, deal.reference


def test_every_figure_on_every_day(tmp_path: Path) -> None:
    house, deal = drawn(tmp_path)
    lent = {"treasury": (-5, 0, 35), "domestic_branches": (5, 3, 22), "320000": (5, 3, 2)}
    back = {"treasury": (-3, 0, 37), "domestic_branches": (3, 3, 20), "320000": (3, 3, 0)}
    home = {"treasury": (0, 0, 40), "domestic_branches": (0, 0, 20), "320000": (0, 0, 0)}
    for day in (MONDAY, date(2026, 11, 26), FRIDAY):
        assert table(house, day) == lent
    for day in (NEXT_MONDAY, A_WEEK_LATER, date(2027, 2, 25), FEBRUARY):
        assert table(house, day) == back
    house.open(FRIDAY)
    assert table(house) == lent
    house.open(NEXT_MONDAY)
    assert table(house) == back
    house.open(FEBRUARY)
    assert table(house) == back
    assert house.draw(1, unit="320000", maturity_date=date(2027, 3, 1)).code == "over_line"
    house.release(deal)
    assert table(house) == home
    assert house.rows("SELECT open_minor, drawn_minor FROM due") == [(0, 0)]


def test_friday_is_the_last_day_to_draw(tmp_path: Path) -> None:
    house, _deal = drawn(tmp_path)
    house.open(FRIDAY)
    assert house.draw(2 * MILLION, unit="320000", maturity_date=FEBRUARY).accepted
    house.open(NEXT_MONDAY)
    assert table(house)["320000"] == (5, 5, 0)


def test_it_comes_home_deal_by_deal(tmp_path: Path) -> None:
    house, deal = drawn(tmp_path)
    house.open(NEXT_MONDAY)
    house.release(deal, MILLION)
    assert table(house)["320000"] == (2, 2, 0)
    assert table(house)["treasury"] == (-2, 0, 38)
    house.release(deal)
    assert table(house)["treasury"] == (0, 0, 40)


@pytest.mark.parametrize("until", [NEXT_MONDAY, A_WEEK_LATER, FEBRUARY])
def test_a_week_in_which_nothing_ran(tmp_path: Path, until: date) -> None:
    """The first writer opens each missing day in order; returns are dated the day after Friday."""
    house, _deal = drawn(tmp_path)
    foreseen = table(house, until)
    house.open(until)
    assert table(house) == foreseen == table(house, until)
    dates = house.rows("SELECT DISTINCT business_date FROM entry WHERE kind = 'return'")
    assert dates == [("2026-11-28",)]


def test_a_clock_set_back_changes_nothing(tmp_path: Path) -> None:
    house, _deal = drawn(tmp_path)
    house.open(NEXT_MONDAY)
    back = table(house)
    house.open(MONDAY)
    assert (house.today, table(house)) == (NEXT_MONDAY, back)
    assert house.draw(MILLION, unit="trade").accepted
    assert house.value("SELECT max(business_date) FROM entry") == NEXT_MONDAY.isoformat()


def test_all_returns_leaves_a_passive_excess(tmp_path: Path) -> None:
    house, deal = drawn(tmp_path, on_expiry="all_returns")
    excess = {"treasury": (0, 0, 40), "domestic_branches": (0, 3, 17), "320000": (0, 3, -3)}
    assert table(house, NEXT_MONDAY) == excess
    house.open(NEXT_MONDAY)
    assert table(house) == excess
    house.release(deal)
    assert table(house)["320000"] == (0, 0, 0)


@pytest.mark.parametrize(("own", "left"), [(1, 1), (4, 4)])
def test_an_own_share_stays_with_the_unit(tmp_path: Path, own: int, left: int) -> None:
    """The deal counts on the loan first: two go home on Friday, three with the deal."""
    house, deal = drawn(tmp_path, own=own)
    house.open(NEXT_MONDAY)
    assert table(house)["320000"] == (3, 3, left)
    house.release(deal)
    assert table(house)["320000"] == (0, 0, left)
    assert table(house)["treasury"] == (0, 0, 40)


def test_until_a_holiday_is_until_the_working_day_before(tmp_path: Path) -> None:
    """Sunday 29 November: the last working day is Friday."""
    house = with_lines(tmp_path)
    asked = house.request(MILLION, last_date=date(2026, 11, 29))
    assert asked.detail["last_date"] == "2026-11-27"
    held = house.reserve(MILLION, last_date=date(2026, 11, 28))
    assert house.book().dues[held.reference].last_date == FRIDAY


def test_until_the_national_holiday(tmp_path: Path) -> None:
    """1 to 7 October 2026 is the holiday: until the 5th means until 30 September."""
    house = with_lines(tmp_path, date(2026, 9, 25))
    with house.sqlite() as connection:
        connection.execute(
            "INSERT INTO rate SELECT currency_code, '2026-09-01', kind, rate_e12, source, "
            "loaded_at FROM rate"
        )
    asked = house.request(MILLION, last_date=date(2026, 10, 5))
    assert asked.detail["last_date"] == "2026-09-30"
    house.open(date(2026, 10, 3))
    assert house.today == date(2026, 10, 8)


def test_two_loans_share_the_room_of_their_group(tmp_path: Path) -> None:
    """The group itself used what one of its branches had borrowed: it does not exceed by giving."""
    house = with_lines(tmp_path)
    house.allocate("320000", 0, base=10 * MILLION)
    for _ in range(2):
        house.lend(5 * MILLION, "treasury", last_date=FRIDAY)
    assert house.draw(25 * MILLION, unit="domestic_branches", maturity_date=FEBRUARY).accepted
    house.open(NEXT_MONDAY)
    assert table(house)["domestic_branches"] == (5, 25, 0)


def test_a_branch_passes_through_a_group_that_gave_everything_away(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    house.allocate("320000", 20 * MILLION, base=10 * MILLION)
    assert house.lend(5 * MILLION, "320000", "trade").accepted
    assert house.figures("allocated", "temporary", short="unit:domestic_branches") == (
        15 * MILLION,
        -5 * MILLION,
    )
    assert house.move("320000", "treasury", 5 * MILLION).accepted
    assert house.lend(11 * MILLION, "320000", "trade").code == "below_use"


def test_a_group_cannot_give_twice(tmp_path: Path) -> None:
    """Domestic branches hold 20, 320000 of it 10 and 10 more for a time: nothing is left."""
    house = with_lines(tmp_path)
    assert house.lend(10 * MILLION, "domestic_branches", "320000").accepted
    assert house.allocate("110000", 1).code == "over_allocated"
    assert house.move("domestic_branches", "trade", 1).code == "below_use"


def test_a_move_under_a_line_that_was_lowered_is_refused_by_name(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    house.approve(90 * MILLION, base=100 * MILLION)
    refused = house.move("treasury", "trade", MILLION)
    assert refused.code == "over_allocated"
    assert refused.binding is not None
    assert refused.binding.room_minor == -10 * MILLION


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 1_000_000_001), ("EUR", 777_777_77)])
def test_the_last_part_takes_the_remainder(tmp_path: Path, currency: str, amount: int) -> None:
    house = with_lines(tmp_path)
    deal = house.draw(amount, currency=currency)
    assert deal.accepted
    for part in (1, 3, amount // 3, amount // 7, 333_333):
        outcome = house.release(deal.reference, part)
        assert outcome.code in {"done", "bad_amount"}  # less than a cent of line use
    house.release(deal.reference)
    for short in ("unit:treasury", "product", "entity", "group", "country"):
        assert house.figures("used", "reserved", short=short) == (0, 0)
    assert house.release(deal.reference).code == "already_resolved"


def test_a_one_off_line_is_not_restored(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    assert house.approve(9 * MILLION, product="bonds", line_type=LineType.ONE_OFF).accepted
    house.allocate("trade", 9 * MILLION, product="bonds")
    deal = house.draw(4 * MILLION, product="bonds", unit="trade")
    house.release(deal.reference)
    assert house.room("product", product="bonds") == 5 * MILLION
    assert house.room("unit:trade", product="bonds") == 5 * MILLION
    assert house.room("country") == 500 * MILLION
    assert house.draw(6 * MILLION, product="bonds", unit="trade").code == "over_line"
