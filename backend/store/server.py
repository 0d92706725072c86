"""What only SQL Server needs: a turn to write, snapshots to read, and the meaning of its errors."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from backend.errors import OutageError
from backend.settings import DEFAULT_WAIT_SECONDS

#: Server error → glossary key beneath `error.`, where the text alone would not tell.
OUTAGES = {
    208: "not_our_database",  # no such table
    229: "no_database_right",  # permission: on the object, on the column
    230: "no_database_right",
    916: "login_refused",
    1205: "database_busy",  # deadlock victim
    1222: "database_busy",  # lock time-out
    1105: "disk_full",
    9002: "disk_full",
    3906: "database_readonly",
    3960: "database_busy",  # snapshot conflict
    4060: "login_refused",
    18456: "login_refused",
}
#: The connection is gone, or was never made: FreeTDS (20 thousand), a killed session, a shutdown.
LOST = frozenset({20002, 20003, 20004, 20006, 20009, 20017, 20019, 20020, 20047})
LOST |= {64, 121, 233, 596, 6001, 6002, 6005, 10053, 10054, 10060, 40197, 40613}
#: A unique key that somebody else took meanwhile.
TAKEN = frozenset({2601, 2627})
#: Two writers wanted the same rows: a deadlock, a lock that was not had, a snapshot gone by.
CROSSED = frozenset({1205, 1222, 3960})
#: Worth another try with the same ids.
RACES = TAKEN | CROSSED

#: Marks a pooled connection that reads snapshots until it goes back.
READ_SNAPSHOTS = "fidesk_snapshots"
_UNANSWERED = re.compile(r"DB-Lib error message (?P<number>\d+)")
_TURN = """
DECLARE @answer INT, @resource NVARCHAR(255);
SET @resource = N'fidesk:' + DB_NAME();
EXEC @answer = sp_getapplock @Resource = @resource, @LockMode = N'Exclusive',
     @LockOwner = N'Transaction', @LockTimeout = %d;
SELECT @answer;
"""
_SNAPSHOTS = """
SELECT snapshot_isolation_state, is_read_committed_snapshot_on
  FROM sys.databases WHERE database_id = DB_ID()
"""
_ASK_AGAIN_SECONDS = 600
_KEEPS_VERSIONS: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()
_ALLOWANCES = (
    "ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON",
    "ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH NO_WAIT",
)


def error_number(error: DBAPIError) -> int:
    """Return the server's number of an error; 0 when it has none.

    Of a host that does not answer pymssql tells the number of the error before; the text is true.
    """
    unanswered = _UNANSWERED.match(said(error))
    if unanswered is not None:
        return int(unanswered["number"])
    number = _arguments(error)[0]
    return number if isinstance(number, int) else 0


def is_lost(error: DBAPIError) -> bool:
    """Whether the connection is gone: dropped on the way, killed, timed out, the server away."""
    return error.connection_invalidated or error_number(error) in LOST


def said(error: DBAPIError) -> str:
    """Return what the driver says, as text."""
    words = _arguments(error)[-1]
    return (
        words.decode("utf-8", errors="replace").strip() if isinstance(words, bytes) else str(words)
    )


def _arguments(error: DBAPIError) -> tuple[object, ...]:
    """Return number and text: pymssql gives them as one argument while it connects, else as two."""
    arguments = getattr(error.orig, "args", ()) or (str(error.orig),)
    return arguments[0] if isinstance(arguments[0], tuple) else arguments


def take_turn(connection: Connection) -> None:
    """Wait until no other writer of ours is at work; the turn ends with the transaction.

    So a decision and its writing see the same state, as BEGIN IMMEDIATE has it on the embedded
    file. The triggers hold without it: it spares a lost race, and two writers from deciding
    each on what the other is about to change. It is asked first, holding nothing, so that nobody
    waits in a circle. Raises `OutageError` `database_busy`.
    """
    if connection.dialect.name != "mssql":
        return
    seconds = connection.get_execution_options().get("fidesk_wait_seconds", DEFAULT_WAIT_SECONDS)
    answer = connection.exec_driver_sql(_TURN % (seconds * 1000)).scalar_one()
    if answer < 0:
        raise OutageError("database_busy")


def reading_connection(connection: Connection) -> Connection:
    """Return the connection set to read one snapshot, where the database keeps row versions."""
    options: dict[str, Any] = {"fidesk_reading": True}
    if connection.dialect.name == "mssql" and _keeps_versions(connection):
        connection.connection.rollback()  # the pool's ping began a transaction
        options["isolation_level"] = "SNAPSHOT"
        connection.info[READ_SNAPSHOTS] = True
    return connection.execution_options(**options)


def _keeps_versions(connection: Connection) -> bool:
    """Ask once per engine; the question's own transaction ends with it."""
    engine = connection.engine
    if engine not in _KEEPS_VERSIONS:
        _KEEPS_VERSIONS[engine] = connection.exec_driver_sql(_SNAPSHOTS).one()[0] == 1
        connection.rollback()
    return _KEEPS_VERSIONS[engine]


def allow_snapshots(engine: Engine) -> None:
    """Ask the server to keep row versions, so that readers and writers do not wait for each other.

    It needs the right to alter the database, and nobody else at work in it; where the server
    refuses, everything goes on without.
    """
    if engine.dialect.name != "mssql":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        standing = connection.exec_driver_sql(_SNAPSHOTS).one()
        for present, statement in zip(standing, _ALLOWANCES, strict=True):
            if present:
                continue
            try:
                connection.exec_driver_sql(statement)
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise


class ServerClock:
    """The server's own time, so that no workstation's clock opens a day that has not come.

    It is asked now and then, and carried on by this machine's steady counter in between.
    """

    def __init__(self, engine: Engine) -> None:
        """Ask nothing yet."""
        self._engine = engine
        self._asked: tuple[datetime, float, float] | None = None

    def __call__(self) -> datetime:
        """Return the server's moment, in UTC."""
        steady, wall = time.monotonic(), time.time()
        if self._asked is not None:
            moment, steady_then, wall_then = self._asked
            passed = steady - steady_then
            # A machine that slept, or was set, does not know how much time has passed.
            if passed < _ASK_AGAIN_SECONDS and abs(wall - wall_then - passed) < 1:
                return moment + timedelta(seconds=passed)
        with self._engine.connect() as connection:
            moment = connection.exec_driver_sql("SELECT SYSUTCDATETIME()").scalar_one()
        self._asked = moment.replace(tzinfo=UTC), steady, wall
        return self._asked[0]
