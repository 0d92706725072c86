"""Persons, each read when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from backend.queries.reference import Person, persons


class Persons(Mapping[str, Person]):
    """Everybody by login, each read when first asked for: a batch concerns few."""

    def __init__(self, connection: Connection) -> None:
        """Read nobody yet."""
        self._connection = connection
        self._known: dict[str, Person | None] = {}

    def __getitem__(self, login: str) -> Person:
        """Return a person; `KeyError` when nobody has the login."""
        if login not in self._known:
            self._known[login] = persons(self._connection, [login]).get(login)
        person = self._known[login]
        if person is None:
            raise KeyError(login)
        return person

    def __iter__(self) -> Iterator[str]:
        """Yield every login, in order."""
        return iter(persons(self._connection))

    def __len__(self) -> int:
        """Count everybody."""
        return len(persons(self._connection))
