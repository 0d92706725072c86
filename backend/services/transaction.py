"""One transaction per act: leaving it rolls back; a lost race or connection is tried again.

Every try does the same work with the same ids. What had been committed when the reply was lost is
found by its receipts, so that nothing is done twice.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.errors import InputError, OutageError
from backend.store.engine import BUSY_SECONDS
from backend.store.server import (
    CROSSED,
    OUTAGES,
    RACES,
    TAKEN,
    error_number,
    is_lost,
    said,
    take_turn,
)

Answer = TypeVar("Answer")

#: How often a transaction that lost a race is run again.
ATTEMPTS = 5
#: Seconds before each new try to reach a server that was reached and went away: it may restart.
PAUSES = (0.0, 0.2, 1.0, 3.0, 6.0)
_LOCKED_PAUSE = 0.05
#: A code is lower case: the driver goes on with its own words without a space.
_REFUSAL = re.compile(r"fidesk:(?P<code>[a-z_]+)")
#: What a door of SQL Server refuses is no race: the same again would be refused again.
_DOOR = "door_"


class LostRaceError(OutageError):
    """A trigger refused what had been decided, again and again; `rule` is the trigger's word."""

    def __init__(self, rule: str) -> None:
        """Keep the trigger's word."""
        super().__init__("lost_race", rule=rule)
        self.rule = rule


@dataclass
class _Course:
    """What became of the tries so far."""

    repeatable: bool
    began: bool = False  # a try reached the database
    committing: bool = False  # this try was being committed
    unknown: bool = False  # a commit was sent whose reply never came
    races: int = 0
    losses: int = 0
    started: float = field(default_factory=time.monotonic)

    def pause_after(self, error: DBAPIError) -> float | None:
        """Return how many seconds to wait before the next try; `None` when there is none."""
        if is_lost(error):
            self.unknown |= self.committing
            self.losses += 1
            hopeless = not self.began or (self.unknown and not self.repeatable)
            return None if hopeless or self.losses > len(PAUSES) else PAUSES[self.losses - 1]
        if _is_race(error):
            self.races += 1
            # Whoever crossed another writer lets that one end first.
            pause = _LOCKED_PAUSE * self.races if error_number(error) in CROSSED else 0.0
            return pause if self.races < ATTEMPTS else None
        waited = time.monotonic() - self.started
        return _LOCKED_PAUSE if _is_locked(error) and waited < BUSY_SECONDS else None


def transact(
    engine: Engine, work: Callable[[Connection], Answer], *, repeatable: bool = True
) -> Answer:
    """Run `work` in one transaction and commit; run it again when it lost a race or its connection.

    On both databases one writer is at work at a time, so that it decides on what it writes.
    `repeatable`: work that was committed already finds that, and answers without doing it twice;
    other work is not run again once its commit was sent. Raises `OutageError` when the database
    cannot be reached or written; `written_perhaps` when nobody knows whether it stands.
    """
    course = _Course(repeatable)
    while True:
        try:
            return _once(engine, work, course)
        except DBAPIError as error:
            pause = course.pause_after(error)
            if pause is None:
                _give_up(error, course)
            else:
                time.sleep(pause)
        except OutageError as error:
            if course.unknown:
                raise OutageError("written_perhaps", reason=str(error)) from error
            raise


def _once(engine: Engine, work: Callable[[Connection], Answer], course: _Course) -> Answer:
    course.committing = False
    with engine.begin() as connection:
        course.began = True
        take_turn(connection)
        answer = work(connection)
        course.committing = True
    return answer


def _give_up(error: DBAPIError, course: _Course) -> None:
    if course.unknown:
        raise OutageError("written_perhaps", reason=said(error)) from error
    meant = translated(error)
    if meant is error:
        raise error
    raise meant from error


def _is_race(error: DBAPIError) -> bool:
    refusal = _REFUSAL.search(str(error.orig))
    if refusal is not None:
        return not refusal["code"].startswith(_DOOR)
    return error_number(error) in RACES


def _is_locked(error: DBAPIError) -> bool:
    """Whether SQLite would not wait, as where waiting might be for ever."""
    return "is locked" in str(error.orig)


def translated(error: DBAPIError) -> Exception:
    """Return what a database error means to the user: a lost race, a closed door, an outage.

    A broken constraint is neither but a defect of ours: it is returned as it is.
    """
    refusal = _REFUSAL.search(str(error.orig))
    number = error_number(error)
    if refusal is not None and refusal["code"].startswith(_DOOR):
        return InputError(refusal["code"])
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
