"""Meetings with an institution, as they were recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from backend.store.tables.institutions import institution
from backend.store.tables.office import meeting


@dataclass(frozen=True, kw_only=True)
class MeetingRow:
    """One meeting. A text that nobody wrote is empty; `done_date` ends what was promised."""

    number: str
    day: date
    place: str
    persons: str
    summary_zh: str
    summary_en: str
    follow_up_zh: str
    follow_up_en: str
    follow_up_date: date | None
    done_date: date | None
    done_zh: str
    done_en: str
    version: int
    is_sample: bool

    @property
    def is_open(self) -> bool:
        """Whether something was promised and is not done yet."""
        return bool(self.follow_up_zh or self.follow_up_en) and self.done_date is None

    def is_overdue(self, today: date) -> bool:
        """Whether what was promised should have been done before `today`."""
        return self.is_open and self.follow_up_date is not None and self.follow_up_date < today


def meetings_with(
    connection: Connection, bic8: str, until: date | None = None
) -> Sequence[MeetingRow]:
    """Return the meetings with an institution (until a day, that day too), the newest first."""
    question = (
        select(meeting)
        .join(institution, institution.c.id == meeting.c.institution_id)
        .where(institution.c.bic8 == bic8)
        .order_by(meeting.c.day.desc(), meeting.c.number.desc())
    )
    if until is not None:
        question = question.where(meeting.c.day <= until)
    return [
        MeetingRow(
            number=row.number,
            day=row.day,
            place=row.place,
            persons=row.persons,
            summary_zh=row.summary_zh,
            summary_en=row.summary_en,
            follow_up_zh=row.follow_up_zh,
            follow_up_en=row.follow_up_en,
            follow_up_date=row.follow_up_date,
            done_date=row.done_date,
            done_zh=row.done_zh,
            done_en=row.done_en,
            version=row.version,
            is_sample=bool(row.is_sample),
        )
        for row in connection.execute(question)
    ]
