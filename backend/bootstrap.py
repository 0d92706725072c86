"""The one place that wires settings, engine, clock and person. Importing it opens nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from backend.dates import Clock
from backend.errors import OutageError, UsageError
from backend.services.founding.found import found
from backend.services.transaction import translated
from backend.settings import Settings, password_of
from backend.store.doors.members import speaker
from backend.store.engine import file_engine, require_existing, server_engine
from backend.store.migrate import newest_schema, present_schema
from backend.store.server import ServerClock, reading_connection


@dataclass(frozen=True)
class House:
    """An open house: its settings, its engine and its clock."""

    settings: Settings
    engine: Engine
    clock: Clock

    @property
    def login(self) -> str:
        """The person who speaks."""
        return self.settings.login

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection in one reading snapshot; whatever happens, nothing is written."""
        try:
            with self.engine.connect() as connection:
                yield reading_connection(connection)
        except DBAPIError as error:
            raise translated(error) from error


def open_house(settings: Settings, clock: Clock | None = None) -> House:
    """Open the house that the settings name.

    On SQL Server the connection's own login speaks; only the database's owner may name another.
    Raises `UsageError` `speaks_for_another` where somebody else does, and `OutageError` when the
    house is away or its schema is not this program's.
    """
    if settings.is_file:
        require_existing(settings.path)
    engine = _engine(settings)
    house = House(settings, engine, clock or _clock(settings, engine))
    with house.reading() as connection:
        schema = present_schema(connection)
        if not settings.is_file:
            house = replace(house, settings=_speaking(connection, settings))
    if schema != newest_schema():
        raise OutageError(
            "not_our_database" if not schema else "other_schema",
            database=shown(settings),
            schema=schema,
            expected=newest_schema(),
        )
    return house


def _speaking(connection: Connection, settings: Settings) -> Settings:
    """Return the settings with who speaks on a connection to SQL Server."""
    speaking = speaker(connection)
    if speaking.is_owner:
        return settings
    if settings.login_named and settings.login != speaking.login:
        raise UsageError("speaks_for_another", login=speaking.login, named=settings.login)
    return replace(settings, login=speaking.login)


def found_house(settings: Settings, clock: Clock | None = None) -> House:
    """Make a new house, or bring the schema of an old one up to date."""
    if settings.is_file and not settings.path.parent.is_dir():
        raise UsageError("no_folder", folder=str(settings.path.parent))
    engine = _engine(settings)
    house = House(settings, engine, clock or _clock(settings, engine))
    try:
        found(house.engine, house.clock(), house.login)
    except DBAPIError as error:
        raise translated(error) from error
    return house


def unfounded_house(settings: Settings, clock: Clock | None = None) -> House:
    """Return a house of which nothing stands yet: a restore fills it. Nothing is opened."""
    engine = _engine(settings)
    return House(settings, engine, clock or _clock(settings, engine))


def shown(settings: Settings) -> str:
    """Return the database's name without its password."""
    if settings.is_file:
        return str(settings.path)
    scheme, _, rest = settings.database.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _engine(settings: Settings) -> Engine:
    if settings.is_file:
        return file_engine(settings.path)
    password, _place = password_of(settings)
    return server_engine(
        settings.database,
        password=password,
        authorities=settings.authorities,
        wait_seconds=settings.wait_seconds,
    )


def _clock(settings: Settings, engine: Engine) -> Clock:
    """Return the clock: the server's own; of an embedded file this machine's, or `FIDESK_NOW`.

    A fixed moment is for training, demonstrations and tests; a shared database refuses it.
    """
    fixed = os.environ.get("FIDESK_NOW")
    if not settings.is_file:
        if fixed:
            raise UsageError("clock_is_fixed", value=fixed)
        return ServerClock(engine)
    if not fixed:
        return lambda: datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        raise UsageError("clock_unreadable", value=fixed) from None
    if moment.tzinfo is None:
        raise UsageError("clock_unreadable", value=fixed)
    return lambda: moment
