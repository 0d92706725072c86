"""Who has a login, a user and a role in the database, as the server's catalogue says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from backend.store.doors.grants import PREFIX
from backend.store.doors.speech import OWNER, SPEAKER

_SPEAKER = f"SELECT {SPEAKER}, CASE WHEN {OWNER} THEN 1 ELSE 0 END"
_LOGINS = "SELECT name, is_disabled FROM sys.server_principals WHERE type IN ('S', 'U')"
_USERS = "SELECT name FROM sys.database_principals WHERE type IN ('S', 'U')"
_ROLES = "SELECT name FROM sys.database_principals WHERE type = 'R'"
_MEMBERS = """
SELECT member.name, role.name
  FROM sys.database_role_members AS link
  JOIN sys.database_principals AS role ON role.principal_id = link.role_principal_id
  JOIN sys.database_principals AS member ON member.principal_id = link.member_principal_id
"""


@dataclass(frozen=True)
class Speaker:
    """Who speaks on a connection; the owner may write whatever the triggers let pass."""

    login: str
    is_owner: bool


@dataclass(frozen=True)
class Members:
    """Logins of the server (name → disabled), users and our roles of the database, who is in which.

    Names are kept as the server writes them.
    """

    logins: Mapping[str, bool]
    users: frozenset[str]
    roles: frozenset[str]
    memberships: frozenset[tuple[str, str]]


def speaker(connection: Connection) -> Speaker:
    """Return who speaks on a connection to SQL Server."""
    login, is_owner = connection.exec_driver_sql(_SPEAKER).one()
    return Speaker(str(login), bool(is_owner))


def members(connection: Connection) -> Members:
    """Return the logins, users and memberships that stand."""

    def rows(question: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(question)]

    return Members(
        logins={str(name): bool(disabled) for name, disabled in rows(_LOGINS)},
        users=frozenset(str(name) for (name,) in rows(_USERS)),
        roles=frozenset(str(name) for (name,) in rows(_ROLES) if str(name).startswith(PREFIX)),
        memberships=frozenset(
            (str(member), str(role))
            for member, role in rows(_MEMBERS)
            if str(role).startswith(PREFIX)
        ),
    )
