"""A small house with dealings of both years, and its books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from addin.exchange import pull_book
from backend.bootstrap import House as OpenHouse
from backend.bootstrap import open_house
from backend.language import Language
from backend.settings import read_settings
from tests.calc.conftest import office
from tests.house import BING, House, build
from tests.reciprocity.facts import average, dealing, take

__all__ = ["office"]  # the office of tests/calc serves here too

Pull = Callable[..., Path]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return a house without dealings."""
    return build(tmp_path)


@pytest.fixture
def dealt(house: House) -> House:
    """Return a house in which 丙 gives less than it gets, and 乙 has an account only."""
    take(
        house,
        dealing(1_234_567_89, bank=BING, fee_fen=123_456_78, deal_count=12),
        dealing(98_765_432, bank=BING, currency_code="JPY", product_code="credit_advised"),
        dealing(7_777_777_77, bank=BING, direction="out", currency_code="EUR", deal_count=5),
        dealing(1_000_000_01, bank=BING, direction="out", month=date(2025, 5, 1)),
        dealing(5_000_000_00, bank=BING, direction="mutual", product_code="placement"),
    )
    average(house, 304_000_000_00, "vostro", date(2026, 1, 1))
    return house


def opened(house: House, login: str = "li") -> OpenHouse:
    """Return the house as a person opens it."""
    return open_house(read_settings(str(house.path), login, "zh"), house.clock)


@pytest.fixture
def pull(tmp_path: Path) -> Pull:
    """Pull the book of a house."""

    def pulled(house: House, login: str = "li", language: str = "zh", year: str = "") -> Path:
        path = tmp_path / f"reciprocity_{login}_{language}.xlsx"
        scope = {"year": year} if year else None
        pull_book(opened(house, login), "reciprocity", path, Language(language), scope)
        return path

    return pulled
