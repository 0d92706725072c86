"""Where the book of institutions comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.language import both
from backend.queries import reference
from backend.queries.institution_rows import InstitutionRow, institution_groups, institution_rows
from backend.queries.institutions import institution_names
from backend.queries.rows import Bases, Label, Versions
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.queries.sheets.versions import image_cells
from workbooks.books.institutions import INSTITUTIONS_BOOK
from workbooks.contents import Contents
from workbooks.sheets.institutions import CORRECTED, COUNTRIES, GROUPS, IDENTIFIER, KINDS, ORIGINS

_KINDS = ("bank", "central_bank", "multilateral")
_ORIGINS = ("invented", "department")


def _contents(connection: Connection, asked: Asked) -> Contents:
    lookups = name_lookups(connection, asked.day, institution_names(connection))
    rows = institution_rows(connection, asked.day)
    choices = {
        **lookups.choices,
        KINDS: _labels("institution_kind", _KINDS),
        ORIGINS: _origins(rows),
        COUNTRIES: list(reference.countries(connection).values()),
        GROUPS: list(institution_groups(connection).values()),
    }
    return Contents(
        pull=new_pull(connection, asked.day, asked.moment, asked.login),
        lookups=replace(lookups, choices=choices),
        rows={IDENTIFIER: rows},
    )


def _labels(table: str, codes: Sequence[str]) -> Sequence[Label]:
    said = ((code, *both(f"{table}.{code}")) for code in codes)
    return [Label(code=code, zh=chinese, en=english) for code, chinese, english in said]


def _origins(rows: Sequence[InstitutionRow]) -> Sequence[Label]:
    """Return how the origins are said: our own and the invented; every other is public."""
    public = sorted({row.origin for row in rows} - set(_ORIGINS))
    chinese, english = both("institution_origin.public")
    return [
        *_labels("institution_origin", _ORIGINS),
        *(Label(code=code, zh=chinese, en=english) for code in public),
    ]


def _bases(connection: Connection, _asked: Asked, versions: Versions) -> Bases:
    wanted = versions.get(IDENTIFIER, {})
    numbers = {name.bic8: str(number) for number, name in institution_names(connection).items()}
    keys = {bic8: numbers[bic8] for bic8 in wanted if bic8 in numbers}
    fields = dict(zip(CORRECTED, CORRECTED, strict=True))
    cells = image_cells(connection, "institution", wanted, fields, keys)
    # A text that is not there is nothing in a cell.
    return {IDENTIFIER: {place: value or None for place, value in cells.items()}}


INSTITUTIONS_READER = Reader(kind=INSTITUTIONS_BOOK, contents=_contents, bases=_bases)
