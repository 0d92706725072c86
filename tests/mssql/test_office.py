"""The whole office comes to the same on both databases, and comes back from a backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.bootstrap import open_house
from backend.language import Language
from backend.queries.verification.verify import verify
from backend.settings import Settings
from sync.backup.check import check_file
from sync.backup.create import create
from sync.backup.restore import drill, restore
from tests.mssql import houses, office
from tests.mssql.office import Office

pytestmark = pytest.mark.mssql


@pytest.fixture(scope="module")
def on_file(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the office in a file, after the day."""
    folder = tmp_path_factory.mktemp("file")
    return _after_the_day(str(folder / "fidesk.db"), folder)


@pytest.fixture(scope="module")
def on_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return the office on the server, after the same day."""
    with houses.fresh_database() as url:
        yield _after_the_day(url, tmp_path_factory.mktemp("server"))


def _after_the_day(database: str, folder: Path) -> Office:
    built = office.found_office(database, folder)
    built.taken = office.morning(built)
    built.outcomes = office.afternoon(built)
    built.papers = office.evening(built)
    return built


def test_the_day_was_the_same(on_file: Office, on_server: Office) -> None:
    assert on_server.taken == on_file.taken
    assert on_server.outcomes == on_file.outcomes
    assert on_server.papers == on_file.papers
    assert office.counts(on_server) == office.counts(on_file)


def test_the_books_say_the_same(on_file: Office, on_server: Office) -> None:
    file, server = office.books(on_file), office.books(on_server)
    for name, book in file.items():
        for part, expected in book.items():
            assert server[name][part] == expected, (name, part)


def test_the_papers_say_the_same(on_file: Office, on_server: Office) -> None:
    file, server = office.papers(on_file), office.papers(on_server)
    for part, expected in file.items():
        assert server[part] == expected, part


def test_sealing_verifies(on_file: Office, on_server: Office) -> None:
    sealed, found = office.sealed(on_server)
    assert found == []
    assert office.sealed(on_file) == (sealed, [])


def test_the_office_comes_back(on_server: Office, tmp_path: Path) -> None:
    with on_server.step("backup"):
        made = create(on_server.at(office.ADMINISTRATOR), tmp_path, office.silent)
    assert made.manifest.discrepancies == 0
    check_file(made.path, office.silent, made.manifest_hash)
    with on_server.step("drill"):
        drill(made.path, on_server.house.settings, office.silent)
    with houses.fresh_database() as url:
        settings = Settings(url, office.ADMINISTRATOR, Language.ENGLISH)
        with on_server.step("restore"):
            restore(made.path, settings, office.silent)
        restored = houses.kept(open_house(settings, on_server.house.clock))
        with restored.reading() as connection:
            assert verify(connection, made.manifest.heads) == []
        again = Office(restored, tmp_path)
        assert office.counts(again) == office.counts(on_server)
        assert office.papers(again) == office.papers(on_server)
