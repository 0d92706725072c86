"""A deal told with, without and with a different reservation is counted once."""

from __future__ import annotations

from datetime import date

import pytest

from backend.contract import OutcomeCode
from backend.contract.corrections import ConfirmDraw, TieDraw
from backend.queries.unmatched import UnmatchedDeal, unmatched_deals
from tests.corrections.desk import verified
from tests.house import MILLION, House


def waiting(house: House, *, everything: bool = False) -> list[UnmatchedDeal]:
    """Return the told deals that somebody has to look at."""
    return house.reading(lambda connection: unmatched_deals(connection, everything=everything))


def counted(house: House) -> tuple[int, ...]:
    """Return used and reserved of the product line, in millions."""
    return tuple(figure // MILLION for figure in house.figures("used", "reserved"))


def test_a_deal_told_with_its_number_uses_its_reservation(house: House) -> None:
    held = house.reserve(10 * MILLION)
    house.draw(8 * MILLION, told=True, reservation=held.reference)
    assert counted(house) == (8, 0)
    assert waiting(house) == []


def test_a_deal_told_without_a_number_finds_its_like(house: House) -> None:
    house.reserve(10 * MILLION)
    house.reserve(12 * MILLION)
    house.draw(10 * MILLION, told=True)
    assert counted(house) == (10, 12)


def test_a_different_deal_counts_and_waits_until_it_is_tied(house: House) -> None:
    held = house.reserve(10 * MILLION)
    told = house.draw(9 * MILLION, told=True, value_date=date(2026, 11, 25))
    assert counted(house) == (9, 10)
    (deal,) = waiting(house)
    assert deal.number == told.reference
    assert [one.number for one in deal.candidates] == [held.reference]
    tied = house.send(TieDraw, draw=told.reference, reservation=held.reference)
    assert tied.code is OutcomeCode.DONE
    assert counted(house) == (9, 0)
    assert waiting(house, everything=True) == []
    again = house.send(TieDraw, draw=told.reference, reservation=held.reference)
    assert again.code is OutcomeCode.ALREADY_RESOLVED
    assert house.draw(MILLION, reservation=held.reference).code is OutcomeCode.ALREADY_RESOLVED
    assert verified(house) == []


def test_another_unit_reserved_and_the_deal_is_still_tied(house: House) -> None:
    held = house.reserve(10 * MILLION, unit="trade", login="sun")
    told = house.draw(10 * MILLION, told=True)
    assert counted(house) == (10, 10)
    assert house.send(TieDraw, draw=told.reference, reservation=held.reference).accepted
    assert counted(house) == (10, 0)


def test_a_deal_that_had_no_reservation_is_confirmed_as_it_is(house: House) -> None:
    house.reserve(10 * MILLION)
    told = house.draw(9 * MILLION, told=True)
    bare = house.send(ConfirmDraw, draw=told.reference, reason=" ")
    assert bare.code is OutcomeCode.REASON_MISSING
    assert house.send(ConfirmDraw, draw=told.reference, reason="客户直接成交").accepted
    assert waiting(house, everything=True) == []
    assert counted(house) == (9, 10)
    again = house.send(ConfirmDraw, draw=told.reference, reason="再一次")
    assert again.code is OutcomeCode.ALREADY_RESOLVED


def test_a_deal_on_a_line_where_nothing_is_held_waits_only_among_all(house: House) -> None:
    told = house.draw(9 * MILLION, told=True)
    assert waiting(house) == []
    assert [one.number for one in waiting(house, everything=True)] == [told.reference]


def test_beyond_its_line_a_told_deal_is_posted_and_flagged(house: House) -> None:
    told = house.draw(50 * MILLION, told=True)
    assert told.code is OutcomeCode.DONE
    assert told.excess_minor == 10 * MILLION


@pytest.mark.parametrize("other", ["product", "draw"])
def test_nothing_else_is_tied(house: House, other: str) -> None:
    held = house.reserve(10 * MILLION)
    if other == "product":
        assert house.allocate("treasury", 10 * MILLION, product="trade_finance").accepted
        told = house.draw(MILLION, told=True, product="trade_finance")
    else:
        told = house.draw(MILLION)
    tied = house.send(TieDraw, draw=told.reference, reservation=held.reference)
    assert tied.code is OutcomeCode.UNKNOWN_REFERENCE
