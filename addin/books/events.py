"""Where the book of ratings and events comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.contract.evaluation import RatingType
from backend.contract.events import AGENCIES, OUTLOOKS, EventKind, Measure, Scope
from backend.language import both
from backend.queries import reference
from backend.queries.events import event_rows
from backend.queries.institutions import institution_names
from backend.queries.rows import Bases, Label, Versions
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.queries.sheets.versions import image_cells
from workbooks.books.events import EVENTS_BOOK
from workbooks.contents import Contents
from workbooks.sheets.events import IDENTIFIER, SheetEvent

#: Column of the sheet → field of the event.
_FIELDS = {
    "summary_zh": "summary_zh",
    "summary_en": "summary_en",
    "source": "source",
    "measure": "measure",
    "closed": "closed_date",
}


def _contents(connection: Connection, asked: Asked) -> Contents:
    names = institution_names(connection)
    lookups = name_lookups(connection, asked.day, names)
    choices = {
        **lookups.choices,
        "event_kinds": _labels("event_kind", EventKind),
        "agencies": _labels("rating_agency", AGENCIES),
        "rating_types": _labels("paper_rating_type", RatingType),
        "outlooks": _labels("paper_outlook", OUTLOOKS),
        "event_scopes": _labels("event_scope", Scope),
        "measures": _labels("event_measure", Measure),
        "countries": list(reference.countries(connection).values()),
    }
    known = {one.bic8: one for one in names.values()}
    return Contents(
        pull=new_pull(connection, asked.day, asked.moment, asked.login),
        lookups=replace(lookups, choices=choices),
        rows={IDENTIFIER: [SheetEvent(row, known.get(row.bic8)) for row in event_rows(connection)]},
    )


def _labels(table: str, codes: Iterable[str]) -> Sequence[Label]:
    said = ((str(code), *both(f"{table}.{code}")) for code in codes)
    return [Label(code=code, zh=chinese, en=english) for code, chinese, english in said]


def _bases(connection: Connection, _asked: Asked, versions: Versions) -> Bases:
    wanted = versions.get(IDENTIFIER, {})
    return {IDENTIFIER: image_cells(connection, "event", wanted, _FIELDS)}


EVENTS_READER = Reader(kind=EVENTS_BOOK, contents=_contents, bases=_bases)
