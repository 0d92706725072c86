"""Say what is installed, what is missing, where each setting was said, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import click

from addin.commands.common import terminal_of
from addin.commands.houses import check_place
from addin.terminal import Terminal
from addin.words import command
from backend.bootstrap import House, open_house, shown
from backend.errors import FideskError, OutageError
from backend.queries.nodes import open_date
from backend.queries.reference import last_calendar_day
from backend.settings import Settings, password_of
from backend.settings_file import settings_path

_LEAST_OFFICE = (25, 2)
_LEAST_SQLITE = (3, 37, 0)  # the first with STRICT tables
#: A workstation whose clock is further from the server's misleads whoever reads it, in seconds.
_CLOCKS_APART = 60
#: The holidays of a year are announced in the November before it.
_HOLIDAYS_AHEAD = timedelta(days=14)
_PACKAGES = ("SQLAlchemy", "alembic", "xlwings", "XlsxWriter", "openpyxl", "python-calamine")


@command("doctor")
@click.pass_context
def doctor_command(context: click.Context) -> int:
    """Look at Python, packages, LibreOffice, the settings and the database."""
    terminal, settings = terminal_of(context), context.obj[0]
    rows = [("Python", platform.python_version(), sys.version_info >= (3, 11))]
    rows.append(("SQLite", sqlite3.sqlite_version, sqlite3.sqlite_version_info >= _LEAST_SQLITE))
    rows += [(name, importlib.metadata.version(name), True) for name in _PACKAGES]
    office = _office()
    rows.append(("LibreOffice", office or "-", _version(office) >= _LEAST_OFFICE))
    rows += _settings_rows(terminal, settings)
    try:
        check_place(settings)
        house = open_house(settings)
        with house.reading() as connection:
            day, last = open_date(connection), last_calendar_day(connection)
        state = terminal.text("doctor.open", day=day)
        rows += [*_server_rows(terminal, house), _calendar_row(terminal, day, last)]
        sound = True
    except FideskError as error:
        state, sound = error.sentence(terminal.language), False
    rows.append((shown(settings), state, sound))
    marks = {True: terminal.text("doctor.fine"), False: terminal.text("doctor.missing")}
    terminal.table(
        "",
        [terminal.text("heading.matter"), terminal.text("heading.result"), ""],
        [(name, found, marks[fine]) for name, found, fine in rows],
    )
    terminal.answer({name: {"found": found, "fine": fine} for name, found, fine in rows})
    return 0 if sound else 3


def _settings_rows(terminal: Terminal, settings: Settings) -> list[tuple[str, str, bool]]:
    """Return each setting with its place; never a password."""
    path = settings_path()
    if path is None:
        written = terminal.text("doctor.none_wanted")
    else:
        written = (
            str(path) if path.exists() else terminal.text("doctor.no_settings_file", path=path)
        )
    rows = [(terminal.text("doctor.settings_file"), written, True)]
    said = {"database": shown(settings)}
    if settings.is_file or settings.login_named:
        said["user"] = settings.login
    said |= {
        "language": settings.language.value,
        "unit": settings.unit or terminal.text("doctor.own_unit"),
    }
    if not settings.is_file:
        said["authorities"] = settings.authorities or "-"
        said["wait_seconds"] = str(settings.wait_seconds)
    for name, value in said.items():
        place = _place(terminal, settings.sources.get(name, "usual"))
        rows.append((terminal.text(f"doctor.setting_{name}"), f"{value} ({place})", True))
    if not settings.is_file:
        label = terminal.text("doctor.setting_password")
        try:
            found, sound = _place(terminal, password_of(settings)[1]), True
        except OutageError as error:
            found, sound = error.sentence(terminal.language), False
        rows.append((label, found, sound))
    return rows


def _place(terminal: Terminal, source: str) -> str:
    if source in {"option", "usual", "keyring", "url"}:
        return terminal.text(f"doctor.from_{source}")
    if source.startswith("FIDESK_"):
        return terminal.text("doctor.from_variable", name=source)
    return terminal.text("doctor.from_file") if source else "-"


def _server_rows(terminal: Terminal, house: House) -> list[tuple[str, str, bool]]:
    """Return who speaks to the server, and how far this machine's clock is from its own."""
    if house.settings.is_file:
        return []
    rows = []
    if not house.settings.login_named:
        place = terminal.text("doctor.from_connection")
        rows.append((terminal.text("doctor.setting_user"), f"{house.login} ({place})", True))
    seconds = round(abs((datetime.now(UTC) - house.clock()).total_seconds()))
    words = terminal.text("doctor.clock_apart", seconds=seconds)
    return [*rows, (terminal.text("doctor.clock"), words, seconds <= _CLOCKS_APART)]


def _calendar_row(terminal: Terminal, day: date, last: date | None) -> tuple[str, str, bool]:
    """Return up to which year public holidays are known: beyond it they open as working days."""
    label = terminal.text("doctor.calendar")
    if last is None:
        return (label, terminal.text("doctor.no_calendar"), False)
    fine = day + _HOLIDAYS_AHEAD <= date(last.year, 12, 31)
    words = "doctor.calendar_known" if fine else "doctor.calendar_ends"
    return (label, terminal.text(words, year=last.year), fine)


def _office() -> str:
    """Return LibreOffice's version; empty when it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return ""
    answer = subprocess.run(  # noqa: S603 - the office that this machine's path names
        [program, "--version"], capture_output=True, text=True, check=False, timeout=30
    )
    words = answer.stdout.split()
    return words[1] if len(words) > 1 else ""


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
