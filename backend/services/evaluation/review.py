"""Plan a review: whose it is, what came, what is recommended, when the next reminder goes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from backend.contract import Outcome, OutcomeCode
from backend.contract.review import PlanReview
from backend.ledger.state import MOST_MINOR
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.evaluation import review
from backend.store.tables.institutions import institution

_FIRST_YEAR = 1990
_LONGEST_DAYS = 36_500
_NOT_PLANNED: Mapping[str, Any] = {"version": 0, "reminders": 0, "next_reminder": None}


def plan_review(desk: Desk, command: PlanReview) -> Outcome:
    """Keep the row as it was sent; refuse what cannot be, and a row that changed meanwhile."""
    charged = desk.institutions.get(command.institution)
    if charged is None:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    if command.analyst and command.analyst not in desk.persons:
        return refuse(command, OutcomeCode.UNKNOWN_PERSON, person=command.analyst)
    if not _amounts_are_sound(command):
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if not _dates_are_sound(command, desk.today):
        return refuse(command, OutcomeCode.BAD_DATE)
    bic8 = desk.connection.scalar(
        select(institution.c.bic8).where(institution.c.id == charged.line_id)
    )
    key = f"{bic8}/{command.fiscal_year}"
    standing = standing_row(desk, review, key) or _NOT_PLANNED
    now = standing["version"]
    if command.version != now:
        seen = str(command.version)
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE, base=seen, now=str(now))
    identity = {"institution_id": charged.line_id, "fiscal_year": command.fiscal_year}
    put_row(desk, review, key, **identity, **_values(command, standing, desk.today))
    return Outcome(OutcomeCode.DONE, command.id, reference=key)


def _values(command: PlanReview, standing: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """Return the row's columns as the command wants them."""
    return {
        "analyst": command.analyst or None,
        "kind": command.kind.value,
        "report_source": command.report_source.value if command.report_source else "",
        "received_date": command.received_date,
        "recommended_minor": command.recommended_minor,
        "recommended_tenor_days": command.recommended_tenor_days,
        "committee_date": command.committee_date,
        "approval_number": command.approval_number.strip(),
        "valid_until": command.valid_until,
        "reminders": _reminders(standing, command.next_reminder, today),
        "next_reminder": command.next_reminder,
        "note": command.note.strip(),
    }


def _amounts_are_sound(command: PlanReview) -> bool:
    amount, tenor = command.recommended_minor, command.recommended_tenor_days
    if amount is not None and not 0 <= amount <= MOST_MINOR:
        return False
    return tenor is None or 0 < tenor <= _LONGEST_DAYS


def _dates_are_sound(command: PlanReview, today: date) -> bool:
    """Whether the days follow one another, and nothing was received tomorrow."""
    received, committee, until = (
        command.received_date,
        command.committee_date,
        command.valid_until,
    )
    if not _FIRST_YEAR <= command.fiscal_year <= today.year:
        return False
    if received is not None and not date(command.fiscal_year, 1, 1) <= received <= today:
        return False
    if committee is not None and received is not None and committee < received:
        return False
    return until is None or committee is None or until >= committee


def _reminders(standing: Mapping[str, Any], wanted: date | None, today: date) -> int:
    """Return how many reminders went out: one more where a day that was due is moved on."""
    count, was = int(standing["reminders"]), standing["next_reminder"]
    went_out = was is not None and was <= today and wanted is not None and wanted > was
    return count + 1 if went_out else count
