"""The desk of these tests: the house of the invented banks."""

from __future__ import annotations

from tests.calc.conftest import office
from tests.desk.conftest import seat, small_desk, small_house

__all__ = ["office", "seat", "small_desk", "small_house"]
