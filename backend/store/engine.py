"""Engines: one way to open the embedded file, one way to reach the server.

Embedded: SQLite in WAL, `synchronous=FULL`, foreign keys on, every transaction BEGIN IMMEDIATE, so
that a decision and its writing see the same state. Shared: `mssql+pymssql`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.pool import NullPool

from backend.errors import OutageError, UsageError
from backend.settings import DEFAULT_WAIT_SECONDS
from backend.store.server import READ_SNAPSHOTS

#: How long a writer waits for another one on the file, in seconds.
BUSY_SECONDS = 30
_DRIVER_SETTINGS = "FREETDSCONF"
_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs", "webdav"}
)


def file_engine(path: Path) -> Engine:
    """Return an engine on a SQLite file; nothing is opened yet.

    Raises `UsageError` `network_path` for a file that several machines would share.
    """
    refuse_network_path(path)
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA recursive_triggers = OFF")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("fidesk_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def server_engine(
    url: str,
    *,
    password: str = "",
    authorities: str = "",
    wait_seconds: int = DEFAULT_WAIT_SECONDS,
) -> Engine:
    """Return an engine on SQL Server; encrypted unless the host is this machine.

    `password` goes before the URL's own. `authorities`: path of the certificates (PEM) that the
    server's must go back to, under the host's name; without it, whoever answers is believed.
    `wait_seconds`: how long a writer waits for its turn.
    A silent host gives up after three seconds instead of two minutes.
    Raises `UsageError` `database_url` when the URL is of another kind, `no_authorities` when the
    certificates are not there.
    """
    parsed = _server_url(url, password)
    arguments: dict[str, Any] = {
        "login_timeout": 3,
        "timeout": 120,
        "appname": "fidesk",
        # Without it instants lose their microseconds, and every seal is unlike what it sealed.
        "use_datetime2": True,
    }
    if (parsed.host or "") not in {"localhost", "127.0.0.1", "::1"}:
        arguments["encryption"] = "require"
        if authorities:
            compare_certificates(Path(authorities))
    engine = create_engine(
        parsed.update_query_dict({"charset": "utf8"}),
        connect_args=arguments,
        isolation_level="READ COMMITTED",
        use_insertmanyvalues=False,
        pool_pre_ping=True,
        execution_options={"fidesk_wait_seconds": wait_seconds},
    )
    event.listen(engine, "after_cursor_execute", _fetch_at_once)
    event.listen(engine, "checkin", _read_committed_again)
    return engine


def _server_url(url: str, password: str) -> URL:
    parsed = make_url(url)
    if parsed.drivername != "mssql+pymssql":
        raise UsageError("database_url", url=parsed.render_as_string(hide_password=True))
    return parsed.set(password=password) if password else parsed


def _read_committed_again(connection: Any, record: Any) -> None:
    """Let a connection that read snapshots go back as it came.

    The pool sets the level in a transaction of its own; where that is rolled back, the level may
    go with it, and the next writer would decide on what stood before its turn.
    """
    if connection is not None and record.info.pop(READ_SNAPSHOTS, False):
        connection.commit()


def compare_certificates(authorities: Path) -> None:
    """Let every connection of this process refuse a server whose certificate is not its own.

    The driver reads that from a file which the environment names, and from nowhere else. A file
    that somebody named before stands.
    """
    if not authorities.is_file():
        raise UsageError("no_authorities", path=str(authorities))
    if os.environ.get(_DRIVER_SETTINGS):
        return
    folder = Path(tempfile.mkdtemp(prefix="fidesk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "freetds.conf"
    file.write_text(
        "[global]\n"
        "\tencryption = require\n"
        f"\tca file = {authorities.resolve()}\n"
        "\tcheck certificate hostname = yes\n",
        encoding="utf-8",
    )
    os.environ[_DRIVER_SETTINGS] = str(file)


def _fetch_at_once(*executed: Any) -> None:
    """Take an answer's rows before anything else is asked.

    A connection of pymssql holds one answer: the next question would drop what is left of it, and
    nobody would say so. What is read in batches (`yield_per`) must be read to its end.
    """
    _connection, cursor, _statement, _parameters, context, _many = executed
    if cursor.description is None or context.is_crud or context.execution_options.get("yield_per"):
        return
    context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
        cursor, initial_buffer=cursor.fetchall()
    )


def refuse_network_path(path: Path) -> None:
    """Refuse a file on a network share: SQLite's locks do not hold there.

    Raises `UsageError` `network_path` for a UNC path or a mounted network file system.
    """
    given = str(path)
    if given.startswith(("\\\\", "//")) or _file_system(path) in _NETWORK_FILE_SYSTEMS:
        raise UsageError("network_path", path=given)


def _file_system(path: Path) -> str:
    """Return the type of the file system that holds `path`; empty where it cannot be told."""
    mounts = Path(os.environ.get("FIDESK_MOUNTS", "/proc/mounts"))
    if not mounts.exists():
        return ""
    real = path.resolve()
    best = ("", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, mounted, kind, *_ = line.split()
        folder = mounted.replace("\\040", " ")
        if real.is_relative_to(folder) and len(folder) >= len(best[0]):
            best = (folder, kind)
    return best[1]


def require_existing(path: Path) -> None:
    """Raise `OutageError` `no_database` unless `path` is a file."""
    if not path.is_file():
        raise OutageError("no_database", path=str(path))
