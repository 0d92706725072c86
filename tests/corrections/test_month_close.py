"""月结: two persons close a month; what comes later for it is marked 追溯."""

from __future__ import annotations

from datetime import date

import pytest

from backend.contract import OutcomeCode
from backend.contract.approvals import CheckApproval
from backend.contract.corrections import CloseMonth, LateRelease
from backend.queries.past.history import line_changes
from backend.queries.past.month_close import closed_months
from tests.corrections.desk import MONDAY, two_hands
from tests.house import MILLION, House

NOVEMBER = date(2026, 11, 1)
FIRST_OF_DECEMBER = date(2026, 12, 1)


def test_a_month_is_closed_by_two_once_and_only_when_it_is_over(house: House) -> None:
    early = house.send(CloseMonth, month=NOVEMBER)
    assert early.code is OutcomeCode.BAD_DATE
    house.open(FIRST_OF_DECEMBER)
    asked = house.send(CloseMonth, month=date(2026, 11, 30))
    assert asked.code is OutcomeCode.AWAITING
    assert house.reading(closed_months) == {}
    own = house.send(CheckApproval, login="li", number=asked.reference, confirmed=True)
    assert not own.accepted
    done = house.send(CheckApproval, login="zhao", number=asked.reference, confirmed=True)
    assert done.code is OutcomeCode.DONE
    closed = house.reading(closed_months)[NOVEMBER]
    assert (closed.maker, closed.checker) == ("li", "zhao")
    again = house.send(CloseMonth, month=NOVEMBER)
    assert again.code is OutcomeCode.ALREADY_RESOLVED


@pytest.mark.parametrize("login", ["qian", "reader", "zhao"])
def test_who_may_not_close_a_month(house: House, login: str) -> None:
    house.open(FIRST_OF_DECEMBER)
    asked = house.send(CloseMonth, month=NOVEMBER, login=login)
    assert asked.code is OutcomeCode.NOT_PERMITTED


def test_only_what_is_recorded_after_the_close_is_retroactive(house: House) -> None:
    drawn = [house.draw(MILLION).reference for _one in range(2)]
    house.open(FIRST_OF_DECEMBER)
    late = {"effect_date": MONDAY, "reason": "漏报"}
    assert two_hands(house, LateRelease, draw=drawn[0], **late).accepted
    house.clock.now = house.clock.now.replace(minute=5)
    assert two_hands(house, CloseMonth, month=NOVEMBER).accepted
    house.clock.now = house.clock.now.replace(minute=10)
    assert two_hands(house, LateRelease, draw=drawn[1], **late).accepted
    changes = house.reading(
        lambda connection: line_changes(
            connection, "unit:1/placement/treasury", MONDAY, FIRST_OF_DECEMBER
        )
    )
    marked = [one.retroactive for one in changes if one.item == "used"]
    assert marked == [False, True]


def test_a_hand_written_close_needs_two_persons(house: House) -> None:
    house.open(FIRST_OF_DECEMBER)
    with house.sqlite() as connection, pytest.raises(Exception, match=r"checker|CHECK"):
        connection.execute(
            "INSERT INTO month_close (month, closed_at, maker, checker)"
            " VALUES ('2026-11-01', '2026-12-01T02:00:00.000000Z', 'li', 'li')"
        )
