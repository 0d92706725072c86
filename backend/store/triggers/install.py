"""Put the triggers into a database, and say which ones should be there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

from sqlalchemy import Connection, text

from backend.store.triggers import generated

_MARK = re.compile(r"^-- trigger (?P<name>\w+)$", re.MULTILINE)


def expected_triggers(dialect: str) -> Mapping[str, str]:
    """Return trigger name → DDL for `sqlite` or `mssql`, in the order of creation."""
    written = dict(_written(dialect))
    made = generated.sqlite_triggers() if dialect == "sqlite" else generated_for_sql_server()
    twice = set(written) & set(made)
    if twice:
        message = f"two triggers of one name: {sorted(twice)}"
        raise ValueError(message)
    return written | dict(made)


def generated_for_sql_server() -> Mapping[str, str]:
    """Return the generated triggers of SQL Server."""
    from backend.store.triggers import generated_mssql  # noqa: PLC0415 - only on that dialect

    return generated_mssql.triggers()


def _written(dialect: str) -> Mapping[str, str]:
    triggers: dict[str, str] = {}
    folder = files("backend.store.triggers") / dialect
    for source in sorted(folder.iterdir(), key=lambda item: item.name):
        if not source.name.endswith(".sql"):
            continue
        parts = _MARK.split(source.read_text(encoding="utf-8"))
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            triggers[name] = body.strip().rstrip(";")
    return triggers


def install_triggers(connection: Connection) -> None:
    """Drop every trigger of ours and make the present ones, inside the caller's transaction."""
    dialect = connection.dialect.name
    for name in _present(connection, dialect):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    for ddl in expected_triggers(dialect).values():
        connection.exec_driver_sql(ddl)


def _present(connection: Connection, dialect: str) -> list[str]:
    source = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if dialect == "sqlite"
        else "SELECT name FROM sys.triggers WHERE parent_class = 1"
    )
    return [str(name) for (name,) in connection.execute(text(source))]
