"""Carry out commands: one batch, one transaction, one answer each.

A batch is decided in order on one state; each command is answered by name. A submission is kept
whole or not at all; of single commands, what was accepted stands and what was refused is recorded
with its id, which is burned. The same id with the same content gets the answer it got before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, Engine, select

from backend.contract import (
    Command,
    Outcome,
    OutcomeCode,
    Submission,
    SubmissionOutcome,
)
from backend.dates import Clock
from backend.queries.holders import explain_binding
from backend.queries.reference import working_days
from backend.services import writing
from backend.services.content import content_hash
from backend.services.days import open_days
from backend.services.desk import Desk, open_desk
from backend.services.handlers import HANDLERS
from backend.services.hands.waiting import hands_needed, put_for_approval
from backend.services.readable import unreadable_fields
from backend.services.receipts import read_receipts, repeated_answer
from backend.services.subjects import institutions_of
from backend.services.transaction import transact
from backend.store.tables.trail import submission


def execute(
    engine: Engine, commands: Sequence[Command], clock: Clock, *, dry_run: bool = False
) -> list[Outcome]:
    """Carry out each command on its own merits; return the answers in order.

    `dry_run` decides on live figures and writes nothing.
    """

    def work(connection: Connection) -> list[Outcome]:
        desk = _desk(connection, commands, clock(), asking=dry_run)
        known = {} if dry_run else read_receipts(connection, commands)
        answers = _answers(desk, commands, known)
        if dry_run:
            connection.rollback()  # a number that was never written is nobody's
            answers = [(one, replace(said, reference=""), new) for one, said, new in answers]
        else:
            writing.write(desk, [(one, said) for one, said, fresh in answers if fresh])
        return [outcome for _command, outcome, _fresh in answers]

    return transact(engine, work) if commands else []


def submit(
    engine: Engine,
    given: Submission,
    clock: Clock,
    *,
    only_good: bool = False,
    dry_run: bool = False,
) -> SubmissionOutcome:
    """Apply a submission (变更单) in one transaction: all of it, or with `only_good` what fits.

    A submission that stands already is answered as `repeated` and changes nothing. A refusal is
    not recorded and burns nothing: the same sheet may be sent again when there is room; what of
    it fits by then stands as a submission of its own.
    """

    def work(connection: Connection) -> SubmissionOutcome:
        desk = _desk(connection, given.commands, clock(), asking=False)
        desk.submission_id = given.id
        known = read_receipts(connection, given.commands)
        answers = _answers(desk, given.commands, known)
        outcomes = [outcome for _command, outcome, _fresh in answers]
        repeated = all(command.id in known for command in given.commands)
        good = [(one, said) for one, said, fresh in answers if fresh and said.accepted]
        complete = all(outcome.accepted for outcome in outcomes)
        if dry_run or not good or not (complete or only_good):
            connection.rollback()
            return SubmissionOutcome(given.id, False, repeated, outcomes)
        applied = replace(given, commands=[command for command, _outcome in good])
        desk.submission_id = _identity(connection, applied)
        writing.write(desk, good, replace(applied, id=desk.submission_id))
        return SubmissionOutcome(given.id, True, False, outcomes)

    if not given.commands:
        return SubmissionOutcome(given.id, False, False, [])
    return transact(engine, work)


def _identity(connection: Connection, given: Submission) -> str:
    """Return the submission's id; made of it and the edits when a part of it stands already."""
    if connection.scalar(select(submission.c.id).where(submission.c.id == given.id)) is None:
        return given.id
    edits = "/".join(command.id for command in given.commands)
    return str(uuid5(NAMESPACE_OID, f"{given.id}/{edits}"))


def _answers(
    desk: Desk, commands: Sequence[Command], known: Mapping[str, Outcome]
) -> list[tuple[Command, Outcome, bool]]:
    """Answer in order; each command, its outcome, and whether it was decided just now."""
    standing = dict(known)
    answers = []
    for command in commands:
        fresh = command.id not in standing
        outcome = _one(desk, command, standing)
        answers.append((command, outcome, fresh))
        if fresh:  # the same id may come twice in one batch
            said = {**outcome.detail, "content_hash": content_hash(command)}
            standing[command.id] = replace(outcome, detail=said)
    return answers


def _desk(
    connection: Connection, commands: Sequence[Command], now: datetime, *, asking: bool
) -> Desk:
    logins = {command.login for command in commands}
    if len(logins) != 1:
        message = "a batch is given by one person"
        raise ValueError(message)
    (login,) = logins
    # A dry run opens the days too, inside the transaction that it rolls back.
    days = working_days(connection)
    open_days(connection, now, login, days)
    desk = open_desk(connection, login, now, institutions_of(connection, commands), days)
    desk.asking = asking
    return desk


def _one(desk: Desk, command: Command, known: Mapping[str, Outcome]) -> Outcome:
    if command.id in known:
        return repeated_answer(command, known[command.id])
    if unreadable := unreadable_fields(command):
        field, sign = next(iter(unreadable.items()))
        detail = {"field": field, "sign": sign}
        return Outcome(OutcomeCode.UNREADABLE_TEXT, command.id, detail=detail)
    operation, handler = HANDLERS[type(command)]
    if not desk.may(operation):
        return Outcome(OutcomeCode.NOT_PERMITTED, command.id, detail={"operation": operation})
    arisen = set(desk.arisen)
    hands = hands_needed(desk, command, operation)
    if hands > 1:
        outcome = put_for_approval(desk, command, operation, hands, handler)
    else:
        outcome = handler(desk, command)
    if not outcome.accepted:
        desk.forget(set(desk.arisen) - arisen)
    if not outcome.accepted and outcome.binding is not None:
        explained = explain_binding(desk.connection, desk.book, outcome.binding)
        return replace(outcome, binding=explained)
    return outcome
