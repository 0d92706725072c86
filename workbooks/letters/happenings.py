"""What happened, and what was said and promised: events and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.language import Language, text
from backend.queries.meeting_paper.rows import EventRow, RatingAction
from backend.queries.meetings import MeetingRow
from workbooks.letters.paper import Block, Cell, Row
from workbooks.letters.profile import AGENCIES, OUTLOOKS, RATING_TYPES, heads, nothing
from workbooks.letters.words import code_said, in_language

KINDS = ("event_kind",)


def events_block(events: Sequence[EventRow], language: Language) -> Block:
    """Return the events of the last twelve months."""
    rows: list[Row] = [
        [
            Cell(one.day.isoformat()),
            Cell(code_said(one.kind, language, *KINDS)),
            Cell(event_said(one, language)),
        ]
        for one in events
    ]
    return Block(
        heading=text("brief.events", language),
        note=text("brief.events_note", language),
        widths=(14, 16, 70),
        head=heads(language, ("date", "kind", "matter")),
        rows=rows or [nothing(language, "no_events", 3)],
        count=len(rows),
        more=text("brief.more", language),
        least=3,
    )


def event_said(event: EventRow, language: Language) -> str:
    """Return what happened: the agency's step from the facts, the rest as it was written."""
    parts = [rating_said(event, language)] if event.agency and event.to_value else []
    if event.summary_zh.strip() or event.summary_en.strip():
        parts.append(in_language(event.summary_zh, event.summary_en, language))
    said = text("brief.separator", language).join(parts)
    return said + (text("brief.open_mark", language) if event.is_open else "")


def rating_said(action: EventRow | RatingAction, language: Language) -> str:
    """Return an agency's step: who, which rating, from what to what, with what outlook."""
    before, after = action.from_value, action.to_value
    words = {
        "agency": code_said(action.agency, language, *AGENCIES),
        "type": code_said(action.rating_type, language, *RATING_TYPES),
    }
    if before and before != after:
        said = text("brief.rating_moved", language, before=before, after=after, **words)
    else:
        said = text("brief.rating_set", language, after=after, **words)
    if action.outlook:
        outlook = code_said(action.outlook, language, *OUTLOOKS)
        said += text("brief.clause", language)
        said += text("brief.outlook_said", language, outlook=outlook)
    return " ".join(said.split())


def meetings_block(meetings: Sequence[MeetingRow], today: date, language: Language) -> Block:
    """Return earlier meetings, what was promised, and what became of it."""
    rows: list[Row] = [
        [
            Cell(one.day.isoformat()),
            Cell(in_language(one.summary_zh, one.summary_en, language)),
            Cell(promise_said(one, today, language)),
        ]
        for one in meetings
    ]
    return Block(
        heading=text("brief.meetings", language),
        widths=(14, 43, 43),
        head=heads(language, ("meeting", "said_there", "promised")),
        rows=rows or [nothing(language, "no_meetings", 3)],
        count=len(rows),
        more=text("brief.more", language),
    )


def promise_said(meeting: MeetingRow, today: date, language: Language) -> str:
    """Return what was promised and where it stands; a dash where nothing was."""
    promised = in_language(meeting.follow_up_zh, meeting.follow_up_en, language)
    if not promised:
        return text("brief.none", language)
    due = meeting.follow_up_date
    if meeting.done_date is not None:
        state = text("brief.done", language, day=meeting.done_date)
        how = in_language(meeting.done_zh, meeting.done_en, language)
        state += f": {how}" if how else ""
    elif due is None:
        state = text("brief.without_day", language)
    else:
        key = "brief.overdue" if meeting.is_overdue(today) else "brief.due"
        state = text(key, language, day=due)
    return f"{state}{text('brief.separator', language)}{promised}"
