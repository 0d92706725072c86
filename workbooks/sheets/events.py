"""评级与事件: what happened around the correspondents, and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.money import in_wan
from backend.queries.events import EventRow
from backend.queries.rows import InstitutionName
from workbooks.contents import Contents
from workbooks.sheets.declaration import ColumnsOf, Register, Tile
from workbooks.sheets.kinds import CellType, Shown, always
from workbooks.sheets.words import Words

IDENTIFIER = "events"


@dataclass(frozen=True)
class SheetEvent:
    """An event and its institution; `None` for one of a country or region."""

    event: EventRow
    institution: InstitutionName | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it."""
        return self.event.closed_date is None


def _status(row: SheetEvent, words: Words) -> Shown:
    return None if row.is_open else words.say("event_state.closed")


def _amount(amount_minor: int | None) -> Shown:
    return None if amount_minor is None else in_wan(amount_minor)


def _sent(row: SheetEvent, words: Words) -> Shown:
    if row.event.sent_at is not None:
        return words.time(row.event.sent_at)
    return words.say("event_state.urgent") if row.event.urgent else None


def _institution(row: SheetEvent, words: Words) -> Shown:
    return words.institution(row.institution) if row.institution else None


_column: ColumnsOf[SheetEvent] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _DATE = CellType.TEXT, CellType.CODE, CellType.DATE

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 8, "S", _status),
    _column("key", _TEXT, 16, "K", lambda row, _words: row.event.number),
    _column("occurred", _TEXT, 16, "E●", lambda row, words: words.time(row.event.occurred_at),
            when_new=True, stable=True),
    _column("institution", _CODE, 20, "L●", _institution, choices="institutions", when_new=True,
            stable=True),
    _column("country", _TEXT, 12, "C",
            lambda row, words: words.picked("countries", row.event.country)),
    _column("kind", _CODE, 12, "L●", lambda row, words: words.picked("event_kinds", row.event.kind),
            choices="event_kinds", when_new=True, stable=True),
    _column("agency", _CODE, 9, "L●", lambda row, words: words.picked("agencies", row.event.agency),
            choices="agencies", when_new=True, stable=True),
    _column("rating_type", _CODE, 14, "L",
            lambda row, words: words.picked("rating_types", row.event.rating_type),
            choices="rating_types", when_new=True, stable=True),
    _column("from_value", _TEXT, 8, "C●", lambda row, _words: row.event.from_value or None),
    _column("to_value", _TEXT, 8, "E●", lambda row, _words: row.event.to_value or None,
            when_new=True, stable=True),
    _column("outlook", _CODE, 10, "L",
            lambda row, words: words.picked("outlooks", row.event.outlook),
            choices="outlooks", when_new=True, stable=True),
    _column("summary_zh", _TEXT, 30, "E●", lambda row, _words: row.event.summary_zh,
            stored=lambda row: row.event.summary_zh, editable=always, when_new=True),
    _column("summary_en", _TEXT, 26, "E", lambda row, _words: row.event.summary_en or None,
            stored=lambda row: row.event.summary_en or None, editable=always, when_new=True,
            may_be_empty=True),
    _column("source", _TEXT, 14, "E", lambda row, _words: row.event.source,
            stored=lambda row: row.event.source, editable=always, when_new=True),
    _column("scope", _CODE, 10, "L",
            lambda row, words: words.picked("event_scopes", row.event.scope),
            choices="event_scopes", when_new=True, stable=True),
    _column("approved", CellType.LEDGER_AMOUNT, 12, "C●",
            lambda row, _words: _amount(row.event.approved_minor)),
    _column("used", CellType.LEDGER_AMOUNT, 12, "C●",
            lambda row, _words: _amount(row.event.used_minor)),
    _column("last_maturity", _DATE, 12, "C", lambda row, _words: row.event.last_maturity),
    _column("measure", _CODE, 12, "L●",
            lambda row, words: words.picked("measures", row.event.measure), choices="measures",
            stored=lambda row: row.event.measure, editable=always,
            when_new=True),
    _column("sent", _TEXT, 16, "S●", _sent),
    _column("closed", _DATE, 12, "E", lambda row, _words: row.event.closed_date,
            stored=lambda row: row.event.closed_date, editable=always, may_be_empty=True),
    _column("version", _TEXT, 8, "S", lambda row, _words: str(row.event.version),
            label="column.version"),
)
# fmt: on


def _strips(contents: Contents, _words: Words) -> Sequence[Sequence[Tile]]:
    rows: Sequence[SheetEvent] = contents.rows[IDENTIFIER]
    unsent = sum(row.event.sent_at is None for row in rows)
    return [
        [
            Tile("event_state.open", sum(row.is_open for row in rows)),
            Tile("event_state.unsent", unsent, colour="orange" if unsent else ""),
        ]
    ]


def _newest_first(row: SheetEvent, _words: Words) -> tuple[object, ...]:
    moment = row.event.occurred_at.timestamp()
    return (not row.is_open, -moment, row.event.number)


EVENTS: Register[SheetEvent] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.event.number,
    version=lambda row: str(row.event.version),
    order=_newest_first,
    blank_rows=10,
    above=_strips,
)
