"""Everybody's own login of SQL Server, from the table `person`; the database's owner runs it.

Safe to repeat: what stands as it should is left alone, roles follow the table, and whoever is no
longer listed, or has a role that lists nothing, loses user and membership.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from backend.errors import UsageError
from backend.queries import reference
from backend.queries.nodes import open_date
from backend.services.founding.permissions import PERMISSIONS
from backend.services.transaction import translated
from backend.store.doors.grants import (
    create_role,
    database_role,
    grant_statements,
    quoted,
    where_known,
)
from backend.store.doors.members import Members, members, speaker
from backend.store.tables import metadata

_LENGTH = 20
_KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.+!")


@dataclass
class LoginPlan:
    """What is to be done, as T-SQL, and for whom. `passwords`: of new SQL logins, told once.

    `optional` statements say the same once more on servers that know them.
    """

    statements: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)


def plan_logins(engine: Engine, windows_domain: str = "") -> LoginPlan:
    """Return what brings logins, users, roles and grants in line with `person` and `permission`.

    Raises `UsageError` `no_logins_in_a_file` on SQLite, `not_the_owner` for anybody's own login.
    """
    if engine.dialect.name != "mssql":
        raise UsageError("no_logins_in_a_file", database=engine.url.database)
    try:
        with engine.connect() as connection:
            speaking = speaker(connection)
            if not speaking.is_owner:
                raise UsageError("not_the_owner", login=speaking.login)
            return _plan(connection, windows_domain, speaking.login)
    except DBAPIError as error:
        raise translated(error) from error


def carry_out(engine: Engine, plan: LoginPlan) -> None:
    """Carry out a plan, statement by statement; what breaks off is finished by the next run."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            for statement in plan.statements:
                connection.exec_driver_sql(statement)
        except DBAPIError as error:
            raise translated(error) from error
        for statement in plan.optional:
            try:
                connection.exec_driver_sql(statement)
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise translated(error) from error


def _plan(connection: Connection, domain: str, owner: str) -> LoginPlan:
    operations: dict[str, set[str]] = {role: set() for role in PERMISSIONS}
    for role, operation in reference.permissions(connection):
        operations.setdefault(role, set()).add(operation)
    standing = members(connection)
    plan = LoginPlan()
    for role, held in operations.items():
        if database_role(role) not in standing.roles:
            plan.statements.append(create_role(role))
        plan.statements += grant_statements(role, held)
        plan.optional += where_known(role)
    wanted = {
        (f"{domain}\\{login}" if domain else login): {database_role(role) for role in roles}
        for login, roles in _roles(connection).items()
        if login != owner and roles & set(operations)
    }
    for login, roles in wanted.items():
        _admit(plan, standing, login, roles)
    for login in sorted({member for member, _role in standing.memberships} - set(wanted)):
        _remove(plan, standing, login)
    return plan


def _roles(connection: Connection) -> Mapping[str, set[str]]:
    """Return everybody's role; a delegate has the principal's too, from day to day."""
    people = reference.persons(connection)
    roles = {one.login: {one.role} for one in people.values()}
    delegation = metadata.tables.get("delegation")
    if delegation is not None:
        day = open_date(connection)
        rows = connection.execute(
            select(delegation.c.principal, delegation.c.delegate).where(
                delegation.c.ended == 0,
                delegation.c.from_date <= day,
                delegation.c.last_date >= day,
            )
        )
        for principal, delegate in rows:
            roles[delegate].add(people[principal].role)
    return roles


def _admit(plan: LoginPlan, standing: Members, login: str, roles: set[str]) -> None:
    """Plan the login and user that are missing, and the roles that differ."""
    name, present = quoted(login), login in standing.users
    if login not in standing.logins:
        plan.statements.append(_create_login(plan, login))
    elif standing.logins[login]:
        plan.statements.append(f"ALTER LOGIN {name} ENABLE")
    if not present:
        plan.statements.append(f"CREATE USER {name} FOR LOGIN {name}")
    mine = {role for member, role in standing.memberships if member == login}
    changes = list(_changes(name, mine if present else set(), roles))
    plan.statements += changes
    kept = plan.made if not present else plan.moved if changes else plan.standing
    kept.append(login)


def _changes(name: str, before: set[str], after: set[str]) -> Iterator[str]:
    for role in sorted(before - after):
        yield f"ALTER ROLE {quoted(role)} DROP MEMBER {name}"
    for role in sorted(after - before):
        yield f"ALTER ROLE {quoted(role)} ADD MEMBER {name}"


def _remove(plan: LoginPlan, standing: Members, login: str) -> None:
    """Plan that somebody loses roles and user; a SQL login is shut, a domain's is not ours."""
    name = quoted(login)
    mine = {role for member, role in standing.memberships if member == login}
    plan.statements += _changes(name, mine, set())
    plan.statements.append(f"DROP USER {name}")
    if "\\" not in login and standing.logins.get(login) is False:
        plan.statements.append(f"ALTER LOGIN {name} DISABLE")
    plan.removed.append(login)


def _create_login(plan: LoginPlan, login: str) -> str:
    if "\\" in login:
        return f"CREATE LOGIN {quoted(login)} FROM WINDOWS"
    plan.passwords[login] = password()
    return f"CREATE LOGIN {quoted(login)} WITH PASSWORD = N'{plan.passwords[login]}'"


def password() -> str:
    """Return a new password of every kind of sign, none of which T-SQL or a URL must escape."""
    letters = [secrets.choice(kind) for kind in _KINDS]
    letters += [secrets.choice("".join(_KINDS)) for _ in range(_LENGTH - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def hidden(statements: Iterable[str], passwords: Mapping[str, str]) -> Sequence[str]:
    """Return statements as they may be shown: without the passwords."""
    shown = []
    for statement in statements:
        for secret in passwords.values():
            statement = statement.replace(secret, "***")  # noqa: PLW2901 - each in turn
        shown.append(statement)
    return shown
