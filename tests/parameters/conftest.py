"""The house of these tests: lines for 乙 and 丙 in placements, FX and trade finance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import BING, MILLION, YI, House, build


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Found a house whose treasury holds 100 million of every line used here."""
    made = build(tmp_path)
    for bank in (YI, BING):
        for product in ("placement", "foreign_exchange", "trade_finance"):
            assert made.approve(100 * MILLION, product=product, bank=bank).accepted
            assert made.allocate("treasury", 100 * MILLION, product=product, bank=bank).accepted
    yield made
    made.engine.dispose()
