"""The invented banks, evaluated: what every test of evaluation paper begins with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend.bootstrap import House, found_house
from backend.language import Language
from backend.settings import Settings
from sync.load import load_masters
from sync.statements.load import load_evaluation_sample

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def sample_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The sample's institutions and persons without their lines, evaluated."""
    path = tmp_path_factory.mktemp("sample") / "fidesk.db"
    house = found_house(Settings(str(path), "zhao_lei", Language.CHINESE), lambda: NOW)
    load_masters(house, lambda *_moved: None)
    load_evaluation_sample(house, lambda *_: None)
    return house
