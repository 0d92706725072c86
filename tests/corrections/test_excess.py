"""超限: what was told beyond the line, and what befell it."""

from __future__ import annotations

from datetime import date

from backend.contract import OnExpiry
from backend.contract.corrections import RevalueLines
from backend.contract.lines import FreezeLine
from backend.queries.excess.excesses import CURE_WORKING_DAYS, Excess, by_node, excesses
from tests.corrections.desk import MONDAY, TUESDAY, WEDNESDAY, rate
from tests.house import MILLION, House

LEAF = "unit:1/placement/treasury"
PRODUCT = "product:1/placement"
YEN = 10**9


def over(house: House, node: str = LEAF) -> Excess | None:
    """Return the excess of a node."""
    return house.reading(lambda connection: by_node(excesses(connection)).get(node))


def parts(house: House, node: str = LEAF) -> tuple[int, int]:
    """Return active and passive, in millions."""
    found = over(house, node)
    assert found is not None
    return found.active_minor // MILLION, found.passive_minor // MILLION


def test_a_deal_told_beyond_its_line_is_active_and_flagged(house: House) -> None:
    told = house.draw(50 * MILLION, told=True)
    assert told.excess_minor == 10 * MILLION
    assert parts(house) == (10, 0)
    found = over(house)
    assert found is not None
    assert [(one.code, one.entry, one.minor) for one in found.causes] == [
        ("told", told.reference, 10 * MILLION)
    ]
    assert over(house, PRODUCT) is None  # 100 hold 50


def test_what_the_rate_adds_is_passive_and_goes_first(house: House) -> None:
    house.draw(6 * YEN, currency="JPY")
    house.open(TUESDAY)
    rate(house, "JPY", TUESDAY, 7_000_000_000)
    house.send(RevalueLines, day=TUESDAY)
    assert parts(house) == (0, 2)
    told = house.draw(5 * MILLION, told=True)
    assert parts(house) == (5, 2)
    assert house.move("trade", "treasury", 3 * MILLION).accepted
    assert parts(house) == (4, 0)
    house.release(told.reference)
    assert over(house) is None


def test_a_told_deal_takes_its_own_excess_away_when_it_ends(house: House) -> None:
    first = house.draw(40 * MILLION)
    told = house.draw(5 * MILLION, told=True)
    rate(house, "JPY", MONDAY, 1)
    house.release(told.reference)
    assert over(house) is None
    again = house.draw(5 * MILLION, told=True)
    assert parts(house) == (5, 0)
    house.release(first.reference, 2 * MILLION)
    assert parts(house) == (3, 0)
    house.release(again.reference, 4 * MILLION)
    assert over(house) is None


def test_a_lowered_line_and_a_frozen_one_are_passive_with_their_cause(house: House) -> None:
    house.draw(40 * MILLION)
    house.approve(30 * MILLION, base=100 * MILLION)
    assert parts(house, PRODUCT) == (0, 10)
    house.open(TUESDAY)
    house.approve(100 * MILLION, base=30 * MILLION)
    assert over(house, PRODUCT) is None
    house.open(WEDNESDAY)
    frozen = house.send(
        FreezeLine,
        institution="EXYIJPJT",
        product="placement",
        amount_minor=70 * MILLION,
        reason="评级下调",
    )
    assert frozen.accepted
    found = over(house, PRODUCT)
    assert found is not None
    assert found.since == WEDNESDAY
    assert [one.code for one in found.causes] == ["frozen"]
    assert found.cure_date == date(2026, 12, 23)  # twenty working days on


def test_a_loan_that_went_home_under_use_is_passive(house: House) -> None:
    assert house.lend(5 * MILLION, "trade", "320000", on_expiry=OnExpiry.ALL_RETURNS).accepted
    assert house.draw(15 * MILLION, unit="320000", login="wu").accepted
    house.open(date(2026, 11, 30))
    found = over(house, "unit:1/placement/320000")
    assert found is not None
    assert (found.active_minor, found.passive_minor) == (0, 5 * MILLION)
    assert [one.code for one in found.causes] == ["returned"]


def test_an_expired_line_in_use_carries_nothing(house: House) -> None:
    house.draw(10 * MILLION)
    house.approve(100 * MILLION, base=100 * MILLION, expiry_date=TUESDAY)
    assert over(house, PRODUCT) is None
    house.open(WEDNESDAY)
    found = over(house, PRODUCT)
    assert found is not None
    assert (found.passive_minor, found.since) == (10 * MILLION, WEDNESDAY)
    assert [one.code for one in found.causes] == ["expired"]


def test_the_bank_says_how_long_a_cure_may_take(house: House) -> None:
    with house.sqlite() as connection:
        connection.execute("INSERT INTO setting VALUES (?, '5')", (CURE_WORKING_DAYS,))
    house.draw(50 * MILLION, told=True)
    found = over(house)
    assert found is not None
    assert found.cure_date == date(2026, 11, 30)
