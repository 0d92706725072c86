"""Settings: which database, which person, which language and unit; and where each was said.

An option goes first, then the environment, then the user's one settings file, then what is usual.
Nothing is opened here but that file; `backend.bootstrap` wires what these name.
"""

from __future__ import annotations

import getpass
import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from backend.errors import FideskError, InputError, OutageError
from backend.language import Language
from backend.settings_file import Written, read_written

DEFAULT_DATABASE = "fidesk.db"
#: How long a writer waits for another one on the server, in seconds, where nothing is said.
DEFAULT_WAIT_SECONDS = 60
#: The longest wait: a statement that takes two minutes counts as a lost connection.
_LONGEST_WAIT_SECONDS = 110

#: Setting → where it was said: `option`, `usual`, the name of a variable, or the file's path.
Sources = Mapping[str, str]


@dataclass(frozen=True)
class Settings:
    """Where the vault is and who speaks to it.

    `database` is a path of a SQLite file or a SQLAlchemy URL such as
    `mssql+pymssql://user@server/fidesk`, mostly without its password. `login_named`: somebody said
    who speaks; else it is whoever uses this machine. `unit`: code or name of the department or
    branch that is meant when a command names none; empty for the person's own. `authorities`: path
    of the certificates that a server's own must go back to; empty where nobody compares.
    `wait_seconds`: how long a writer waits on the server until it is his turn.
    """

    database: str
    login: str
    language: Language
    login_named: bool = False
    unit: str = ""
    authorities: str = ""
    wait_seconds: int = DEFAULT_WAIT_SECONDS
    sources: Sources = field(default_factory=dict)

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
    """Return the settings: an option, else the environment, else the settings file, else the usual.

    The variables are `FIDESK_DATABASE`, `FIDESK_USER`, `FIDESK_LANGUAGE`, `FIDESK_UNIT`,
    `FIDESK_AUTHORITIES` and `FIDESK_WAIT_SECONDS`. Raises `InputError` when the settings file
    cannot be used as it is, `wait_seconds` when that is no number from 1 to 110.
    """
    written = read_written()
    sources: dict[str, str] = {}

    def first(name: str, option: str | None, variable: str) -> str:
        """Return the setting from the first place that says it, and note the place."""
        for value, place in (
            (option, "option"),
            (os.environ.get(variable), variable),
            (written.values.get(name), str(written.path)),
        ):
            if value:
                sources[name] = place
                return value
        sources[name] = "usual"
        return ""

    named = first("user", login, "FIDESK_USER")
    return Settings(
        database=first("database", database, "FIDESK_DATABASE") or DEFAULT_DATABASE,
        login=named or _operating_system_login(),
        language=_language(first("language", language, "FIDESK_LANGUAGE")),
        login_named=bool(named),
        unit=first("unit", None, "FIDESK_UNIT"),
        authorities=first("authorities", None, "FIDESK_AUTHORITIES"),
        wait_seconds=_seconds(first("wait_seconds", None, "FIDESK_WAIT_SECONDS")),
        sources=sources,
    )


def spoken_language(given: str | None) -> Language:
    """Return the language to speak, whatever state the settings file is in."""
    chosen = given or os.environ.get("FIDESK_LANGUAGE")
    if not chosen:
        chosen = _written_if_readable().values.get("language")
    return _language(chosen or "")


def password_of(settings: Settings) -> tuple[str, str]:
    """Return the password of a server's login and where it is from.

    It stands in the URL that an option or variable gave (`url`), else in the system's keyring
    (`keyring`), else in `FIDESK_PASSWORD`. Both are empty where the URL names no login: the
    system's own is meant. Raises `OutageError` `no_password`.
    """
    place = urlsplit(settings.database)
    if not place.username:
        return "", ""
    login, service = unquote(place.username), keyring_service(settings)
    if place.password:
        return unquote(place.password), "url"
    for password, source in (
        (_in_keyring(service, login), "keyring"),
        (os.environ.get("FIDESK_PASSWORD"), "FIDESK_PASSWORD"),
    ):
        if password:
            return password, source
    raise OutageError("no_password", login=login, service=service)


def keyring_service(settings: Settings) -> str:
    """Return under which name the system's keyring keeps passwords: `fidesk:server/database`."""
    place = urlsplit(settings.database)
    return f"fidesk:{place.hostname}{place.path}"


def _in_keyring(service: str, login: str) -> str | None:
    try:
        import keyring  # noqa: PLC0415 - an extra, and only where a server is used
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return keyring.get_password(service, login)
    except KeyringError:  # a machine without one
        return None


def _written_if_readable() -> Written:
    try:
        return read_written()
    except FideskError:
        return Written(None, {})


def _operating_system_login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _seconds(given: str) -> int:
    if not given:
        return DEFAULT_WAIT_SECONDS
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= _LONGEST_WAIT_SECONDS:
        raise InputError("wait_seconds", given=given, longest=_LONGEST_WAIT_SECONDS)
    return int(given)


def _language(given: str) -> Language:
    chosen = (given or locale.getlocale()[0] or os.environ.get("LANG") or "").lower()
    return Language.CHINESE if chosen.startswith(("zh", "chinese")) else Language.ENGLISH
