"""A workbook beside the database: what it was made from, what stands now, what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from addin.books import READERS
from addin.books.reader import Asked, Reader
from backend.bootstrap import House
from backend.errors import InputError
from backend.language import Language
from backend.queries.reference import working_days
from backend.queries.rows import Bases, Versions
from backend.services.days import business_date_of
from workbooks.apart import read_apart
from workbooks.contents import Contents
from workbooks.diff import diff_book
from workbooks.edits import Diff
from workbooks.grid import ReadBook


@dataclass(frozen=True)
class Compared:
    """A workbook as it was read, its reader, what the database holds now, and what differs."""

    reader: Reader
    read: ReadBook
    now: Contents
    diff: Diff


def compare(house: House, path: Path) -> Compared:
    """Compare a workbook with the database. Raises `InputError` for one that is not this house's.

    `now` is of this moment, the comparison of the day of the pull.
    """
    read = read_apart(path)
    reader = READERS.get(read.identity.book)
    if reader is None:
        raise InputError("workbook_other_book", path=str(path), book=read.identity.book)
    now, asked = read_now(house, reader, read.identity.language, read.identity.scope)

    def base_of(versions: Versions) -> Bases:
        with house.reading() as connection:
            return reader.bases(connection, asked, versions)

    diff = diff_book(reader.kind, read, _as_pulled(now, read), base_of, house.login)
    return Compared(reader, read, now, diff)


def _as_pulled(now: Contents, read: ReadBook) -> Contents:
    """Return what stands now under the day of the pull: a blank first day of a request means it.

    The same file pushed on another day must order the same.
    """
    try:
        as_of = date.fromisoformat(read.identity.as_of)
    except ValueError as error:
        raise InputError("workbook_identity", path=str(read.path)) from error
    return replace(now, pull=replace(now.pull, as_of=as_of))


def read_now(
    house: House, reader: Reader, language: Language, scope: Mapping[str, str]
) -> tuple[Contents, Asked]:
    """Read what a book shows, as of now, and what was asked for."""
    moment = house.clock()
    with house.reading() as connection:
        asked = Asked(
            day=business_date_of(moment, working_days(connection)),
            moment=moment,
            login=house.login,
            language=language,
            scope=scope,
        )
        return reader.contents(connection, asked), asked
