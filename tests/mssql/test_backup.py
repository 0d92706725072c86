"""A week that is backed up comes back the same on both databases, and across them in a drill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.bootstrap import House as Open
from backend.bootstrap import open_house
from backend.errors import InputError
from backend.queries.verification.verify import verify
from sync.backup.check import check_file
from sync.backup.create import Made, create
from sync.backup.restore import drill, restore
from tests.house import House
from tests.mssql import houses
from tests.mssql.test_week import week


def silent(_step: str, _done: int, _total: int) -> None:
    """Show no bar."""


def opened(house: House, database: str) -> Open:
    """Return the house as the program opens it, on its own clock."""
    return houses.kept(open_house(houses.settings_of(database), house.clock))


@pytest.fixture
def database(house: House) -> str:
    """Return where the house is, after the week."""
    week(house)
    return house.engine.url.render_as_string(hide_password=False).removeprefix("sqlite:///")


@pytest.fixture
def made(house: House, database: str, tmp_path: Path) -> Made:
    """Return a backup of the week."""
    return create(opened(house, database), tmp_path, silent)


@pytest.fixture
def empty(database: str, tmp_path: Path) -> Iterator[str]:
    """Return a place of the same kind for another database."""
    if "://" not in database:
        yield str(tmp_path / "restored.db")
        return
    with houses.fresh_database() as url:
        yield url


def test_a_week_comes_back(house: House, made: Made, empty: str) -> None:
    assert made.manifest.discrepancies == 0
    check_file(made.path, silent, made.manifest_hash)
    restore(made.path, houses.settings_of(empty), silent)
    restored = opened(house, empty)
    try:
        assert houses.picture(restored.engine) == houses.picture(house.engine)
        with restored.reading() as connection:
            assert verify(connection, made.manifest.heads) == []
        again = create(restored, made.path.parent, silent)
        assert again.manifest.tables == made.manifest.tables
    finally:
        restored.engine.dispose()


def test_a_week_is_drilled_in_a_file(house: House, made: Made) -> None:
    drilled = drill(made.path, houses.settings_of("unused.db"), silent)
    assert drilled.manifest.dialect == house.engine.dialect.name


def test_a_used_database_is_refused(house: House, made: Made, database: str) -> None:
    before = houses.picture(house.engine)
    with pytest.raises(InputError) as error:
        restore(made.path, houses.settings_of(database), silent)
    assert error.value.code in {"restore_not_empty", "restore_target_used"}
    assert houses.picture(house.engine) == before
