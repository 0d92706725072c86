"""冲正 and 补记 as the desk does them, each by two hands."""

from __future__ import annotations

from datetime import date

import pytest

from backend.contract import DrawLimit, OutcomeCode
from backend.contract.approvals import CheckApproval
from backend.contract.corrections import LateDraw, LateRelease, ReverseEntry
from tests.corrections.desk import MONDAY, TUESDAY, WEDNESDAY, as_of, two_hands, verified
from tests.house import MILLION, House


def used(house: House, short: str = "unit:treasury") -> int:
    """Return what is used at a node of 乙's placement."""
    return house.figures("used", short=short)[0]


def test_a_draw_that_never_was_is_undone_and_its_room_is_back(house: House) -> None:
    drawn = house.draw(10 * MILLION)
    undone = two_hands(house, ReverseEntry, entry=drawn.reference, reason="重复录入")
    assert undone.code is OutcomeCode.DONE
    assert undone.reference == "CZ-20261123-0001"
    assert used(house) == used(house, "country") == 0
    again = house.send(ReverseEntry, entry=drawn.reference, reason="再一次")
    assert again.code is OutcomeCode.ALREADY_RESOLVED
    assert house.release(drawn.reference).code is OutcomeCode.ALREADY_RESOLVED
    assert verified(house) == []


def test_nothing_moves_before_the_second_hand_and_never_by_the_same(house: House) -> None:
    drawn = house.draw(10 * MILLION)
    asked = house.send(ReverseEntry, entry=drawn.reference, reason="重复录入")
    assert asked.code is OutcomeCode.AWAITING
    assert used(house) == 10 * MILLION
    own = house.send(CheckApproval, login="li", number=asked.reference, confirmed=True)
    assert not own.accepted
    assert used(house) == 10 * MILLION


def test_a_release_that_never_was_is_undone_then_the_draw_can_be(house: House) -> None:
    drawn = house.draw(10 * MILLION)
    released = house.release(drawn.reference, 4 * MILLION)
    early = house.send(ReverseEntry, entry=drawn.reference, reason="重复录入")
    assert early.code is OutcomeCode.WRONG_STATE
    assert two_hands(house, ReverseEntry, entry=released.reference, reason="未到期").accepted
    assert used(house) == 10 * MILLION
    assert two_hands(house, ReverseEntry, entry=drawn.reference, reason="重复录入").accepted
    assert used(house) == 0
    assert verified(house) == []


def test_a_line_that_was_given_away_meanwhile_is_in_excess_after_a_reversal(house: House) -> None:
    drawn = house.draw(40 * MILLION)
    released = house.release(drawn.reference)
    house.draw(40 * MILLION)
    undone = two_hands(house, ReverseEntry, entry=released.reference, reason="未到期")
    assert undone.code is OutcomeCode.DONE
    assert undone.excess_minor == 40 * MILLION


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"entry": "ZY-20261123-9999", "reason": "x"}, OutcomeCode.UNKNOWN_REFERENCE),
        ({"reason": " "}, OutcomeCode.REASON_MISSING),
        ({"reason": "x", "login": "qian"}, OutcomeCode.NOT_PERMITTED),
        ({"reason": "x", "login": "reader"}, OutcomeCode.NOT_PERMITTED),
    ],
)
def test_what_may_not_be_reversed_is_refused_by_name(
    house: House, fields: dict[str, str], code: OutcomeCode
) -> None:
    drawn = house.draw(MILLION)
    asked = house.send(ReverseEntry, **{"entry": drawn.reference, **fields})
    assert asked.code is code
    assert used(house) == MILLION


def test_a_reservation_is_voided_not_reversed(house: House) -> None:
    held = house.reserve(MILLION)
    asked = house.send(ReverseEntry, entry=held.reference, reason="x")
    assert asked.code is OutcomeCode.UNKNOWN_REFERENCE


def test_a_borrowed_share_past_its_day_goes_home_when_its_deal_never_was(house: House) -> None:
    assert house.lend(5 * MILLION, "trade", "320000").accepted
    drawn = house.draw(15 * MILLION, unit="320000", login="wu")
    assert drawn.accepted
    house.open(WEDNESDAY.replace(day=30))
    assert house.figures("temporary", short="unit:320000") == (5 * MILLION,)
    assert two_hands(house, ReverseEntry, entry=drawn.reference, reason="重复录入").accepted
    assert house.figures("temporary", "used", short="unit:320000") == (0, 0)
    assert verified(house) == []


def test_a_trigger_holds_what_a_hand_written_reversal_would_undo(house: House) -> None:
    drawn = house.draw(10 * MILLION)
    house.release(drawn.reference, 4 * MILLION)
    undo = (
        "INSERT INTO entry SELECT number + 100, 'X', 'reverse', node_id, 'tell', 'r', '', id,"
        " NULL, 0, NULL, 0, 0, 0, -?, 0, 'USD', deal_amount_minor, 0, 0, '', '', '', NULL, NULL,"
        " NULL, '', business_date, recorded_at, 'li', NULL, NULL, NULL, NULL, NULL"
        " FROM entry WHERE id = ?"
    )
    with house.sqlite() as connection, pytest.raises(Exception, match=r"hands|already_resolved"):
        connection.execute(undo, (10 * MILLION, drawn.reference))


# --- late entries ------------------------------------------------------------------------------


def test_a_late_draw_counts_from_its_day(house: House) -> None:
    house.open(WEDNESDAY)
    order = house.deal(DrawLimit, 10 * MILLION)
    fields = {name: getattr(order, name) for name in order.__dataclass_fields__}
    for name in ("id", "login", "place", "told"):
        fields.pop(name, None)
    fields |= {"value_date": MONDAY, "effect_date": MONDAY, "reason": "资金部漏报"}
    late = two_hands(house, LateDraw, **fields)
    assert late.code is OutcomeCode.DONE
    house.open(WEDNESDAY.replace(day=26))
    key = "unit:1/placement/treasury"
    assert as_of(house, MONDAY).nodes[key].used_minor == 10 * MILLION
    assert as_of(house, MONDAY, TUESDAY).nodes[key].used_minor == 0
    assert as_of(house, MONDAY, WEDNESDAY).nodes[key].used_minor == 10 * MILLION
    assert verified(house) == []


def test_a_late_release_counts_from_its_day_and_not_before_its_draw(house: House) -> None:
    house.open(TUESDAY)
    drawn = house.draw(10 * MILLION)
    house.open(WEDNESDAY)
    early = {"draw": drawn.reference, "effect_date": MONDAY, "reason": "漏报"}
    assert two_hands(house, LateRelease, **early).code is OutcomeCode.BAD_DATE
    late = two_hands(house, LateRelease, **{**early, "effect_date": TUESDAY})
    assert late.code is OutcomeCode.DONE
    house.open(WEDNESDAY.replace(day=26))
    key = "unit:1/placement/treasury"
    assert as_of(house, TUESDAY).nodes[key].used_minor == 0
    assert as_of(house, TUESDAY, TUESDAY).nodes[key].used_minor == 10 * MILLION


@pytest.mark.parametrize("day", [WEDNESDAY, MONDAY.replace(day=20)])
def test_nothing_is_booked_for_a_day_to_come_or_before_the_ledger_began(
    house: House, day: date
) -> None:
    house.open(TUESDAY)
    drawn = house.draw(10 * MILLION)
    asked = house.send(LateRelease, draw=drawn.reference, effect_date=day, reason="漏报")
    assert asked.code is OutcomeCode.BAD_DATE
