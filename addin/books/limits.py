"""Where the limits book comes from."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.queries.institution_index import InstitutionIndex
from backend.queries.institutions import entity_of
from backend.queries.rows import Bases, Versions
from backend.queries.sheets.limits_book import read_base, read_limits_book
from workbooks.books.limits import LIMITS, contents_of, contents_of_one
from workbooks.contents import Contents
from workbooks.sheets import allocation, institution_view
from workbooks.sheets.institution_shares import versions_of


def _contents(connection: Connection, asked: Asked) -> Contents:
    book = read_limits_book(connection, asked.day, asked.moment, asked.login, asked.language)
    wanted = asked.scope.get("institution", "")
    if not wanted:
        return contents_of(book)
    index = InstitutionIndex(book.lookups.institutions)
    return contents_of_one(book, index.one(entity_of(index.one(wanted))), asked.scope)


def _bases(connection: Connection, asked: Asked, versions: Versions) -> Bases:
    viewed = versions.get(institution_view.IDENTIFIER)
    if viewed is None:
        return read_base(connection, asked.day, versions)
    rows = {
        f"{key.partition('/')[0]}/{product}": mark
        for key, version in viewed.items()
        for product, mark in versions_of(version).items()
    }
    bases = read_base(connection, asked.day, {**versions, allocation.IDENTIFIER: rows})
    shares = bases[allocation.IDENTIFIER]
    return {**bases, institution_view.IDENTIFIER: _turned(shares, viewed)}


def _turned(
    shares: Mapping[tuple[str, str], object], viewed: Mapping[str, str]
) -> Mapping[tuple[str, str], object]:
    """Return the cells of the allocation sheet as those of the view: unit down, product across."""
    found = {}
    for (key, column), value in shares.items():
        bic8, _, product = key.partition("/")
        unit = column.removeprefix(allocation.ALLOCATED)
        place = f"{bic8}/{unit}"
        if place in viewed:
            found[place, f"{institution_view.ALLOCATED}{product}"] = value
    return found


LIMITS_READER = Reader(kind=LIMITS, contents=_contents, bases=_bases, scopes=("institution",))
