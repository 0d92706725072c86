"""Submissions (变更单) that stand: who sent what when, what waits of them, what undid them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, func, select

from backend.contract.approvals import WAITING
from backend.errors import InputError
from backend.store.tables.hands import approval
from backend.store.tables.trail import submission, submission_edit

#: What a submission that undoes another carries instead of a pull: this, and the other's id.
UNDO = "undo:"
_LEAST = 4
_WORDS = re.compile(r"[0-9a-f-]+")


class SubmissionState(StrEnum):
    """Where a submission stands."""

    SAVED = "saved"
    WAITING = "waiting"  # some of it waits for more hands
    UNDONE = "undone"
    UNDONE_IN_PART = "undone_in_part"


@dataclass(frozen=True, kw_only=True)
class SubmissionRow:
    """A submission. `sheet` identifies the sheet of an edit of it, `undoes` is the other's id.

    `edit_count` counts commands, `waiting` those that wait for more hands, `undone` those that
    other submissions have undone.
    """

    id: str
    maker: str
    business_date: date
    recorded_at: datetime
    edit_count: int
    sheet: str = ""
    undoes: str = ""
    waiting: int = 0
    undone: int = 0

    @property
    def state(self) -> SubmissionState:
        """Where it stands, in one word."""
        if self.undone:
            whole = self.undone >= self.edit_count
            return SubmissionState.UNDONE if whole else SubmissionState.UNDONE_IN_PART
        return SubmissionState.WAITING if self.waiting else SubmissionState.SAVED


def submissions(connection: Connection, login: str = "", most: int = 20) -> list[SubmissionRow]:
    """Return the newest submissions of a person, or of everybody, the newest first."""
    question = select(submission).order_by(submission.c.recorded_at.desc(), submission.c.id)
    if login:
        question = question.where(submission.c.maker == login)
    return _rows(connection, question.limit(most))


def submission_named(connection: Connection, words: str) -> SubmissionRow:
    """Return the one submission whose id begins with the words.

    Raises `InputError` `unknown_submission` or `several_submissions`.
    """
    given = words.strip().lower()
    if len(given) < _LEAST or not _WORDS.fullmatch(given):
        raise InputError("unknown_submission", given=words)
    found = _rows(connection, select(submission).where(submission.c.id.startswith(given)).limit(2))
    if not found:
        raise InputError("unknown_submission", given=words)
    if len(found) > 1:
        raise InputError("several_submissions", given=words)
    return found[0]


def _rows(connection: Connection, question: Select[Any]) -> list[SubmissionRow]:
    found = [
        SubmissionRow(
            id=row.id,
            maker=row.maker,
            business_date=row.business_date,
            recorded_at=row.recorded_at,
            edit_count=row.edit_count,
            undoes=row.pull_id.removeprefix(UNDO) if row.pull_id.startswith(UNDO) else "",
        )
        for row in connection.execute(question).all()
    ]
    ids = [one.id for one in found]
    sheets, waiting, undone = (
        _sheets(connection, ids),
        _waiting(connection, ids),
        _undone(connection, ids),
    )
    return [
        replace(
            one,
            sheet=sheets.get(one.id, ""),
            waiting=waiting.get(one.id, 0),
            undone=undone.get(one.id, 0),
        )
        for one in found
    ]


def _sheets(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    own = submission_edit.c.submission_id
    rows = connection.execute(
        select(own, func.min(submission_edit.c.place)).where(own.in_(ids)).group_by(own)
    )
    return {one: place.partition("!")[0] for one, place in rows}


def _waiting(connection: Connection, ids: Sequence[str]) -> Mapping[str, int]:
    own = submission_edit.c.submission_id
    rows = connection.execute(
        select(own, func.count())
        .join(approval, approval.c.command_id == submission_edit.c.id)
        .where(own.in_(ids), approval.c.state.in_([state.value for state in WAITING]))
        .group_by(own)
    )
    return {one: int(count) for one, count in rows}


def _undone(connection: Connection, ids: Sequence[str]) -> Mapping[str, int]:
    """Return how many edits were undone, less those whose undoing was itself undone."""
    by = _undoing(connection, ids)
    again = _undoing(connection, [one for undos in by.values() for one, _count in undos])
    return {
        one: sum(count - sum(other for _id, other in again.get(undo, ())) for undo, count in undos)
        for one, undos in by.items()
    }


def _undoing(connection: Connection, ids: Sequence[str]) -> Mapping[str, list[tuple[str, int]]]:
    rows = connection.execute(
        select(submission.c.pull_id, submission.c.id, submission.c.edit_count).where(
            submission.c.pull_id.in_([f"{UNDO}{one}" for one in ids])
        )
    )
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for pull_id, undo, count in rows:
        found[pull_id.removeprefix(UNDO)].append((undo, int(count)))
    return found
