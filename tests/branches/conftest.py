"""The desk of these tests: one small house with the returns of earlier months."""

from __future__ import annotations

from tests.desk.conftest import seat, small_desk, small_house

__all__ = ["seat", "small_desk", "small_house"]
