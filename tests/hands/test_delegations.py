"""代理: a delegate has the principal's rights for some days, and none of the principal's eyes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from backend.contract.approvals import EndDelegation
from tests.hands.orders import LARGE, authorise, check, delegate, policy, waiting
from tests.house import FRIDAY, MILLION, House, with_lines

TUESDAY = date(2026, 11, 24)
NEXT_MONDAY = date(2026, 11, 30)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return with_lines(tmp_path)


def test_a_delegate_acts_in_the_own_name_for_the_days_of_it(house: House) -> None:
    asked = waiting(house)
    assert check(house, asked.reference, login="qian").code == "not_permitted"
    assert delegate(house, "zhao", "qian", FRIDAY).code == "done"
    assert check(house, asked.reference, login="qian").code == "done"
    assert house.rows("SELECT checker, checker_for FROM approval") == [("qian", "zhao")]


def test_who_has_the_own_right_stands_in_for_nobody(house: House) -> None:
    delegate(house, "zhao", "chen", FRIDAY)
    asked = waiting(house)
    assert check(house, asked.reference, login="chen").code == "done"
    assert house.rows("SELECT checker, checker_for FROM approval") == [("chen", None)]


def test_a_delegate_acts_for_the_principals_unit(house: House) -> None:
    assert house.draw(MILLION, unit="trade", login="qian").code == "not_permitted"
    delegate(house, "sun", "qian", FRIDAY)
    assert house.draw(MILLION, unit="trade", login="qian").code == "done"


def test_it_begins_and_ends_by_its_days(house: House) -> None:
    delegate(house, "zhao", "qian", FRIDAY, from_date=TUESDAY)
    first = waiting(house)
    assert check(house, first.reference, login="qian").code == "not_permitted"
    house.open(TUESDAY)
    assert check(house, first.reference, login="qian").code == "done"
    second = waiting(house, 2 * LARGE, base=LARGE)
    house.open(NEXT_MONDAY)
    assert check(house, second.reference, login="qian").code == "not_permitted"


def test_either_of_the_two_ends_it(house: House) -> None:
    number = delegate(house, "zhao", "qian", FRIDAY).reference
    assert house.send(EndDelegation, number=number, login="li").code == "not_permitted"
    assert house.send(EndDelegation, number=number, login="qian").code == "done"
    assert house.send(EndDelegation, number=number, login="zhao").code == "already_resolved"
    assert house.send(EndDelegation, number="WT-1", login="zhao").code == "unknown_reference"
    asked = waiting(house)
    assert check(house, asked.reference, login="qian").code == "not_permitted"


def test_nobody_checks_what_the_principal_made(house: House) -> None:
    asked = waiting(house, login="chen")
    delegate(house, "chen", "zhao", FRIDAY)
    assert check(house, asked.reference).code == "same_person"


def test_nobody_checks_what_was_made_in_the_own_place(house: House) -> None:
    """钱 orders in 陈's place; 陈 comes back and finds it."""
    delegate(house, "chen", "qian", FRIDAY)
    asked = waiting(house, login="qian")
    assert check(house, asked.reference, login="chen").code == "same_person"
    assert check(house, asked.reference, login="qian").code == "same_person"
    assert check(house, asked.reference).code == "done"


def test_third_and_second_hand_are_not_each_others_place(house: House) -> None:
    policy(house, "approve", LARGE, 3, TUESDAY)
    house.open(TUESDAY)
    delegate(house, "zhao", "chen", FRIDAY)
    asked = waiting(house)
    assert check(house, asked.reference).detail["state"] == "awaiting_approval"
    assert authorise(house, asked.reference, login="chen").code == "same_person"
    assert authorise(house, asked.reference, login="founder").code == "done"


def test_a_request_is_not_checked_in_its_requesters_place(house: House) -> None:
    asked = house.request(MILLION).reference
    house.grant(asked, MILLION)
    delegate(house, "wu", "zhao", FRIDAY)
    assert house.check(asked).code == "same_person"
    assert house.check(asked, login="chen").code == "done"


def test_what_was_delegated_is_not_passed_on(house: House) -> None:
    delegate(house, "zhao", "qian", FRIDAY)
    delegate(house, "qian", "sun", FRIDAY)
    asked = waiting(house)
    assert check(house, asked.reference, login="sun").code == "not_permitted"


def test_a_delegation_names_somebody_a_day_and_a_reason(house: House) -> None:
    assert delegate(house, "zhao", "nobody", FRIDAY).code == "unknown_person"
    assert delegate(house, "zhao", "zhao", FRIDAY).code == "unknown_person"
    assert delegate(house, "zhao", "qian", FRIDAY, reason=" ").code == "reason_missing"
    assert delegate(house, "zhao", "qian", date(2026, 11, 20)).code == "bad_date"
    early = date(2026, 11, 20)
    assert delegate(house, "zhao", "qian", FRIDAY, from_date=early).code == "bad_date"
    assert delegate(house, "reader", "qian", FRIDAY).code == "not_permitted"
