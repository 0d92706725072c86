"""The command of the meetings: what was said, what was promised, and that it was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.contract.command import Command


@dataclass(frozen=True, kw_only=True)
class RecordMeeting(Command):
    """会谈: record one with an institution (BIC8), or with `number` change one that stands.

    A change names every field as it shall stand, and `base_version`, the version that the sender
    saw; a new record has neither. Persons are as they were written down: nothing is made of their
    titles. `done_date` says when what was promised was done.
    """

    institution: str
    day: date
    summary_zh: str
    summary_en: str = ""
    place_of_meeting: str = ""
    persons: str = ""
    follow_up_zh: str = ""
    follow_up_en: str = ""
    follow_up_date: date | None = None
    done_date: date | None = None
    done_zh: str = ""
    done_en: str = ""
    number: str = ""
    base_version: int = 0
    is_sample: bool = False
