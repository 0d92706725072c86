"""The same answers on either database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from backend.contract import Dimension, DrawLimit, ReserveLimit
from backend.queries.statistics.rows import Asked
from backend.queries.statistics.sections import read_statistics
from backend.services.limits.propose import propose_moves
from backend.services.simulate import reserve_deals, simulate_deals, with_ids
from tests.house import FRIDAY, MILLION, YI, House
from tests.mssql import houses


@pytest.fixture(params=["sqlite", pytest.param("mssql", marks=pytest.mark.mssql)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Return the small house with lines, once on each database."""
    if request.param == "sqlite":
        yield houses.with_lines(str(tmp_path / "house.db"))
        return
    with houses.fresh_database() as url:
        built = houses.with_lines(url)
        yield built
        built.engine.dispose()


def _deals(house: House, *amounts: tuple[str, int]) -> list[ReserveLimit]:
    deals = [
        house.deal(ReserveLimit, amount * MILLION, unit=unit, id="") for unit, amount in amounts
    ]
    return with_ids([one for one in deals if isinstance(one, ReserveLimit)])


def test_a_list_of_deals(house: House) -> None:
    deals = _deals(house, ("treasury", 30), ("treasury", 15), ("trade", 5))
    asked = simulate_deals(house.engine, deals, house.clock)
    assert [(one.fits, one.short_minor) for one in asked] == [
        (True, 0),
        (False, 5 * MILLION),
        (True, 0),
    ]
    reserved = reserve_deals(house.engine, deals, house.clock)
    assert [one.fits for one in reserved] == [True, False, True]
    again = reserve_deals(house.engine, deals, house.clock)
    assert [one.outcome.reference for one in again] == [one.outcome.reference for one in reserved]
    assert house.book().nodes["product:1/placement"].reserved_minor == 35 * MILLION


def test_moves_are_proposed(house: House) -> None:
    wanted = _deals(house, ("320000", 35), ("trade", 5))
    for until in (None, FRIDAY):
        proposal = propose_moves(house.engine, wanted, house.clock, until=until)
        assert [(one.giver, one.taker, one.amount_minor) for one in proposal.moves] == [
            ("treasury", "320000", 25 * MILLION)
        ]
        assert [(one.met, one.moved) for one in proposal.demands] == [(True, True), (True, False)]


def test_every_section_of_the_statistics(house: House) -> None:
    later = date(2027, 6, 30)
    assert house.draw(30 * MILLION, maturity_date=later).accepted
    assert house.draw(4 * MILLION, unit="320000", maturity_date=later).accepted
    told = house.deal(DrawLimit, 12 * MILLION, told=True, maturity_date=later, unit="treasury")
    assert house.execute(told)[0].accepted
    house.cap(Dimension.COUNTRY, 40 * MILLION, base=500 * MILLION)
    found = house.reading(
        lambda connection: read_statistics(connection, Asked(since=date(2026, 1, 1)))
    )
    used = {one.name.code: one.used_minor // MILLION for one in found.products}
    assert used == {"placement": 46}
    assert {one.name.code: one.used_minor // MILLION for one in found.units}["treasury"] == 42
    assert [(one.name.code, one.used_minor, one.line_minor) for one in found.countries] == [
        ("JP", 46 * MILLION, 40 * MILLION)
    ]
    (month,) = found.months
    assert (month.deals, month.drawn_minor, month.peak_minor) == (3, 46 * MILLION, 46 * MILLION)
    assert [one.name.code for one in found.top_institutions] == [YI]
    assert [one.name.code for one in found.top_units] == ["treasury", "320000"]
    assert found.dormant == []
    assert {one.label.code: (one.active_minor, one.passive_minor) for one in found.breaches} == {
        "unit:1/placement/treasury": (2 * MILLION, 0),
        "country:JP": (0, 6 * MILLION),
    }
    narrow = Asked(
        since=date(2026, 1, 1),
        product="placement",
        unit="domestic_branches",
        country="JP",
        dormant_days=0,
    )
    found = house.reading(lambda connection: read_statistics(connection, narrow))
    assert [one.used_minor for one in found.products] == [4 * MILLION]
    assert [one.name.code for one in found.units] == ["domestic_branches", "320000"]
    assert [one.drawn_minor for one in found.months] == [4 * MILLION]
    assert (found.dormant, found.ending, found.breaches) == ([], [], [])
