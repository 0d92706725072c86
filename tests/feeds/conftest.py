"""A house with the sample's invented banks, founded once for a worker and copied for each test."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backend.bootstrap import found_house
from backend.language import Language
from backend.settings import Settings
from sync.load import SAMPLE, load_sample
from tests.feeds.desk import MORNING, Desk


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a house with the invented banks, their lines and deals."""
    sample = tmp_path_factory.mktemp("invented")
    for source in SAMPLE.glob("*.csv"):
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        if source.stem in {"institutions", "lines", "allocations"}:
            lines = [lines[0], *(line for line in lines if line.startswith("EXM"))]
        if source.stem == "deals":
            lines = [lines[0], *(line for line in lines if ",EXM" in line)]
        (sample / source.name).write_text("".join(lines), encoding="utf-8")
    path = sample / "fidesk.db"
    house = found_house(Settings(str(path), "zhao_lei", Language.ENGLISH), lambda: MORNING)
    assert not load_sample(house, lambda _step, _done, _total: None, sample).refused
    house.engine.dispose()
    with closing(sqlite3.connect(path)) as connection:  # one file is enough to copy
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def desk(invented: Path, tmp_path: Path) -> Desk:
    """Sit at a copy of it, on Monday at ten."""
    return Desk(Path(shutil.copy(invented, tmp_path / "fidesk.db")), tmp_path / "files")
