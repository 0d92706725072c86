"""The house of a call, for looking or for writing; what is no place for a house is said first."""

from __future__ import annotations

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from backend.bootstrap import House, open_house, shown
from backend.errors import InputError, OutageError, UsageError
from backend.queries import reference
from backend.settings import Settings
from backend.store.engine import refuse_network_path

_FIRST_BYTES = b"SQLite format 3\x00"


def place_of(context: click.Context) -> Settings:
    """Return the settings of this call, of a place where a house stands or can be founded.

    Raises `UsageError` `network_path`, `database_is_folder` or `database_url`, and `OutageError`
    `database_is_other_file` or `database_unreadable`.
    """
    settings: Settings = context.obj[0]
    check_place(settings)
    return settings


def check_place(settings: Settings) -> None:
    """Refuse what cannot be a house; see `place_of`."""
    if not settings.is_file:
        try:
            make_url(settings.database)
        except ArgumentError:
            raise UsageError("database_url", url=shown(settings)) from None
        return
    path = settings.path
    refuse_network_path(path)
    try:
        if path.is_dir():
            raise UsageError("database_is_folder", path=str(path))
        if path.exists():
            with path.open("rb") as file:
                start = file.read(len(_FIRST_BYTES))
            if start and start != _FIRST_BYTES:
                raise OutageError("database_is_other_file", path=str(path))
    except OSError as error:
        cause = error.strerror or str(error)
        raise OutageError("database_unreadable", path=str(path), cause=cause) from error


def house_of(context: click.Context) -> House:
    """Open the house of this call."""
    return open_house(place_of(context))


def writer_of(context: click.Context, operation: str = "") -> House:
    """Open the house for somebody whom it knows, and who may do the operation when one is named.

    Raises `InputError` `unknown_login` or `not_permitted`.
    """
    house = house_of(context)
    with house.reading() as connection:
        person = reference.persons(connection).get(house.login)
        allowed = reference.permissions(connection)
    if person is None:
        raise InputError("unknown_login", login=house.login)
    if operation and (person.role, operation) not in allowed:
        raise InputError("not_permitted", login=house.login)
    return house
