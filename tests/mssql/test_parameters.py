"""Regulatory caps on either database: set by two hands, counted in exposure, bound by triggers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.contract.parameters import SetParameter
from backend.queries.caps import outdated_caps, standing_caps
from backend.queries.dated import standing_rows
from backend.queries.institutions import institution_names
from backend.queries.regulation import read_regulation
from backend.queries.rows import InstitutionName
from backend.queries.verification.verify import verify
from backend.services.parameters.dated import TABLES
from tests.house import BING, MILLION, MONDAY, House, key
from tests.mssql.houses import entries, refusal
from tests.parameters.test_regulation import agreed, apply, capital, rule


def test_a_cap_binds_and_nobody_moves_it_alone(house: House) -> None:
    assert house.draw(3 * MILLION).accepted
    assert capital(house, 40).accepted
    assert rule(house, "large_exposure", 25).accepted
    assert apply(house).accepted
    refused = house.draw(8 * MILLION)
    assert (refused.code, refused.available_minor) == ("over_line", 7 * MILLION)
    assert refused.binding is not None
    assert refused.binding.node == key("cap")

    forged: dict[str, Any] = {
        "id": "forged",
        "kind": "approve",
        "node": "cap",
        "approved_delta_minor": MILLION,
    }
    assert refusal(house.engine, entries(house, forged)) == "hands"
    with house.engine.connect() as connection:
        assert verify(connection) == []


def test_every_dated_table_is_added_to_and_read(house: House) -> None:
    (bank,) = (number for number, one in _names(house).items() if one.bic8 == BING)
    rows: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "factor": ({"product_code": "placement"}, {"factor_e6": 900_000}),
        "factor_step": (
            {"product_code": "placement", "netted": 0, "from_days": 366},
            {"factor_e6": 1_000_000},
        ),
        "regulatory_factor": (
            {"product_code": "placement", "netted": 0, "from_days": 366},
            {"factor_e6": 1_000_000},
        ),
        "charge_rule": (
            {"business_code": "loan"},
            {
                "product_code": "placement",
                "party": "borrowing_bank",
                "basis": "principal",
                "starts": "trade_date",
                "ends": "money_back",
            },
        ),
        "regulation": ({"rule_code": "gsib"}, {"share_e6": 150_000, "switched_on": 0}),
        "own_capital": ({"measure": "tier1"}, {"currency_code": "USD", "amount_minor": MILLION}),
        "netting_agreement": ({"institution_id": bank}, {"holds": 1, "document": "ISDA 2026"}),
        "institution_mark": ({"institution_id": bank, "mark": "gsib"}, {"holds": 1}),
        "lending_rule": (
            {"giver_unit_code": "treasury", "taker_unit_code": "", "product_code": ""},
            {"allowed": 1, "most_minor": None},
        ),
    }
    assert rows.keys() == TABLES.keys()
    for table, (key_, values) in rows.items():
        ordered = {"table": table, "key": key_, "values": values, "valid_from": MONDAY}
        assert agreed(house, SetParameter, **ordered).accepted, table
        with house.engine.connect() as connection:
            standing = standing_rows(connection, TABLES[table].table, MONDAY)
        assert {**key_, **values, "valid_from": MONDAY} in standing
        assert house.send(SetParameter, login="li", **ordered).code == "date_taken"
    with house.engine.connect() as connection:
        assert verify(connection) == []


def test_caps_that_are_behind_are_found(house: House) -> None:
    def behind() -> tuple[int, int]:
        with house.engine.connect() as connection:
            regulation = read_regulation(connection, MONDAY)
            caps = standing_caps(connection, MONDAY)
            found = outdated_caps(connection, regulation, caps)
            return len(found.missing), len(found.changed)

    capital(house, 40)
    rule(house, "large_exposure", 25)
    missing, changed = behind()
    assert missing > 0
    assert changed == 0
    assert apply(house).accepted
    assert behind() == (0, 0)


def _names(house: House) -> Mapping[int, InstitutionName]:
    return house.reading(institution_names)
