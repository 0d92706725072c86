"""The book of ratings and events: one register, into which new events are typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from backend.contract import Command
from backend.contract.events import AmendEvent, EventKind, Measure, RecordEvent, Scope
from backend.dates import SHANGHAI
from workbooks.book import BookKind, Orders
from workbooks.sheets.events import EVENTS, IDENTIFIER
from workbooks.typed import EditedRow, NewRow


def _amended(row: EditedRow) -> Sequence[Command]:
    """Return one command for a row: what its cells that people keep hold now."""
    closed = row.mine("closed")
    for column in ("summary_zh", "source"):
        if not row.mine(column):
            row.wrong("required_missing", column)
    if not row.sound:
        return []
    assert closed is None or isinstance(closed, date)
    return [
        AmendEvent(
            id="",
            login=row.login,
            place=row.place,
            number=row.key,
            version=int(row.now.event.version),
            summary_zh=str(row.mine("summary_zh")),
            summary_en=str(row.mine("summary_en") or ""),
            source=str(row.mine("source")),
            measure=Measure(str(row.mine("measure") or Measure.NONE.value)),
            closed_date=closed,
        )
    ]


def _recorded(row: NewRow) -> Command | None:
    """Return the event that a person typed."""
    institution = row.institution("institution")
    for column in ("institution", "kind", "summary_zh", "source"):
        row.require(column)
    names = ("kind", "agency", "rating_type", "to_value", "outlook", "summary_zh", "summary_en")
    typed: dict[str, Any] = {
        name: str(row.value(name) or "") for name in (*names, "source", "scope", "measure")
    }
    occurred = _moment(row)
    if not row.sound or institution is None or occurred is None:
        return None
    kind, scope, measure = (typed.pop(name) for name in ("kind", "scope", "measure"))
    return RecordEvent(
        id="",
        login=row.login,
        place=row.place,
        institution=institution.bic8,
        kind=EventKind(kind),
        occurred_at=occurred,
        scope=Scope(scope or Scope.OWN.value),
        measure=Measure(measure or Measure.NONE.value),
        **typed,
    )


def _moment(row: NewRow) -> datetime | None:
    """Return the moment that a row says, in Shanghai; the pull's midnight when it is blank."""
    words = row.value("occurred")
    try:
        if not words:
            return datetime(row.as_of.year, row.as_of.month, row.as_of.day, tzinfo=SHANGHAI)
        return datetime.fromisoformat(str(words)).replace(tzinfo=SHANGHAI).astimezone(UTC)
    except ValueError:
        row.wrong("bad_date", "occurred", given=str(words))
        return None


EVENTS_BOOK = BookKind(
    identifier="events",
    title="book.events",
    registers=lambda _lookups: [EVENTS],
    orders={IDENTIFIER: Orders(edited=_amended, new=_recorded)},
)
