"""A regulatory cap is part of what is available: in cells, in sheets, in what a deal is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

import udfs.desk
from backend.bootstrap import House as Bank
from backend.bootstrap import open_house
from backend.contract import OutcomeCode
from backend.dates import SHANGHAI
from backend.language import Language
from backend.queries.rows import LimitsBook
from backend.queries.sheets.limits_book import read_limits_book
from backend.settings import Settings
from tests.house import MILLION, YI, House
from tests.parameters.test_regulation import apply, capital, rule
from udfs.desk import Desk, close_desk
from udfs.limits import FI_AVAILABLE, FI_BINDING, FI_CHECK

CAP = "regulation:large_exposure/group:example"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def capped(house: House) -> House:
    """Cap the group at 40 million, of which 30 are exposed already."""
    house.draw(30 * MILLION)
    capital(house, 160)
    rule(house, "large_exposure", 25)
    assert apply(house).accepted
    return house


@pytest.fixture
def cells(capped: House) -> Iterator[None]:
    """Let cells ask that house, in English."""
    bank: Bank = open_house(Settings(str(capped.path), "li", Language.ENGLISH), lambda: NOW)
    desk = Desk(bank)
    desk.refresh()
    udfs.desk._OPEN[:] = [desk]
    yield
    close_desk()


def _book(house: House) -> LimitsBook:
    return house.reading(
        lambda connection: read_limits_book(
            connection, house.today, house.clock(), "li", Language.ENGLISH
        )
    )


@pytest.mark.parametrize(
    ("product", "room"),
    [
        ("placement", 10),  # all of a placement is exposed
        ("trade_finance", 50),  # a fifth of it is
    ],
)
def test_sheets_tell_the_room_that_a_deal_then_has(capped: House, product: str, room: int) -> None:
    book = _book(capped)
    (line,) = (one for one in book.ledger if one.key == f"{YI}/{product}")
    assert line.available_minor == room * MILLION
    assert line.binding is not None
    assert (line.binding.node, line.binding.owner_en) == (CAP, "Risk Management")
    (share,) = (one for one in book.allocation if one.key == f"{YI}/{product}")
    assert share.shares["treasury"].available_minor == room * MILLION

    refused = capped.draw(room * MILLION + 100, product=product)
    assert (refused.code, refused.available_minor) == (OutcomeCode.OVER_LINE, room * MILLION)
    assert refused.binding is not None
    assert refused.binding.node == CAP
    assert capped.draw(room * MILLION, product=product).accepted


def test_a_request_is_tested_against_the_cap(capped: House) -> None:
    capped.request(5 * MILLION, unit="treasury", login="li")
    (row,) = _book(capped).requests
    assert row.test_room_minor == 5 * MILLION
    assert row.test_binding is not None
    assert row.test_binding.node == CAP


@pytest.mark.usefixtures("cells")
def test_cells_name_the_cap_and_its_owner() -> None:
    assert FI_AVAILABLE(YI, "placement", "treasury") == 1000.0
    assert FI_AVAILABLE(YI, "trade_finance", "treasury") == 5000.0
    said: Any = FI_BINDING(YI, "placement", "treasury")
    assert said.startswith("Regulatory cap (large exposure, Example Group) 1,000.00")
    assert "Risk Management" in said
    answer = FI_CHECK(YI, "placement", 11_000_000.0, "USD", "1M", "treasury")
    assert answer.startswith("No")
    assert "Regulatory cap (large exposure" in answer


def test_without_capital_nothing_is_capped(house: House) -> None:
    rule(house, "large_exposure", 25)
    assert house.draw(90 * MILLION).accepted
    (line,) = (one for one in _book(house).ledger if one.key == f"{YI}/placement")
    assert line.available_minor == 10 * MILLION
    assert line.binding is None or line.binding.node != CAP
