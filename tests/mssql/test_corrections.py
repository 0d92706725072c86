"""Corrections, revaluation, past days and month close, the same on both databases."""

from __future__ import annotations

from datetime import date

from backend.contract import OutcomeCode
from backend.contract.corrections import (
    CloseMonth,
    ConfirmDraw,
    LateRelease,
    RevalueLines,
    ReverseEntry,
    TieDraw,
)
from backend.queries.excess.excesses import by_node, excesses
from backend.queries.past.history import line_changes
from backend.queries.past.month_close import closed_months
from backend.queries.unmatched import unmatched_deals
from tests.corrections.desk import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    as_of,
    rate,
    two_hands,
    verified,
)
from tests.house import MILLION, House

LEAF = "unit:1/placement/treasury"
YEN = 10**9


def used(house: House, day: date, known: date | None = None) -> int:
    """Return what was used of treasury's share."""
    return as_of(house, day, known).nodes[LEAF].used_minor


def test_what_is_corrected_and_valued_anew_stands_as_known_then_and_now(house: House) -> None:
    yen = house.draw(YEN, currency="JPY")
    dollars = house.draw(10 * MILLION)
    house.open(TUESDAY)
    rate(house, "JPY", TUESDAY, 7_000_000_000)
    assert house.send(RevalueLines, day=TUESDAY).detail["revalued"] == "1"
    assert house.send(RevalueLines, day=TUESDAY).detail["revalued"] == "0"
    house.open(WEDNESDAY)
    late = {"draw": dollars.reference, "effect_date": MONDAY, "reason": "漏报"}
    assert two_hands(house, LateRelease, **late).accepted
    undone = two_hands(house, ReverseEntry, entry=yen.reference, reason="重复录入")
    assert undone.accepted
    house.open(date(2026, 11, 26))
    assert used(house, MONDAY, MONDAY) == 651_234_568 + 10 * MILLION
    assert used(house, TUESDAY, TUESDAY) == 17 * MILLION
    assert [used(house, day) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [0, 0, 0]
    changes = house.reading(
        lambda connection: line_changes(connection, LEAF, TUESDAY, date(2026, 11, 26))
    )
    assert [one.hands.checker for one in changes if one.item == "used"] == ["zhao", "zhao"]
    assert verified(house) == []


def test_an_excess_is_split_and_a_told_deal_tied(house: House) -> None:
    held = house.reserve(10 * MILLION)
    told = house.draw(9 * MILLION, told=True)
    other = house.draw(25 * MILLION, told=True)
    found = house.reading(lambda connection: by_node(excesses(connection)))
    assert (found[LEAF].active_minor, found[LEAF].passive_minor) == (4 * MILLION, 0)
    waiting = house.reading(unmatched_deals)
    assert [one.number for one in waiting] == [told.reference, other.reference]
    assert house.send(TieDraw, draw=told.reference, reservation=held.reference).accepted
    assert house.send(ConfirmDraw, draw=other.reference, reason="无预占").accepted
    assert house.reading(lambda connection: unmatched_deals(connection, everything=True)) == []
    assert house.reading(excesses) == []


def test_a_month_is_closed_by_two(house: House) -> None:
    house.open(date(2026, 12, 1))
    done = two_hands(house, CloseMonth, month=date(2026, 11, 1))
    assert done.code is OutcomeCode.DONE
    closed = house.reading(closed_months)
    assert [(one.maker, one.checker) for one in closed.values()] == [("li", "zhao")]
