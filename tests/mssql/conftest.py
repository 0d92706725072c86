"""A small house on either database. On SQL Server each test makes its own and drops it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House
from tests.mssql import houses


@pytest.fixture
def server_database() -> Iterator[str]:
    """Return the URL of a new, empty database."""
    with houses.fresh_database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("mssql", marks=pytest.mark.mssql)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Return the small house with lines, once on each database."""
    if request.param == "sqlite":
        yield houses.with_lines(str(tmp_path / "house.db"))
        return
    built = houses.with_lines(request.getfixturevalue("server_database"))
    yield built
    built.engine.dispose()


@pytest.fixture
def server_house(server_database: str) -> Iterator[House]:
    """Return the small house with lines on SQL Server."""
    built = houses.with_lines(server_database)
    yield built
    built.engine.dispose()
