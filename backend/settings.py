"""Settings: which database, which person, which language. Read from the environment and options.

Nothing is opened here; `backend.bootstrap` wires what these name.
"""

from __future__ import annotations

import getpass
import locale
import os
from dataclasses import dataclass
from pathlib import Path

from backend.language import Language

DEFAULT_DATABASE = "fidesk.db"


@dataclass(frozen=True)
class Settings:
    """Where the vault is and who speaks to it.

    `database` is a path of a SQLite file or a SQLAlchemy URL such as
    `mssql+pymssql://user:secret@server/fidesk`.
    """

    database: str
    login: str
    language: Language

    @property
    def is_file(self) -> bool:
        """Whether the database is an embedded file."""
        return "://" not in self.database

    @property
    def path(self) -> Path:
        """The embedded file's path; only meaningful when `is_file`."""
        return Path(self.database).expanduser()


def read_settings(
    database: str | None = None, login: str | None = None, language: str | None = None
) -> Settings:
    """Return the settings: an option, else `FIDESK_DATABASE`, `FIDESK_USER`, `FIDESK_LANGUAGE`."""
    return Settings(
        database=database or os.environ.get("FIDESK_DATABASE") or DEFAULT_DATABASE,
        login=login or os.environ.get("FIDESK_USER") or _operating_system_login(),
        language=_language(language or os.environ.get("FIDESK_LANGUAGE") or ""),
    )


def _operating_system_login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _language(given: str) -> Language:
    chosen = (given or locale.getlocale()[0] or os.environ.get("LANG") or "").lower()
    return Language.CHINESE if chosen.startswith(("zh", "chinese")) else Language.ENGLISH
