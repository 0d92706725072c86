"""Regulatory caps on either database: set by two hands, counted in exposure, bound by triggers."""

from __future__ import annotations

from typing import Any

from backend.queries.verification.verify import verify
from tests.house import MILLION, House, key
from tests.mssql.houses import entries, refusal
from tests.parameters.test_regulation import apply, capital, rule


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
