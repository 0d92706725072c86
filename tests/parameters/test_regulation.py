"""监管限额: caps from own capital, set by two, counted in exposure, live for every later deal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backend.contract import Outcome
from backend.contract.approvals import CheckApproval
from backend.contract.parameters import ApplyRegulation, SetParameter
from backend.queries.verification.verify import verify
from tests.house import MILLION, MONDAY, House

WAN_E6 = 10_000


def agreed(house: House, command: Any, **fields: Any) -> Outcome:
    """Give an order of parameters, and the second hand that it waits for."""
    said = house.send(command, login="li", **fields)
    assert said.code == "awaiting", said
    return house.send(CheckApproval, number=said.reference, confirmed=True, login="zhao")


def capital(house: House, millions: int, measure: str = "tier1", day: date = MONDAY) -> Outcome:
    """Set own capital, in millions of dollars."""
    values = {"currency_code": "USD", "amount_minor": millions * MILLION}
    return agreed(
        house,
        SetParameter,
        table="own_capital",
        key={"measure": measure},
        values=values,
        valid_from=day,
    )


def rule(house: House, code: str, percent: int, *, on: bool = True) -> Outcome:
    """Switch a rule on or off."""
    return agreed(
        house,
        SetParameter,
        table="regulation",
        key={"rule_code": code},
        values={"share_e6": percent * WAN_E6, "switched_on": int(on)},
        valid_from=MONDAY,
    )


def apply(house: House) -> Outcome:
    """Set the caps anew."""
    return agreed(house, ApplyRegulation)


def test_a_quarter_of_tier_one_bounds_a_group_in_exposure(house: House) -> None:
    assert house.draw(30 * MILLION).accepted
    assert capital(house, 200).accepted
    assert rule(house, "large_exposure", 25).accepted
    assert apply(house).accepted
    (row,) = house.rows(
        "SELECT approved_minor, used_minor, exposure_used_minor FROM node "
        "JOIN balance ON node_id = id WHERE node_key = 'regulation:large_exposure/group:example'"
    )
    assert row == (50 * MILLION, 30 * MILLION, 30 * MILLION)
    refused = house.draw(21 * MILLION)
    assert refused.code == "over_line"
    assert refused.available_minor == 20 * MILLION
    assert refused.binding is not None
    assert refused.binding.node == "regulation:large_exposure/group:example"
    assert (refused.binding.owner_en, refused.binding.room_minor) == (
        "Risk Management",
        20 * MILLION,
    )
    assert house.draw(20 * MILLION).accepted
    assert house.draw(1, told=True).excess_minor == 1
    with house.engine.connect() as connection:
        assert verify(connection) == []


def test_a_country_is_bounded_by_net_capital(house: House) -> None:
    capital(house, 40)
    rule(house, "country_concentration", 25)
    capital(house, 40, "net_capital")
    apply(house)
    nodes = house.rows("SELECT node_key FROM node WHERE dimension = 'regulation' ORDER BY 1")
    assert ("regulation:country_concentration/country:JP",) in nodes
    refused = house.draw(11 * MILLION)
    assert refused.binding is not None
    assert refused.binding.node == "regulation:country_concentration/country:JP"


def test_the_same_figures_set_nothing_and_a_rule_switched_off_bounds_nothing(
    house: House,
) -> None:
    capital(house, 40)
    rule(house, "large_exposure", 25)
    first = apply(house)
    assert int(first.detail["set"]) > 0
    assert apply(house).detail["set"] == "0"
    assert house.draw(11 * MILLION).code == "over_line"
    house.open(date(2026, 11, 24))
    agreed(
        house,
        SetParameter,
        table="regulation",
        key={"rule_code": "large_exposure"},
        values={"share_e6": 25 * WAN_E6, "switched_on": 0},
        valid_from=date(2026, 11, 24),
    )
    assert apply(house).accepted
    assert house.draw(11 * MILLION).accepted


def test_nobody_sets_a_cap_alone(house: House) -> None:
    said = house.send(ApplyRegulation, login="li")
    assert said.code == "awaiting"
    assert house.rows("SELECT 1 FROM node WHERE dimension = 'regulation'") == []
    assert house.send(CheckApproval, number=said.reference, confirmed=True, login="li").code in {
        "same_person",
        "not_permitted",
    }


def test_a_rule_without_capital_is_said(house: House) -> None:
    rule(house, "gsib", 15)
    said = house.send(ApplyRegulation, login="li")
    assert (said.code, said.detail["measure"]) == ("no_capital", "tier1")


GOOD: dict[str, Any] = {
    "table": "regulation",
    "key": {"rule_code": "gsib"},
    "values": {"share_e6": 150_000, "switched_on": 1},
    "valid_from": MONDAY,
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"table": "person"}, "unknown_parameter"),
        ({"key": {"rule_code": "nonsense"}}, "unknown_parameter"),
        ({"key": {"rule_code": ""}}, "unknown_parameter"),
        ({"key": {}}, "unknown_parameter"),
        ({"values": {"share_e6": 0, "switched_on": 1}}, "bad_amount"),
        ({"values": {"share_e6": 150_000, "switched_on": 2}}, "bad_amount"),
        ({"values": {"share_e6": 150_000}}, "unknown_parameter"),
        ({"valid_from": date(2026, 11, 20)}, "bad_date"),
        (
            {
                "table": "own_capital",
                "key": {"measure": "tier1"},
                "values": {"currency_code": "XXX", "amount_minor": 1},
            },
            "unknown_currency",
        ),
        (
            {
                "table": "institution_mark",
                "key": {"institution_id": 99_999, "mark": "gsib"},
                "values": {"holds": 1},
            },
            "unknown_institution",
        ),
    ],
)
def test_a_parameter_is_of_its_table_or_refused(
    house: House, change: dict[str, Any], code: str
) -> None:
    said = house.send(SetParameter, login="li", **{**GOOD, **change})
    assert said.code == code
    assert house.rows("SELECT 1 FROM approval") == []


def test_a_value_is_added_and_never_altered(house: House) -> None:
    assert agreed(house, SetParameter, **GOOD).accepted
    again = house.send(SetParameter, login="li", **GOOD)
    assert again.code == "date_taken"
    later = {**GOOD, "valid_from": date(2026, 12, 1)}
    assert agreed(house, SetParameter, **later).accepted
    rows = house.rows("SELECT valid_from, share_e6 FROM regulation WHERE rule_code = 'gsib'")
    assert len(rows) == 3  # as shipped, from today, from December


def test_a_deal_says_its_business_and_keeps_it(house: House) -> None:
    taken = house.draw(MILLION, business="placement")
    assert taken.accepted
    assert house.value("SELECT business_code FROM entry WHERE id = ?", taken.reference) == (
        "placement"
    )
    refused = house.draw(MILLION, business="bond")
    assert refused.code == "not_charged"
    assert "Bonds" in refused.detail["charge_en"]
    assert house.draw(MILLION, business="bond", told=True).accepted
