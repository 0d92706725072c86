"""Who may do what: the person's own role, and the roles of those for whom the person stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from backend.errors import InputError
from backend.queries import reference
from backend.queries.hands import principals_of
from backend.queries.nodes import open_date
from backend.queries.reference import Person


class Rights:
    """What a desk knows of its speaker's rights. Deny unless listed."""

    login: str
    asking: bool
    persons: Mapping[str, Person]
    permissions: frozenset[tuple[str, str]]
    principals: tuple[str, ...]

    @property
    def person(self) -> Person | None:
        """Who gives the commands; `None` when nobody knows the login."""
        return self.persons.get(self.login)

    @property
    def hats(self) -> list[Person]:
        """The person, then everybody for whom that person stands in today."""
        named = (self.login, *self.principals)
        return [self.persons[login] for login in named if login in self.persons]

    def is_one_of(self, logins: Collection[str | None]) -> bool:
        """Whether the person, or somebody stood in for, is among these: then hands are not two."""
        return any(login in logins for login in (self.login, *self.principals))

    def acts_for(self, unit: str) -> bool:
        """Whether the person may act for a unit: the own one, one stood in for, any by right."""
        return self.may("any_unit") or any(one.unit == unit for one in self.hats)

    def may(self, operation: str) -> bool:
        """Whether the person's role, or one stood in for, lists the operation; deny otherwise."""
        listed = any((one.role, operation) in self.permissions for one in self.hats)
        return self.asking or (listed and self.person is not None)

    def stands_for(self, operation: str) -> str:
        """Return the principal by whom alone the person has a right; empty where it is the own."""
        named = [one.login for one in self.hats if (one.role, operation) in self.permissions]
        return named[0] if named and self.login not in named else ""


def require(connection: Connection, login: str, operation: str) -> None:
    """Refuse whoever may not do an operation; for services that take facts in bulk.

    Raises `InputError` `unknown_login` or `not_permitted`.
    """
    logins = [login, *principals_of(connection, login, open_date(connection))]
    people = reference.persons(connection, logins)
    if login not in people:
        raise InputError("unknown_login", login=login)
    allowed = reference.permissions(connection)
    if not any((one.role, operation) in allowed for one in people.values()):
        raise InputError("not_permitted", login=login)
