"""Bring a database to the schema of this program, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from backend.errors import OutageError
from backend.store.server import allow_snapshots, take_turn
from backend.store.triggers import install_triggers, remove_triggers

_FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, bound to `connection` when one is given."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


def newest_schema() -> str:
    """Return the schema version of this program."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def present_schema(connection: Connection) -> str:
    """Return the schema version of the database; empty when it holds none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(engine: Engine) -> None:
    """Migrate to the newest schema and make the triggers anew, in one transaction.

    On SQLite the file is switched to write-ahead logging first, and on SQL Server the database to
    row versions, which no transaction may hold.
    """
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            raw.close()
    allow_snapshots(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # A table that is made anew under its old name keeps the references to it only so; that
            # they hold is asked before anything is committed.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            take_turn(connection)
            remove_triggers(connection)
            command.upgrade(configuration(connection), "head")
            install_triggers(connection)
            _require_references(connection)


def _require_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise OutageError("database_damaged")
