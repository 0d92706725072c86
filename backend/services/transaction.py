"""One transaction per act: leaving it rolls back, a lost race is tried again with the same ids."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.errors import OutageError
from backend.store.server import OUTAGES, RACES, TAKEN, error_number, said, take_turn

Answer = TypeVar("Answer")

#: How often a transaction that lost a race is run again.
ATTEMPTS = 5
#: A code is lower case: the driver goes on with its own words without a space.
_REFUSAL = re.compile(r"fidesk:(?P<code>[a-z_]+)")


class LostRaceError(OutageError):
    """A trigger refused what had been decided, again and again; `rule` is the trigger's word."""

    def __init__(self, rule: str) -> None:
        """Keep the trigger's word."""
        super().__init__("lost_race", rule=rule)
        self.rule = rule


def transact(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """Run `work` in one transaction and commit; run it again when it lost a race.

    On both databases one writer is at work at a time, so that it decides on what it writes.
    Raises `OutageError` when the database cannot be reached or written.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with engine.begin() as connection:
                take_turn(connection)
                return work(connection)
        except DBAPIError as error:
            if not _is_race(error) or attempt == ATTEMPTS:
                meant = translated(error)
                if meant is error:
                    raise
                raise meant from error
    message = "unreachable"
    raise AssertionError(message)


def _is_race(error: DBAPIError) -> bool:
    return _REFUSAL.search(str(error.orig)) is not None or error_number(error) in RACES


def translated(error: DBAPIError) -> Exception:
    """Return what a database error means to the user: a lost race, or an outage by name.

    A broken constraint is neither but a defect of ours: it is returned as it is.
    """
    refusal = _REFUSAL.search(str(error.orig))
    number = error_number(error)
    if refusal is not None or number in TAKEN:
        return LostRaceError(refusal["code"] if refusal is not None else "duplicate_id")
    if number in OUTAGES:
        return OutageError(OUTAGES[number])
    if isinstance(error, IntegrityError):
        return error
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
    return OutageError("database_away", reason=said(error))
