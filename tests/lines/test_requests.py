"""预占延长, 临时增额, 收回 as requests; who may lend; transfers across products."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backend.contract import RequestKind
from backend.contract.approvals import AuthoriseApproval, CheckApproval
from backend.contract.lines import IncreaseLine, ReallocateProducts, RecallLoan
from backend.queries.verification.verify import verify
from tests.house import FRIDAY, MILLION, YI, House
from tests.lines.hands import PLACEMENT, order

TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
NEXT_MONDAY = date(2026, 11, 30)


def _granted(house: House, number: str, amount: int) -> Any:
    granted = house.grant(number, amount)
    return house.check(number) if granted.accepted else granted


# --- prolong a reservation ---------------------------------------------------------------------


def test_a_reservation_is_prolonged_by_request(house: House) -> None:
    held = house.reserve(3 * MILLION, unit="320000", login="wu").reference
    asked = house.request(3 * MILLION, kind=RequestKind.EXTEND, purpose="客户推迟")
    assert asked.accepted
    purpose = house.value("SELECT purpose FROM request WHERE number = ?", asked.reference)
    assert purpose == f"{held} 客户推迟"
    assert house.grant(asked.reference, 2 * MILLION).code == "bad_amount"  # a day, not an amount
    assert _granted(house, asked.reference, 3 * MILLION).accepted
    house.open(FRIDAY)
    assert house.figures("reserved", short="unit:320000") == (3 * MILLION,)
    house.open(NEXT_MONDAY)
    assert house.figures("reserved", short="unit:320000") == (0,)
    assert house.reading(verify) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount_minor": 2 * MILLION}, "unknown_reference"),
        ({"purpose": "YZ-20261123-0009 客户推迟"}, "unknown_reference"),
        ({"purpose": "YZ-20261123-0001 客户推迟", "amount_minor": 2 * MILLION}, "bad_amount"),
        ({"last_date": date(2026, 11, 23)}, "bad_date"),
    ],
)
def test_a_prolongation_that_means_nothing_is_refused(
    house: House, fields: dict[str, Any], code: str
) -> None:
    house.reserve(3 * MILLION, unit="320000", login="wu")
    usual = {"amount_minor": 3 * MILLION, "kind": RequestKind.EXTEND}
    assert house.request(**{**usual, **fields}).code == code


def test_two_alike_reservations_are_told_apart_by_number(house: House) -> None:
    house.reserve(3 * MILLION, unit="320000", login="wu")
    second = house.reserve(3 * MILLION, unit="320000", login="wu").reference
    usual: dict[str, Any] = {"kind": RequestKind.EXTEND}
    assert house.request(3 * MILLION, **usual).code == "unknown_reference"
    asked = house.request(3 * MILLION, purpose=f"{second} 客户推迟", **usual)
    assert _granted(house, asked.reference, 3 * MILLION).accepted
    house.open(TUESDAY)
    assert house.figures("reserved", short="unit:320000") == (3 * MILLION,)


# --- increase for a time -----------------------------------------------------------------------


def test_a_branch_asks_for_more_until_friday(house: House) -> None:
    order(house, IncreaseLine, **PLACEMENT, amount_minor=5 * MILLION, last_date=FRIDAY)
    group = {**PLACEMENT, "unit": "domestic_branches"}
    order(house, IncreaseLine, **group, amount_minor=5 * MILLION, last_date=FRIDAY)
    asked = house.request(4 * MILLION, kind=RequestKind.INCREASE).reference
    assert _granted(house, asked, 4 * MILLION).accepted
    assert house.draw(14 * MILLION, unit="320000", login="wu").accepted
    house.open(NEXT_MONDAY)
    assert house.figures("temporary", short="unit:320000") == (0,)
    assert house.room("unit:320000") == -4 * MILLION
    assert house.reading(verify) == []


def test_more_than_the_group_has_left_is_refused_when_it_is_granted(house: House) -> None:
    asked = house.request(11 * MILLION, kind=RequestKind.INCREASE).reference
    refused = house.grant(asked, 11 * MILLION)
    assert (refused.code, refused.available_minor) == ("over_allocated", 10 * MILLION)


# --- recall ------------------------------------------------------------------------------------


def test_a_lender_calls_its_share_home_and_the_drawn_part_follows_its_deal(house: House) -> None:
    lent = house.lend(8 * MILLION, "trade", "treasury").reference
    deal = house.draw(3 * MILLION).reference  # what is borrowed is drawn first
    loan = f"DJ-{lent.removeprefix('SQ-')}"
    asked = house.request(
        8 * MILLION,
        kind=RequestKind.RECALL,
        unit="trade",
        login="sun",
        last_date=TUESDAY,
        purpose="自用",
    )
    assert asked.accepted
    assert _granted(house, asked.reference, 8 * MILLION).accepted
    assert house.book().dues[loan].last_date == TUESDAY
    house.open(WEDNESDAY)
    assert house.node("unit:trade").temporary_minor == -3 * MILLION
    house.release(deal)
    assert house.node("unit:trade").temporary_minor == 0
    assert house.reading(verify) == []


def test_an_officer_recalls_at_once(house: House) -> None:
    lent = house.lend(8 * MILLION, "trade", "treasury").reference
    recalled = order(house, RecallLoan, loan=lent)
    assert recalled.accepted
    assert recalled.detail["last_date"] == "2026-11-23"
    assert house.node("unit:trade").temporary_minor == -8 * MILLION
    house.open(TUESDAY)
    assert house.node("unit:trade").temporary_minor == 0
    assert order(house, RecallLoan, loan=lent).code == "already_resolved"
    assert order(house, RecallLoan, loan="DJ-20261123-999").code == "unknown_reference"
    assert house.reading(verify) == []


def test_only_the_lender_may_ask_for_its_loan(house: House) -> None:
    house.lend(8 * MILLION, "trade", "treasury")
    asked = house.request(
        8 * MILLION,
        kind=RequestKind.RECALL,
        unit="overseas_branches",
        login="feng",
        last_date=TUESDAY,
    )
    assert asked.code == "unknown_reference"


# --- who may give ------------------------------------------------------------------------------


def _rule(house: House, giver: str, taker: str, *, allowed: int, most: int | None = None) -> None:
    with house.sqlite() as connection:
        connection.execute(
            "INSERT INTO lending_rule VALUES (?, ?, '', '2026-01-01', ?, ?)",
            (giver, taker, allowed, most),
        )


def test_a_rule_keeps_a_unit_from_lending(house: House) -> None:
    _rule(house, "trade", "", allowed=0)
    refused = house.lend(5 * MILLION, "trade", "treasury")
    assert refused.code == "lending_not_allowed"
    assert house.move("trade", "treasury", 5 * MILLION).code == "lending_not_allowed"
    assert house.lend(5 * MILLION, "overseas_branches", "treasury").accepted


def test_the_more_specific_rule_counts_and_bounds_the_amount(house: House) -> None:
    _rule(house, "trade", "", allowed=0)
    _rule(house, "trade", "treasury", allowed=1, most=3 * MILLION)
    refused = house.lend(5 * MILLION, "trade", "treasury")
    assert (refused.code, refused.detail["most"]) == ("lending_not_allowed", "300.00")
    assert house.lend(3 * MILLION, "trade", "treasury").accepted


def test_a_rule_made_since_the_request_stops_it_at_the_grant(house: House) -> None:
    asked = house.request(
        3 * MILLION, kind=RequestKind.TRANSFER, lending_unit="trade", unit="treasury", login="qian"
    ).reference
    house.consent(asked, "sun")
    _rule(house, "trade", "treasury", allowed=0)
    refused = house.grant(asked, 3 * MILLION)
    assert refused.code == "lending_not_allowed"
    named = (refused.detail["giver_zh"], refused.detail["giver_en"])
    assert named == ("国际业务部", "International Business")


def test_a_lender_that_may_not_lend_is_not_proposed(house: House) -> None:
    asked = house.request(3 * MILLION, kind=RequestKind.TRANSFER)
    assert asked.detail["lending_unit"] == "treasury"
    _rule(house, "treasury", "", allowed=0)
    again = house.request(3 * MILLION, kind=RequestKind.TRANSFER)
    assert again.detail["lending_unit"] == "trade"


# --- across products ---------------------------------------------------------------------------


def _across(house: House, amount: int, **fields: Any) -> Any:
    usual = {
        "institution": YI,
        "from_product": "placement",
        "product": "trade_finance",
        "from_unit": "treasury",
        "to_unit": "trade",
        "amount_minor": amount,
        "reason": "贸易融资旺季",
    }
    return house.send(ReallocateProducts, **{**usual, **fields})


def test_a_share_goes_to_another_product_with_three_hands(house: House) -> None:
    waiting = _across(house, 15 * MILLION)
    assert waiting.code == "awaiting"
    number = waiting.detail["approval"]
    checked = house.send(CheckApproval, number=number, confirmed=True, login="zhao")
    assert checked.detail["state"] == "awaiting_approval"
    assert house.node("product").approved_minor == 100 * MILLION
    done = house.send(AuthoriseApproval, number=number, confirmed=True, login="chen")
    assert done.accepted
    assert house.node("product").approved_minor == 85 * MILLION
    assert house.node("product", product="trade_finance").approved_minor == 65 * MILLION
    assert house.node("unit:treasury").approved_minor == 25 * MILLION
    assert house.node("unit:trade", product="trade_finance").approved_minor == 15 * MILLION
    assert house.reading(verify) == []


def test_what_is_used_does_not_go_to_another_product(house: House) -> None:
    house.draw(30 * MILLION)
    refused = _across(house, 15 * MILLION)
    assert (refused.code, refused.available_minor) == ("below_use", 10 * MILLION)
    assert _across(house, 15 * MILLION, product="placement").code == "unknown_product"
    assert _across(house, 15 * MILLION, product="bonds").code == "no_line"
