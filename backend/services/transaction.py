"""One transaction per act: leaving it rolls back, a lost race is tried again with the same ids."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from backend.errors import OutageError

Answer = TypeVar("Answer")

#: How often a transaction that lost a race is run again.
ATTEMPTS = 5
_REFUSAL = re.compile(r"fidesk:(?P<code>\w+)")
#: SQL Server: deadlock victim, lock time-out, snapshot conflict, unique key taken meanwhile.
_RACE_NUMBERS = frozenset({1205, 1222, 3960, 2601, 2627})


class LostRaceError(Exception):
    """A trigger refused what had been decided on an older state; `code` is the trigger's word."""

    def __init__(self, code: str) -> None:
        """Keep the trigger's word."""
        super().__init__(code)
        self.code = code


def transact(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """Run `work` in one transaction and commit; run it again when it lost a race.

    Raises `OutageError` when the database cannot be reached or written.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            if not _is_race(error) or attempt == ATTEMPTS:
                raise translated(error) from error
    message = "unreachable"
    raise AssertionError(message)


def _is_race(error: DBAPIError) -> bool:
    if _REFUSAL.search(str(error.orig)) is not None:
        return True
    arguments = getattr(error.orig, "args", ())
    return bool(arguments) and arguments[0] in _RACE_NUMBERS


def translated(error: DBAPIError) -> Exception:
    """Return what a database error means to the user: a lost race, or an outage by name."""
    refusal = _REFUSAL.search(str(error.orig))
    if refusal is not None:
        return LostRaceError(refusal["code"])
    words = str(error.orig).lower()
    for sign, code in (
        ("locked", "database_busy"),
        ("readonly", "database_readonly"),
        ("disk is full", "disk_full"),
        ("not a database", "not_a_database"),
        ("malformed", "database_damaged"),
        ("unable to open", "no_database_access"),
        ("no such table", "not_our_database"),
    ):
        if sign in words:
            return OutageError(code)
    return OutageError("database_away", reason=str(error.orig))
