"""The houses of these tests: founded once for a worker, copied for each test.

`desk` holds the whole sample: some 700 institutions. `small_desk` holds its invented banks only, so
that many workbooks can be pulled and pushed.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from backend.bootstrap import found_house
from backend.language import Language
from backend.settings import Settings
from sync.load import SAMPLE, load_sample
from tests.desk.desk import MORNING, Desk, Seat

_ADMINISTRATOR = "zhao_lei"


def _found(path: Path, sample: Path) -> Path:
    settings = Settings(str(path), _ADMINISTRATOR, Language.ENGLISH)
    house = found_house(settings, lambda: datetime.fromisoformat(MORNING))
    loaded = load_sample(house, lambda _step, _done, _total: None, sample)
    assert not loaded.refused
    with closing(sqlite3.connect(path)) as connection:  # one file is enough to copy
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def whole_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a house with the whole sample."""
    return _found(tmp_path_factory.mktemp("whole") / "fidesk.db", SAMPLE)


@pytest.fixture(scope="session")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a house with the sample's invented banks."""
    sample = tmp_path_factory.mktemp("invented")
    for source in SAMPLE.glob("*.csv"):
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        if source.stem in {"institutions", "lines", "allocations"}:
            lines = [lines[0], *(line for line in lines if line.startswith("EXM"))]
        if source.stem == "deals":
            lines = [lines[0], *(line for line in lines if ",EXM" in line)]
        (sample / source.name).write_text("".join(lines), encoding="utf-8")
    return _found(sample / "fidesk.db", sample)


@pytest.fixture
def seat(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Seat:
    """Give a desk at a copy of a house, on Monday at ten."""

    def sit(house: Path) -> Desk:
        for name in ("FIDESK_DATABASE", "FIDESK_USER", "FIDESK_LANGUAGE"):
            monkeypatch.delenv(name, raising=False)
        desk = Desk(Path(shutil.copy(house, tmp_path / "fidesk.db")), capsys, monkeypatch)
        desk.at(MORNING)
        return desk

    return sit


@pytest.fixture
def desk(seat: Seat, whole_house: Path) -> Desk:
    """Sit at the whole sample."""
    return seat(whole_house)


@pytest.fixture
def small_desk(seat: Seat, small_house: Path) -> Desk:
    """Sit at the invented banks."""
    return seat(small_house)


@pytest.fixture
def seat_without_house(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """Sit where no house stands yet."""
    desk = Desk(tmp_path / "fidesk.db", capsys, monkeypatch)
    desk.at(MORNING)
    return desk
