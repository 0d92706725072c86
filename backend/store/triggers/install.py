"""Put the triggers into a database, and say which ones should be there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

from sqlalchemy import Connection, text

from backend.store.triggers import generated

_MARK = re.compile(r"^-- trigger (?P<name>\w+)$", re.MULTILINE)
#: What a restore does not ask again: whether days had come, and who held which right in the past.
_WITHHELD = frozenset({"business_day_jump", "approval_hand"})


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
    """Return the generated triggers of SQL Server: of the tables, and of the doors to them."""
    from backend.store.doors import guards  # noqa: PLC0415 - only on that dialect
    from backend.store.triggers import generated_mssql  # noqa: PLC0415 - only on that dialect

    return {**generated_mssql.triggers(), **guards()}


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
    remove_triggers(connection)
    for ddl in expected_triggers(dialect).values():
        connection.exec_driver_sql(ddl)


def remove_triggers(connection: Connection) -> None:
    """Drop every trigger, inside the caller's transaction; whoever does so installs them anew."""
    for name in _present(connection, connection.dialect.name):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def withhold_trail(connection: Connection) -> None:
    """Take the triggers away that write the audit and its marks, inside the caller's transaction.

    A restore brings the trail along as evidence: written anew it would be another one; and the days
    that it opens have come, however long nobody opened one. Whoever withholds them calls
    `install_triggers` in the same transaction.
    """
    for name in expected_triggers(connection.dialect.name):
        trail = name == "audit_mark" or name.endswith(("_audit_insert", "_audit_update"))
        if trail or name in _WITHHELD:
            connection.execute(text(f"DROP TRIGGER {name}"))


def number_on(connection: Connection, table: str, number: int) -> None:
    """Let the next row that a trigger writes into a numbered table get the number after this one.

    A restore keeps the gaps that SQL Server left in the numbers of what the calendar posted.
    """
    if connection.dialect.name == "sqlite":
        statement = text("UPDATE sqlite_sequence SET seq = :number WHERE name = :name")
        connection.execute(statement, {"number": number, "name": table})
    else:
        connection.execute(text(f"DBCC CHECKIDENT ('{table}', RESEED, {int(number)})"))


def _present(connection: Connection, dialect: str) -> list[str]:
    source = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if dialect == "sqlite"
        else "SELECT name FROM sys.triggers WHERE parent_class = 1"
    )
    return [str(name) for (name,) in connection.execute(text(source))]
