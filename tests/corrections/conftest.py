"""A house with lines, for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import house as houses
from tests.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Give a house with lines."""
    found = houses.with_lines(tmp_path)
    yield found
    found.engine.dispose()
