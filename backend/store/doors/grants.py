"""The outer wall as T-SQL: a database role for each role of the house, and what it is granted.

Rights are taken and given anew each time, so that they follow the table `permission`. On SQL Server
an INSERT needs no right on the tables that its foreign keys name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from backend.store.doors.kinds import WRITTEN_BY_NO_LOGIN
from backend.store.doors.rights import SIGNATURE, rights_of
from backend.store.tables import metadata

#: How the database roles begin.
PREFIX = "fidesk_"
#: Alembic's own table: read at every start, so that program and schema fit.
_SCHEMA_VERSION = "alembic_version"


def quoted(name: str) -> str:
    """Return a name as T-SQL takes it, whatever it holds."""
    return "[" + name.replace("]", "]]") + "]"


def database_role(role: str) -> str:
    """Return the database role that stands for a role of the house."""
    return PREFIX + role


def create_role(role: str) -> str:
    """Return the statement that makes the database role; nothing of it is granted yet."""
    return f"CREATE ROLE {quoted(database_role(role))}"


def grant_statements(role: str, operations: Collection[str]) -> Iterator[str]:
    """Yield what takes from a role whatever it has, and gives it what its operations need."""
    to = quoted(database_role(role))
    rights = rights_of(operations)
    yield f"GRANT SELECT ON {_SCHEMA_VERSION} TO {to}"
    for table in metadata.sorted_tables:
        name = quoted(table.name)
        listed = ", ".join(quoted(column.name) for column in table.columns)
        yield (
            f"REVOKE INSERT, UPDATE, DELETE ON {name} FROM {to}; "
            f"REVOKE UPDATE ON {name} ({listed}) FROM {to}; "
            f"GRANT SELECT ON {name} TO {to}"
        )
        right = rights.get(table.name)
        if right is None:
            continue
        if right.insert:
            yield f"GRANT INSERT ON {name} TO {to}"
        if right.columns:
            changed = ", ".join(quoted(column) for column in (*right.columns, *SIGNATURE))
            yield f"GRANT UPDATE ON {name} ({changed}) TO {to}"


def where_known(role: str) -> Iterator[str]:
    """Yield what not every server knows: the same said once more by DENY, which no grant undoes.

    With the definitions in sight, whoever verifies sees that the triggers are there.
    """
    to = quoted(database_role(role))
    for name in (*WRITTEN_BY_NO_LOGIN, _SCHEMA_VERSION):
        if name in metadata.tables or name == _SCHEMA_VERSION:
            yield f"DENY INSERT, UPDATE, DELETE, ALTER ON {quoted(name)} TO {to}"
    for table in metadata.sorted_tables:
        yield f"DENY DELETE, ALTER ON {quoted(table.name)} TO {to}"
    yield f"GRANT VIEW DEFINITION ON SCHEMA::dbo TO {to}"
