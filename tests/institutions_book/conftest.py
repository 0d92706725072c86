"""The desk at a house of the sample's invented banks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.conftest import seat, small_house
from tests.desk.desk import Desk, Seat

__all__ = ["seat", "small_house"]


@pytest.fixture
def desk(seat: Seat, small_house: Path) -> Desk:
    """Sit at a copy of it, on Monday at ten."""
    return seat(small_house)
