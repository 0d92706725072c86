"""A desk with a day of planted breaks, and its book: pulled, typed into, sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from addin.exchange import Examined, pull_book, push_book
from addin.typist import Typist
from backend.language import Language
from backend.queries.breaks.listing import break_rows
from backend.queries.breaks.rows import BreakRow
from backend.services.reconciliation.reconciling import reconcile
from tests.feeds.desk import Desk
from workbooks.grid import ReadRow, ReadSheet
from workbooks.intake import read_book

#: Kinds of breaks of invented banks. Two deals at another rate are one cause.
PLANTED = (
    ("amount", "EXMBDEFF"),
    ("rate", "EXMCJPJT"),
    ("rate", "EXMBDEFF"),
    ("unit", "EXMDGB2L"),
    ("matured", "EXMFFRPP"),
    ("theirs_missing", "EXMAUS33"),
)


def reconciled(desk: Desk) -> Desk:
    """Take a day with planted breaks and compare it."""
    desk.sample(*PLANTED)
    desk.take_day()
    reconcile(desk.house.engine, None, desk.house.clock, "li_ming")
    return desk


def standing(desk: Desk) -> dict[str, BreakRow]:
    """Return the breaks by number, as the database has them."""
    with desk.house.reading() as connection:
        return {row.key: row for row in break_rows(connection)}


def of_cause(desk: Desk, cause: str) -> list[BreakRow]:
    """Return the breaks of a cause."""
    return [row for row in standing(desk).values() if row.cause == cause]


def pulled(desk: Desk, language: str = "zh", login: str = "li_ming", **scope: str) -> Path:
    """Pull the book."""
    path = desk.folder / f"reconciliation_{login}_{language}.xlsx"
    pull_book(desk.sit(login), "reconciliation", path, Language(language), scope)
    return path


def typed(path: Path, sheet: str, key: str, **cells: Any) -> Path:
    """Type into a row and save under another name."""
    typist = Typist(path)
    for column, value in cells.items():
        typist.type(sheet, key, column, value)
    return typist.save(path.with_name(f"typed_{path.name}"))


def pushed(desk: Desk, path: Path, login: str = "li_ming") -> Examined:
    """Send the book."""
    return push_book(desk.sit(login), path, path.with_name(f"result_{path.name}"))


def sheet(path: Path, identifier: str = "breaks") -> ReadSheet:
    """Return a sheet as it is read back."""
    return read_book(path).sheets[identifier]


def row(path: Path, key: str, identifier: str = "breaks") -> dict[str, str]:
    """Return what a row shows, by column."""
    found = sheet(path, identifier)
    line: ReadRow = next(one for one in found.rows if found.text(one, "key") == key)
    return {column: found.text(line, column) for column in found.columns}
