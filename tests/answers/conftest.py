"""The house of these tests: `tests.house.with_lines`, on Monday at ten."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from tests.answers.desk import Desk
from tests.house import House, at, with_lines


@pytest.fixture(scope="session")
def lined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a house with lines once a worker."""
    house = with_lines(tmp_path_factory.mktemp("lined"))
    house.engine.dispose()
    with house.sqlite() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return house.path


@pytest.fixture
def house(lined: Path, tmp_path: Path) -> House:
    """Give a copy of it."""
    copied = at(Path(shutil.copy(lined, tmp_path / "house.db")))
    copied.numbers = itertools.count(1000)  # ids after those of the lines
    return copied


@pytest.fixture
def desk(house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Sit at it."""
    monkeypatch.setenv("FIDESK_NOW", "2026-11-23T10:00:00+08:00")
    return Desk(house, capsys)
