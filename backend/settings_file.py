"""The user's one settings file, TOML: read, and refused by name when it says what it should not.

At the top `language`, `unit` and `user`, who speaks to an embedded file. Under `[database]` either
`file`, or `server`, `port`, `name`, `login`, `authorities`, the certificates to compare with, and
`wait_seconds`, how long a writer waits for others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from backend.errors import InputError

_USUAL_PORT = 1433
_GENERAL = {"language": str, "unit": str, "user": str, "database": dict}
_DATABASE = {
    "file": str,
    "server": str,
    "port": int,
    "name": str,
    "login": str,
    "authorities": str,
    "wait_seconds": int,
}


@dataclass(frozen=True)
class Written:
    """What the settings file says: setting → value, as an option would give it.

    `path` is `None` where there is no such file.
    """

    path: Path | None
    values: Mapping[str, str]


def settings_path() -> Path | None:
    """Return where the settings file stands or would stand; `None` where none is wanted.

    `FIDESK_SETTINGS` names it; empty, it means that there is none.
    """
    given = os.environ.get("FIDESK_SETTINGS")
    if given is not None:
        return Path(given).expanduser() if given else None
    if sys.platform == "win32":
        folder = os.environ.get("APPDATA")
        return Path(folder) / "FI Desk" / "settings.toml" if folder else None
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "FI Desk" / "settings.toml"
    folder = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(folder).expanduser() / "fidesk" / "settings.toml"


def read_written() -> Written:
    """Return what the settings file says; nothing where there is none.

    Raises `InputError`: `settings_missing` where `FIDESK_SETTINGS` names no file,
    `settings_unreadable`, `settings_unknown`, `settings_kind`, `settings_password`,
    `settings_two_databases`, `settings_no_server`.
    """
    path = settings_path()
    if path is None:
        return Written(None, {})
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if os.environ.get("FIDESK_SETTINGS"):
            raise InputError("settings_missing", path=str(path)) from None
        return Written(None, {})
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("settings_unreadable", path=str(path), cause=str(error)) from error
    return Written(path, _values(path, content))


def _values(path: Path, content: str) -> dict[str, str]:
    import tomllib  # noqa: PLC0415 - most machines of one desk have no such file

    try:
        said = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InputError("settings_unreadable", path=str(path), cause=str(error)) from error
    _check(path, said, _GENERAL)
    database = said.pop("database", {})
    _check(path, database, _DATABASE)
    values = {name: str(value) for name, value in said.items()}
    if database.get("authorities"):
        values["authorities"] = str(path.parent / Path(database["authorities"]).expanduser())
    if "wait_seconds" in database:
        values["wait_seconds"] = str(database["wait_seconds"])
    values["database"] = _place(path, database)
    return values


def _check(path: Path, said: Mapping[str, Any], known: Mapping[str, type]) -> None:
    for name, value in said.items():
        if name == "password" or (isinstance(value, str) and "://" in value):
            raise InputError("settings_password", path=str(path), name=name)
        if name not in known:
            raise InputError("settings_unknown", path=str(path), name=name, known=", ".join(known))
        if type(value) is not known[name]:
            raise InputError("settings_kind", path=str(path), name=name)


def _place(path: Path, database: Mapping[str, Any]) -> str:
    """Return the database as an option would name it, without a password; empty when not said."""
    file, server = database.get("file"), database.get("server")
    if file and server:
        raise InputError("settings_two_databases", path=str(path))
    if file:  # beside the settings file, when it says no folder
        return str(path.parent / Path(file).expanduser())
    if not server:
        if {"port", "name", "login"} & set(database):
            raise InputError("settings_no_server", path=str(path))
        return ""
    login = f"{quote(database['login'], safe='')}@" if database.get("login") else ""
    port, name = database.get("port", _USUAL_PORT), database.get("name", "fidesk")
    return f"mssql+pymssql://{login}{server}:{port}/{quote(name, safe='')}"
