"""Record meetings with correspondents, and that what was promised was done."""

from __future__ import annotations

from backend.contract import Outcome, OutcomeCode
from backend.contract.meetings import RecordMeeting
from backend.services.desk import Desk
from backend.services.numbers import next_number
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.office import meeting


def record_meeting(desk: Desk, command: RecordMeeting) -> Outcome:
    """Keep a new meeting under the next number, or the change of one that stands."""
    charged = desk.institutions.get(command.institution)
    if charged is None:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION)
    standing = standing_row(desk, meeting, command.number) if command.number else None
    if command.number and (standing is None or standing["institution_id"] != charged.id):
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE)
    if not _dates_fit(desk, command):
        return refuse(command, OutcomeCode.BAD_DATE)
    if standing is not None and standing["version"] != command.base_version:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    if not command.summary_zh.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    number = command.number or next_number(desk, "HT")
    put_row(
        desk,
        meeting,
        number,
        institution_id=charged.id,
        day=command.day,
        place=command.place_of_meeting.strip(),
        persons=command.persons.strip(),
        summary_zh=command.summary_zh.strip(),
        summary_en=command.summary_en.strip(),
        follow_up_zh=command.follow_up_zh.strip(),
        follow_up_en=command.follow_up_en.strip(),
        follow_up_date=command.follow_up_date,
        done_date=command.done_date,
        done_zh=command.done_zh.strip(),
        done_en=command.done_en.strip(),
        is_sample=int(command.is_sample),
    )
    return Outcome(code=OutcomeCode.DONE, command_id=command.id, reference=number)


def _dates_fit(desk: Desk, command: RecordMeeting) -> bool:
    """Whether it was held by today, promised for a later day, and done in between."""
    if command.day > desk.today or (command.follow_up_date and not command.follow_up_zh.strip()):
        return False
    if command.follow_up_date is not None and command.follow_up_date < command.day:
        return False
    if command.done_date is None:
        return True
    promised = bool(command.follow_up_zh.strip())
    return promised and command.day <= command.done_date <= desk.today
