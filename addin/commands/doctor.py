"""Say what is installed, what is missing, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sqlite3
import subprocess
import sys

import click

from addin.commands.common import terminal_of
from addin.commands.houses import check_place
from addin.words import command
from backend.bootstrap import open_house, shown
from backend.errors import FideskError
from backend.queries.nodes import open_date

_LEAST_OFFICE = (25, 2)
_LEAST_SQLITE = (3, 37, 0)  # the first with STRICT tables
_PACKAGES = ("SQLAlchemy", "alembic", "xlwings", "XlsxWriter", "openpyxl", "python-calamine")


@command("doctor")
@click.pass_context
def doctor_command(context: click.Context) -> int:
    """Look at Python, packages, LibreOffice and the database."""
    terminal, settings = terminal_of(context), context.obj[0]
    rows = [("Python", platform.python_version(), sys.version_info >= (3, 11))]
    rows.append(("SQLite", sqlite3.sqlite_version, sqlite3.sqlite_version_info >= _LEAST_SQLITE))
    rows += [(name, importlib.metadata.version(name), True) for name in _PACKAGES]
    office = _office()
    rows.append(("LibreOffice", office or "-", _version(office) >= _LEAST_OFFICE))
    try:
        check_place(settings)
        house = open_house(settings)
        with house.reading() as connection:
            state = terminal.text("doctor.open", day=open_date(connection))
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
