"""Houses and backups of these tests: made once for a worker, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sync.backup.create import Made
from tests.backup.houses import back_up, full
from tests.house import House, at


@pytest.fixture(scope="session")
def full_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return the house with a row in every table. It is not changed: copy it."""
    return full(tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="session")
def whole_backup(full_house: House, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a backup of the full house. It is not changed: copy it."""
    return back_up(full_house, tmp_path_factory.mktemp("backup"))


@pytest.fixture
def house(full_house: House, tmp_path: Path) -> House:
    """Return a copy of the full house."""
    copied = at(Path(shutil.copy(full_house.path, tmp_path / "house.db")))
    copied.clock.now = full_house.clock.now
    return copied


@pytest.fixture
def backup(whole_backup: Made, tmp_path: Path) -> Path:
    """Return a copy of the backup, to do as one likes."""
    return Path(shutil.copy(whole_backup.path, tmp_path / "backup.zip"))
