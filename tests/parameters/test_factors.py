"""What a deal takes of its line, and what it adds to exposure: two tables, never mixed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from backend.money import FACTOR_SCALE
from backend.queries.factors import read_regulatory_factors, read_use_factors
from backend.services.founding.found import found
from backend.store.tables import parameters, reference
from tests.house import MILLION, MONDAY, YI, YI_SINGAPORE, House

PERCENT = FACTOR_SCALE // 100


def fx(house: House, days: int, bank: str = YI) -> tuple[int, int]:
    """Draw 10 million of FX for so many days; return line use and exposure in dollars."""
    outcome = house.draw(
        10 * MILLION,
        institution=bank,
        product="foreign_exchange",
        maturity_date=MONDAY + timedelta(days=days),
    )
    assert outcome.accepted, outcome
    (row,) = house.rows(
        "SELECT used_delta_minor, exposure_used_delta_minor FROM entry WHERE id = ?",
        outcome.reference,
    )
    return row[0] // 100, row[1] // 100


@pytest.mark.parametrize(
    ("days", "taken"),
    [(1, 100_000), (365, 100_000), (366, 500_000), (1826, 500_000), (1827, 750_000)],
)
def test_fx_takes_its_add_on_by_remaining_tenor(house: House, days: int, taken: int) -> None:
    assert fx(house, days) == (taken, taken)


def test_what_is_left_of_it_counts_not_how_long_it_ran(house: House) -> None:
    outcome = house.draw(
        10 * MILLION,
        product="foreign_exchange",
        value_date=MONDAY - timedelta(days=700),
        maturity_date=MONDAY + timedelta(days=10),
    )
    assert outcome.line_use_minor == MILLION // 10


def test_a_confirmation_takes_all_of_its_line_and_a_fifth_of_exposure(house: House) -> None:
    outcome = house.draw(5 * MILLION, product="trade_finance")
    assert outcome.line_use_minor == 5 * MILLION
    assert (
        house.value("SELECT exposure_used_delta_minor FROM entry WHERE id = ?", outcome.reference)
        == MILLION
    )


def test_a_reservation_holds_exposure_and_its_draw_takes_it(house: House) -> None:
    held = house.reserve(5 * MILLION, product="trade_finance")
    assert house.value("SELECT open_exposure_minor FROM due") == MILLION
    drawn = house.draw(5 * MILLION, product="trade_finance", reservation=held.reference)
    assert drawn.accepted
    assert house.value("SELECT open_exposure_minor FROM due") == 0
    assert house.value("SELECT open_exposure_minor FROM open_draw") == MILLION


def agree(house: House, day: date, holds: int = 1, institution: int = 1) -> None:
    """Put a netting agreement on file."""
    row = {
        "institution_id": institution,
        "valid_from": day,
        "holds": holds,
        "document": "ISDA 2026-1",
    }
    with house.engine.begin() as connection:
        connection.execute(insert(parameters.netting_agreement), [row])


def netted_steps(house: House, *steps: tuple[int, int]) -> None:
    """Enter what netted FX takes: (from so many days on, per cent)."""
    rows = [
        {
            "product_code": "foreign_exchange",
            "netted": 1,
            "from_days": days,
            "valid_from": MONDAY,
            "factor_e6": percent * PERCENT,
        }
        for days, percent in steps
    ]
    with house.engine.begin() as connection:
        connection.execute(insert(parameters.factor_step), rows)


def test_netting_counts_only_with_an_agreement_on_file_that_day(house: House) -> None:
    netted_steps(house, (0, 0), (366, 3))
    assert fx(house, 400)[0] == 500_000
    agree(house, MONDAY + timedelta(days=1))
    assert fx(house, 400)[0] == 500_000  # the agreement begins tomorrow
    house.open(MONDAY + timedelta(days=1))
    assert fx(house, 400)[0] == 300_000
    agree(house, MONDAY + timedelta(days=2), holds=0)
    house.open(MONDAY + timedelta(days=2))
    assert fx(house, 400)[0] == 500_000


def test_a_branch_nets_by_its_head_office(house: House) -> None:
    netted_steps(house, (0, 0), (366, 3))
    agree(house, MONDAY)
    assert fx(house, 400, YI_SINGAPORE)[0] == 300_000


def test_an_agreement_without_netted_rows_changes_nothing(house: House) -> None:
    agree(house, MONDAY)
    assert fx(house, 400) == (500_000, 500_000)


def test_a_factor_of_a_day_to_come_does_not_count(house: House) -> None:
    tomorrow = MONDAY + timedelta(days=1)
    with house.engine.begin() as connection:
        connection.execute(
            insert(reference.factor),
            [{"product_code": "placement", "valid_from": tomorrow, "factor_e6": 50 * PERCENT}],
        )
    assert house.draw(MILLION).line_use_minor == MILLION
    house.open(tomorrow)
    assert house.draw(MILLION).line_use_minor == MILLION // 2


def test_the_two_tables_are_never_mixed(house: House) -> None:
    use = house.reading(lambda connection: read_use_factors(connection, MONDAY))
    regulatory = house.reading(lambda connection: read_regulatory_factors(connection, MONDAY))
    assert use.use_factor("trade_finance", 30) == 100 * PERCENT
    assert regulatory.regulatory_factor("trade_finance", 30) == 20 * PERCENT
    assert use.use_factor("delivery", 1) == 100 * PERCENT
    assert regulatory.regulatory_factor("delivery", 1) == 0
    assert use.use_factor("nothing") is None


def test_founding_again_leaves_what_the_bank_changed(house: House) -> None:
    before = house.value("SELECT count(*) FROM factor_step")
    found(house.engine, house.clock(), "founder")
    assert house.value("SELECT count(*) FROM factor_step") == before == 3
