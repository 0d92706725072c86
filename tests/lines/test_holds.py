"""Holds on lines: what they hold back or add, when they end, what stays possible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backend.contract import Command
from backend.contract.lines import (
    ExtendFreeze,
    ExtendIncrease,
    FreezeLine,
    IncreaseLine,
    ResumeLine,
    RevertIncrease,
    SuspendLine,
    UnfreezeLine,
)
from backend.queries.verification.verify import verify
from tests.house import FEBRUARY, FRIDAY, MILLION, MONDAY, YI, House
from tests.lines.hands import BANK, GROUP, JAPAN, PLACEMENT, TRADE, TREASURY, order

NEXT_MONDAY = date(2026, 11, 30)
A_WEEK_LATER = date(2026, 12, 7)


def _sound(house: House) -> None:
    """Nothing that the vault holds says other than its entries."""
    assert house.reading(verify) == []


# --- freeze ------------------------------------------------------------------------------------


def test_a_line_in_use_is_frozen_the_excess_is_derived_and_releases_stay_possible(
    house: House,
) -> None:
    deal = house.draw(30 * MILLION, maturity_date=FEBRUARY).reference
    frozen = order(house, FreezeLine, **PLACEMENT, amount_minor=80 * MILLION)
    assert frozen.accepted
    assert frozen.reference == "FD-20261123-0001"
    assert (frozen.available_minor, frozen.excess_minor) == (0, 10 * MILLION)
    refused = house.draw(1 * MILLION, unit="trade")
    assert refused.code == "over_line"
    assert refused.binding is not None
    assert refused.binding.node == "product:1/placement"
    assert house.release(deal, 25 * MILLION).accepted
    assert house.room("product") == 15 * MILLION
    assert house.draw(15 * MILLION, unit="trade").accepted
    _sound(house)


def test_what_was_held_before_may_still_be_drawn_and_a_deal_that_is_done_is_still_told(
    house: House,
) -> None:
    held = house.reserve(10 * MILLION).reference
    order(house, FreezeLine, **PLACEMENT, amount_minor=95 * MILLION)
    assert house.draw(10 * MILLION, reservation=held).accepted
    told = house.draw(5 * MILLION, told=True)
    assert told.accepted
    assert told.excess_minor == 10 * MILLION


@pytest.mark.parametrize("line", [TREASURY, BANK, GROUP, JAPAN])
def test_every_level_can_be_frozen_whole_and_comes_back(house: House, line: Any) -> None:
    before = house.rows("SELECT * FROM balance")
    frozen = order(house, FreezeLine, **line)
    assert frozen.accepted
    assert house.draw(1).code == "suspended"
    thawed = order(house, UnfreezeLine, freeze=frozen.reference)
    assert thawed.accepted
    assert house.rows("SELECT * FROM balance") == before
    assert house.draw(1).accepted
    _sound(house)


def test_the_end_of_a_whole_freeze_does_not_resume_what_was_suspended_before(house: House) -> None:
    order(house, SuspendLine, **PLACEMENT)
    frozen = order(house, FreezeLine, **PLACEMENT)
    assert order(house, UnfreezeLine, freeze=frozen.reference).accepted
    assert house.draw(1).code == "suspended"
    assert order(house, ResumeLine, **PLACEMENT).accepted
    assert house.draw(1).accepted


def test_a_freeze_is_thawed_in_parts_and_once(house: House) -> None:
    frozen = order(house, FreezeLine, **PLACEMENT, amount_minor=60 * MILLION).reference
    assert order(house, UnfreezeLine, freeze=frozen, amount_minor=20 * MILLION).accepted
    assert house.node("product").frozen_minor == 40 * MILLION
    beyond = order(house, UnfreezeLine, freeze=frozen, amount_minor=40 * MILLION + 1)
    assert beyond.code == "bad_amount"
    assert order(house, UnfreezeLine, freeze=frozen).accepted
    assert house.node("product").frozen_minor == 0
    assert order(house, UnfreezeLine, freeze=frozen).code == "already_resolved"
    _sound(house)


@pytest.mark.parametrize("opened", [NEXT_MONDAY, A_WEEK_LATER])
def test_a_dated_freeze_thaws_by_itself_also_when_nothing_ran_for_a_week(
    house: House, opened: date
) -> None:
    order(house, FreezeLine, **PLACEMENT, amount_minor=60 * MILLION, last_date=FRIDAY)
    assert house.node("product", FRIDAY).frozen_minor == 60 * MILLION
    assert house.node("product", date(2026, 11, 28)).frozen_minor == 0  # a query needs no writer
    house.open(FRIDAY)
    assert house.node("product").frozen_minor == 60 * MILLION
    house.open(opened)
    assert house.node("product").frozen_minor == 0
    ends = house.rows("SELECT mode, business_date FROM entry WHERE kind = 'unfreeze'")
    assert ends == [("auto", "2026-11-28")]
    _sound(house)


def test_a_clock_that_is_set_back_neither_thaws_twice_nor_freezes_again(house: House) -> None:
    order(house, FreezeLine, **PLACEMENT, amount_minor=60 * MILLION, last_date=FRIDAY)
    house.open(NEXT_MONDAY)
    house.open(MONDAY)
    assert (house.today, house.node("product").frozen_minor) == (NEXT_MONDAY, 0)
    house.open(A_WEEK_LATER)
    assert house.value("SELECT count(*) FROM entry WHERE kind = 'unfreeze'") == 1


def test_a_freeze_is_held_longer_but_not_ended_by_a_nearer_day(house: House) -> None:
    frozen = order(
        house, FreezeLine, **PLACEMENT, amount_minor=60 * MILLION, last_date=FRIDAY
    ).reference
    assert order(house, ExtendFreeze, freeze=frozen, last_date=MONDAY).code == "bad_date"
    assert order(house, ExtendFreeze, freeze=frozen, last_date=date(2026, 12, 4)).accepted
    house.open(NEXT_MONDAY)
    assert house.node("product").frozen_minor == 60 * MILLION
    house.open(A_WEEK_LATER)
    assert house.node("product").frozen_minor == 0
    _sound(house)


# --- suspend -----------------------------------------------------------------------------------


def test_a_suspended_line_takes_no_new_use_and_gives_back_what_is_used(house: House) -> None:
    deal = house.draw(5 * MILLION).reference
    assert order(house, SuspendLine, **PLACEMENT).accepted
    assert house.draw(1).code == "suspended"
    assert order(house, SuspendLine, **PLACEMENT).code == "wrong_state"
    assert house.release(deal).accepted
    assert order(house, ResumeLine, **PLACEMENT).accepted
    assert order(house, ResumeLine, **PLACEMENT).code == "wrong_state"
    assert house.draw(1).accepted


def test_who_suspended_and_why_is_kept(house: House) -> None:
    order(house, SuspendLine, **PLACEMENT, reason="制裁名单核查", login="zhao")
    (kept,) = house.rows("SELECT login, detail FROM receipt WHERE command = 'SuspendLine'")
    assert kept[0] == "zhao"
    assert "制裁名单核查" in kept[1]


# --- increase ----------------------------------------------------------------------------------


def test_an_increase_is_used_and_ends_by_itself_leaving_a_passive_excess(house: House) -> None:
    raised = order(house, IncreaseLine, **PLACEMENT, amount_minor=10 * MILLION, last_date=FRIDAY)
    assert raised.accepted
    assert raised.reference == "LZ-20261123-0001"
    share = order(house, IncreaseLine, **TREASURY, amount_minor=10 * MILLION, last_date=FRIDAY)
    assert share.accepted
    assert house.draw(50 * MILLION, maturity_date=FEBRUARY).accepted
    house.open(NEXT_MONDAY)
    assert house.figures("temporary", short="unit:treasury") == (0,)
    assert house.room("unit:treasury") == -10 * MILLION
    assert house.draw(1).code == "over_line"
    _sound(house)


def test_a_share_is_not_increased_past_what_the_line_can_give(house: House) -> None:
    order(house, IncreaseLine, **PLACEMENT, amount_minor=3 * MILLION, last_date=FRIDAY)
    refused = order(house, IncreaseLine, **TRADE, amount_minor=4 * MILLION, last_date=FRIDAY)
    assert (refused.code, refused.available_minor) == ("over_allocated", 3 * MILLION)
    assert order(house, IncreaseLine, **TRADE, amount_minor=3 * MILLION, last_date=FRIDAY).accepted
    assert house.draw(23 * MILLION, unit="trade").accepted


def test_an_increase_lasts_longer_or_ends_before_its_day(house: House) -> None:
    raised = order(
        house, IncreaseLine, **PLACEMENT, amount_minor=10 * MILLION, last_date=FRIDAY
    ).reference
    late = {"increase": raised, "last_date": date(2026, 12, 4)}
    assert order(house, ExtendIncrease, **late, amount_minor=9).code == "changed_meanwhile"
    assert order(house, ExtendIncrease, **late, amount_minor=10 * MILLION).accepted
    house.open(NEXT_MONDAY)
    assert house.figures("temporary") == (10 * MILLION,)
    assert order(house, RevertIncrease, increase=raised, amount_minor=4 * MILLION).accepted
    assert house.figures("temporary") == (6 * MILLION,)
    assert order(house, RevertIncrease, increase=raised).accepted
    assert house.figures("temporary") == (0,)
    assert order(house, RevertIncrease, increase=raised).code == "already_resolved"
    house.open(A_WEEK_LATER)
    assert house.figures("temporary") == (0,)
    _sound(house)


def test_a_unit_without_a_share_gets_one_for_a_time(house: House) -> None:
    order(house, IncreaseLine, **PLACEMENT, amount_minor=5 * MILLION, last_date=FRIDAY)
    branch = {**PLACEMENT, "unit": "110000"}
    raised = order(house, IncreaseLine, **branch, amount_minor=5 * MILLION, last_date=FRIDAY)
    assert raised.code in {"done", "over_allocated"}  # beneath a group, the group's pool counts


# --- refusals ----------------------------------------------------------------------------------

Fields = dict[str, Any]
REFUSALS: list[tuple[str, type[Command], Fields]] = [
    ("not_permitted", FreezeLine, {**PLACEMENT, "login": "qian"}),
    ("not_permitted", UnfreezeLine, {"freeze": "FD-20261123-0001", "login": "zhao"}),
    ("not_permitted", IncreaseLine, {**PLACEMENT, "login": "chen", "amount_minor": 1}),
    ("unknown_institution", FreezeLine, {"institution": "NOBKJPJT", "product": "x"}),
    ("unknown_product", FreezeLine, {"institution": YI, "product": "gold"}),
    ("unknown_unit", FreezeLine, {**PLACEMENT, "unit": "risk_management"}),
    ("unknown_currency", FreezeLine, {**PLACEMENT, "currency": "XXX"}),
    ("unknown_cap", FreezeLine, {"country": "FR"}),
    ("unknown_reference", UnfreezeLine, {"freeze": "YZ-20261123-0001"}),
    ("unknown_reference", RevertIncrease, {"increase": "FD-20261123-0001"}),
    ("bad_amount", FreezeLine, {**PLACEMENT, "amount_minor": 0, "reason": ""}),
    ("bad_amount", FreezeLine, {**PLACEMENT, "amount_minor": 100 * MILLION + 1}),
    ("bad_date", FreezeLine, {**PLACEMENT, "last_date": date(2026, 11, 22), "reason": ""}),
    ("bad_date", IncreaseLine, {**PLACEMENT, "amount_minor": 1, "last_date": date(2026, 11, 22)}),
    ("reason_missing", FreezeLine, {**PLACEMENT, "reason": " "}),
    ("reason_missing", SuspendLine, {**BANK, "reason": ""}),
    ("no_line", FreezeLine, {"institution": YI, "product": "bonds"}),
    ("no_line", SuspendLine, {**PLACEMENT, "tenor_days": 90}),
    ("no_line", IncreaseLine, {"institution": YI, "product": "bonds", "unit": "trade"}),
]


@pytest.mark.parametrize(("code", "kind", "fields"), REFUSALS)
def test_a_refusal_has_its_name_and_leaves_no_trace(
    house: House, code: str, kind: type[Command], fields: Fields
) -> None:
    house.reserve(1)  # YZ-20261123-0001
    order(house, FreezeLine, **TRADE, amount_minor=1)  # FD-20261123-0001
    before = house.rows("SELECT * FROM balance")
    usual: Fields = {}
    if kind is IncreaseLine:
        usual = {"amount_minor": MILLION, "last_date": FRIDAY}
    assert order(house, kind, **{**usual, **fields}).code == code
    assert house.rows("SELECT * FROM balance") == before


Act = Callable[[House], object]


def test_the_same_order_again_does_nothing_twice(house: House) -> None:
    first = order(house, FreezeLine, **PLACEMENT, amount_minor=MILLION, id="F-1")
    again = order(house, FreezeLine, **PLACEMENT, amount_minor=MILLION, id="F-1")
    assert (again.code, again.reference) == ("exists", first.reference)
    assert house.node("product").frozen_minor == MILLION
