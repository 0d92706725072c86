"""Migrations: an empty file becomes exactly what the tables declare, whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from backend.bootstrap import found_house, open_house
from backend.errors import OutageError
from backend.language import Language
from backend.settings import Settings
from backend.store.engine import file_engine
from backend.store.migrate import newest_schema, present_schema, upgrade
from backend.store.tables import metadata
from backend.store.triggers import install_triggers


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fidesk.db"


@pytest.fixture
def engine(path: Path) -> Engine:
    return file_engine(path)


def master(path: Path) -> list[tuple[str, str, str]]:
    """Return every table, index and trigger of a file with its definition."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
        ).fetchall()


def test_an_empty_file_becomes_what_the_tables_declare(engine: Engine, path: Path) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        assert present_schema(connection) == newest_schema()
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
    tables = {name for kind, name, _definition in master(path) if kind == "table"}
    assert {table.name for table in metadata.tables.values()} == tables - {
        "alembic_version",
        "sqlite_sequence",
    }


def test_every_table_is_strict(engine: Engine, path: Path) -> None:
    """A text in a column of numbers is refused by the file itself."""
    upgrade(engine)
    with closing(sqlite3.connect(path)) as connection:
        strict = {
            row[1]: bool(row[5])
            for row in connection.execute("PRAGMA table_list")
            if row[2] == "table" and not row[1].startswith("sqlite_")
        }
    assert {table.name for table in metadata.tables.values()} <= set(strict)
    assert [name for name, is_strict in strict.items() if not is_strict] in (
        [],
        ["alembic_version"],
    )


def test_checks_and_keys_are_those_that_are_declared(
    engine: Engine, path: Path, tmp_path: Path
) -> None:
    """What comparing metadata does not see: the definitions, word for word, made either way."""
    upgrade(engine)
    declared = file_engine(tmp_path / "declared.db")
    metadata.create_all(declared)
    own = {name: " ".join(sql.split()) for kind, name, sql in master(path) if kind == "table"}
    other = master(tmp_path / "declared.db")
    for kind, name, definition in other:
        if kind == "table" and name in metadata.tables:
            assert _parts(own[name]) == _parts(definition), name


def _parts(definition: str) -> set[str]:
    """Return the lines of a table's definition, in no order: columns, checks, keys."""
    body = " ".join(definition.split()).partition("(")[2].rpartition(")")[0]
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(body[start:place])
            start = place + 1
    return {part.strip() for part in (*parts, body[start:])}


def test_the_file_is_in_write_ahead_logging(engine: Engine, path: Path) -> None:
    upgrade(engine)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_upgrading_again_changes_nothing(engine: Engine, path: Path) -> None:
    upgrade(engine)
    before = master(path)
    upgrade(engine)
    upgrade(file_engine(path))
    assert master(path) == before


@pytest.mark.parametrize("step", ["migrations", "triggers"])
def test_an_interrupted_upgrade_leaves_nothing(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The power fails after the tables, or between the triggers."""
    original_upgrade = command.upgrade

    def fail_after_tables(*given: object, **named: object) -> None:
        original_upgrade(*given, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    def fail_after_triggers(*given: object) -> None:
        install_triggers(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if step == "migrations":
            patched.setattr(command, "upgrade", fail_after_tables)
        else:
            patched.setattr("backend.store.migrate.install_triggers", fail_after_triggers)
        with pytest.raises(KeyboardInterrupt):
            upgrade(engine)
    assert master(path) == []
    upgrade(engine)
    with engine.connect() as connection:
        assert present_schema(connection) == newest_schema()


def test_a_database_of_another_schema_is_refused(path: Path) -> None:
    settings = Settings(str(path), "zhao_lei", Language.ENGLISH)
    found_house(settings)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(OutageError) as refused:
        open_house(settings)
    assert (refused.value.code, refused.value.exit_code) == ("other_schema", 3)
    chinese, english = (refused.value.sentence(language) for language in Language)
    for sentence in (chinese, english):
        for part in (str(path), "9999", newest_schema(), "fidesk init"):
            assert part in sentence


@pytest.mark.parametrize("content", ["", "CREATE TABLE shopping (item TEXT)"])
def test_a_database_of_somebody_else_is_refused(path: Path, content: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(content)
    path.touch()
    settings = Settings(str(path), "zhao_lei", Language.ENGLISH)
    with pytest.raises(OutageError) as refused:
        open_house(settings)
    assert refused.value.code == "not_our_database"
    assert "fidesk init" in refused.value.sentence(Language.ENGLISH)
