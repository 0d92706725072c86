"""Where the book of institutions comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.errors import InputError
from backend.language import both
from backend.queries import reference
from backend.queries.events import event_rows
from backend.queries.institution_index import InstitutionIndex
from backend.queries.institution_rows import InstitutionRow, institution_groups, institution_rows
from backend.queries.institutions import entity_of, institution_names
from backend.queries.reciprocity.rows import Sums
from backend.queries.reciprocity.year import read_year
from backend.queries.review.campaign import campaign_year, read_reviews
from backend.queries.rows import Bases, Label, Versions
from backend.queries.sheets.limits_book import read_limits_book
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.queries.sheets.versions import image_cells
from backend.reciprocity.period import newest_year
from workbooks.books.institutions import INSTITUTIONS_BOOK
from workbooks.contents import Contents
from workbooks.institution_facts import Card
from workbooks.sheets.institutions import CORRECTED, COUNTRIES, GROUPS, IDENTIFIER, KINDS, ORIGINS

_KINDS = ("bank", "central_bank", "multilateral")
_ORIGINS = ("invented", "department")


def _contents(connection: Connection, asked: Asked) -> Contents:
    names = institution_names(connection)
    lookups = name_lookups(connection, asked.day, names)
    wanted = asked.scope.get("institution", "")
    only = InstitutionIndex(names.values()).one(wanted) if wanted else None
    rows = institution_rows(connection, asked.day, only.bic8 if only else "")
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
        scope=asked.scope,
        scope_text=only.bic8 if only else "",
        more=_card(connection, asked, rows[0]) if only else None,
    )


def _card(connection: Connection, asked: Asked, row: InstitutionRow) -> Card:
    """Return what the page of one institution shows; of a branch, its head office's business."""
    entity = entity_of(row.name)
    book = read_limits_book(connection, asked.day, asked.moment, asked.login, asked.language)
    year = newest_year(asked.day)
    reviews = read_reviews(connection, asked.day, campaign_year(asked.day))
    return Card(
        institution=row,
        lines=[line for line in book.ledger if line.institution.bic8 == entity],
        year=year,
        flows=_flows(connection, asked, year, entity),
        events=[event for event in event_rows(connection) if event.bic8 == row.name.bic8],
        review=next((one for one in reviews if one.institution.bic8 == entity), None),
    )


def _flows(connection: Connection, asked: Asked, year: int, entity: str) -> Sums | None:
    try:
        rows = read_year(connection, year, asked.day).rows
    except InputError:
        # Without rates or parameters there is no year to show; the page has the rest.
        return None
    return next((one.sums for one in rows if one.institution.bic8 == entity), None)


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


INSTITUTIONS_READER = Reader(
    kind=INSTITUTIONS_BOOK, contents=_contents, bases=_bases, scopes=("institution",)
)
