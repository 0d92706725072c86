"""A house with lines, for orders on lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import House, with_lines


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return a house with lines: country 500, group 300, 乙 200, placement 100."""
    return with_lines(tmp_path)
