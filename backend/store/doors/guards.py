"""The triggers of the doors: generated from what the tables and `rights` say, with bodies by hand.

Each asks, of whoever is not the database's owner: does the person's role list an operation that
writes here; do the columns that say who say that person; do those that say when say now. What else
a table needs stands in `bodies/<table>_<insert|update>.sql`, which knows `@who`, `@today`, and
between commas `@held`, the person's operations, and `@units`, those to act for.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from sqlalchemy import Table

from backend.store.doors.checks import checks
from backend.store.doors.orders import COMMANDS, POSTS
from backend.store.doors.rights import EVERYBODY, OPERATIONS, PARAMETERS, operations_on
from backend.store.doors.speech import holds, listed, prelude
from backend.store.tables import metadata


def guards() -> Mapping[str, str]:
    """Return trigger name → DDL for every table that a login may write."""
    made: dict[str, str] = {}
    for table in guarded_tables():
        for event in ("insert", "update"):
            if event == "insert" or operations_on(table.name, insert=False):
                name = f"{table.name}_door_{event}"
                asked = f"{prelude()}{checks(table, event)}{_body(table, event)}"
                made[name] = (
                    f"CREATE TRIGGER {name} ON {table.name} AFTER {event.upper()} AS\n"
                    f"BEGIN\n    SET NOCOUNT ON;\n{asked}END"
                )
    return made


def guarded_tables() -> list[Table]:
    """Return the tables into which somebody's login may write."""
    named = {right.table for rights in OPERATIONS.values() for right in rights}
    named |= {right.table for right in EVERYBODY}
    return [table for table in metadata.sorted_tables if table.name in named]


def _body(table: Table, event: str) -> str:
    folder = files("backend.store.doors") / "bodies"
    source = folder / f"{table.name}_{event}.sql"
    if table.name in PARAMETERS and not source.is_file():
        source = folder / "parameter_by_order.sql"
    if not source.is_file():
        return ""
    return source.read_text(encoding="utf-8").format(
        commands=_commands(), posts=_posts(), pairs=listed(["/".join(pair) for pair in POSTS])
    )


def _commands() -> str:
    """Return the T-SQL condition that a receipt's command is one of an operation that is held."""
    return "\n                      OR ".join(
        f"({holds((operation,))} AND inserted.command IN ({listed(names)}))"
        for operation, names in _grouped(COMMANDS).items()
    )


def _posts() -> str:
    """Return the T-SQL condition that a receipt's command posts such an entry."""
    pairs = {f"{kind}/{command}": operation for (kind, command), operation in POSTS.items()}
    return "\n                           OR ".join(
        f"({holds((operation,))} AND inserted.kind + N'/' + receipt.command\n"
        f"                               IN ({listed(names)}))"
        for operation, names in _grouped(pairs).items()
    )


def _grouped(named: Mapping[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name, operation in named.items():
        groups.setdefault(operation, []).append(name)
    return groups
