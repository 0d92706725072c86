"""Where the limits book comes from."""

from __future__ import annotations

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.queries.rows import Bases, Versions
from backend.queries.sheets.limits_book import read_base, read_limits_book
from workbooks.books.limits import LIMITS, contents_of
from workbooks.contents import Contents


def _contents(connection: Connection, asked: Asked) -> Contents:
    book = read_limits_book(connection, asked.day, asked.moment, asked.login, asked.language)
    return contents_of(book)


def _bases(connection: Connection, asked: Asked, versions: Versions) -> Bases:
    return read_base(connection, asked.day, versions)


LIMITS_READER = Reader(kind=LIMITS, contents=_contents, bases=_bases)
