"""Where the home book comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.language import glossary
from backend.queries import reference
from backend.queries.feeds.status import feed_statuses
from backend.queries.home.matters import open_matters
from backend.queries.home.notes import note_key
from backend.queries.rows import Bases, Label, Versions
from backend.queries.sheets.limits_book import read_limits_book
from backend.queries.sheets.versions import image_cells
from workbooks.books.home import HOME_BOOK
from workbooks.contents import Contents
from workbooks.sheets.home import IDENTIFIER, FeedMark, rows_of

#: Column of the sheet → field of the note.
_FIELDS = {"action": "action", "hand_to": "hand_to", "until": "until_date", "note": "note"}


def _contents(connection: Connection, asked: Asked) -> Contents:
    book = read_limits_book(connection, asked.day, asked.moment, asked.login, asked.language)
    persons = [
        Label(code=person.login, zh=person.name_zh, en=person.name_en)
        for person in reference.persons(connection).values()
        if person.login != asked.login
    ]
    return Contents(
        pull=book.pull,
        lookups=replace(book.lookups, choices={**book.lookups.choices, "persons": persons}),
        rows={IDENTIFIER: rows_of(open_matters(connection, book), book.pull.as_of)},
        more=_feeds(connection, book.pull.as_of),
    )


def _feeds(connection: Connection, today: date) -> Sequence[FeedMark]:
    """Say of each feed when its file of the last close came; orange where it has not.

    Where no file ever came, feeds are not in use yet and nothing is said.
    """
    days = reference.working_days(connection)
    closed = days.on_or_before(today - timedelta(days=1))
    statuses = feed_statuses(connection, closed, days)
    if not any(one.latest for one in statuses):
        return ()
    return [
        FeedMark(
            label=f"feed.{one.feed}",
            arrived=one.file.taken_at if one.file else None,
            day=one.latest,
        )
        for one in statuses
        if f"feed.{one.feed}" in glossary()
    ]


def _bases(connection: Connection, asked: Asked, versions: Versions) -> Bases:
    wanted = versions.get(IDENTIFIER, {})
    keys = {matter: note_key(asked.login, matter) for matter in wanted}
    return {IDENTIFIER: image_cells(connection, "matter_note", wanted, _FIELDS, keys)}


HOME_READER = Reader(kind=HOME_BOOK, contents=_contents, bases=_bases)
