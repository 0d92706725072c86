"""Where the reciprocity book comes from."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.errors import InputError
from backend.queries.institutions import institution_names
from backend.queries.reciprocity.year import read_year
from backend.queries.rows import Bases, Versions
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.queries.sheets.versions import image_cells
from backend.reciprocity.period import newest_year
from workbooks.books.reciprocity import RECIPROCITY, contents_of
from workbooks.contents import Contents
from workbooks.sheets import reciprocity, reciprocity_products
from workbooks.sheets.reciprocity_columns import IDENTIFIER

_YEARS = range(2000, 2100)
_FIELDS = {"target": "target_minor", "strategy": "strategy", "points": "points"}


def year_of(asked: Asked) -> int:
    """Return the year that was asked for, the newest by default; refuses what is no year."""
    given = asked.scope.get("year", str(newest_year(asked.day)))
    if not (given.isascii() and given.isdecimal() and int(given) in _YEARS):
        raise InputError("bad_year", given=given)
    return int(given)


def _contents(connection: Connection, asked: Asked) -> Contents:
    year = read_year(connection, year_of(asked), asked.day)
    lookups = name_lookups(connection, asked.day, institution_names(connection))
    choices = {
        reciprocity.PRODUCTS: [
            one for one in year.products if one.code not in year.mutual_products
        ],
        reciprocity_products.ALL_PRODUCTS: year.products,
    }
    pull = new_pull(connection, asked.day, asked.moment, asked.login)
    return contents_of(year, pull, replace(lookups, choices=choices), asked.language)


def _bases(connection: Connection, asked: Asked, versions: Versions) -> Bases:
    del asked
    wanted = versions.get(IDENTIFIER, {})
    cells = image_cells(connection, "reciprocity_plan", wanted, _FIELDS)
    return {IDENTIFIER: cells}


RECIPROCITY_READER = Reader(kind=RECIPROCITY, contents=_contents, bases=_bases, scopes=("year",))
