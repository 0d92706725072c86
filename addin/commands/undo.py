"""What was sent, and taking it back: the list of submissions, and the undo of one."""

from __future__ import annotations

from collections.abc import Mapping

import click

from addin.commands.common import terminal_of
from addin.commands.houses import house_of, writer_of
from addin.terminal import Terminal
from addin.undoing import Undone, book_of, undo_submission
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import Finding, OutcomeCode
from backend.dates import SHANGHAI
from backend.language import glossary
from backend.queries import reference
from backend.queries.reference import Person
from backend.queries.submissions import SubmissionRow, submissions
from workbooks.sentences import sentence

#: So much of a submission's id is shown: enough to name it.
_SHOWN = 8


@command("submissions")
@option("--everyone", is_flag=True)
@option("--newest", type=click.IntRange(1, 1000), default=20)
@click.pass_context
def submissions_command(context: click.Context, /, everyone: bool, newest: int) -> int:
    """List submissions, the newest first."""
    terminal, house = terminal_of(context), house_of(context)
    with house.reading() as connection:
        found = submissions(connection, "" if everyone else house.login, newest)
        persons = reference.persons(connection)
    if not found:
        terminal.say("said.no_submissions")
    else:
        names = ("submission", "when_sent", "maker", "workbook", "edits", "status", "undoes")
        headings = [terminal.text(f"heading.{name}") for name in names]
        terminal.table("", headings, [_row(terminal, one, persons) for one in found])
    terminal.answer({"submissions": [_content(one) for one in found]})
    return 0


@command("undo")
@click.argument("submission")
@option("--only-good", is_flag=True)
@click.pass_context
def undo_command(context: click.Context, /, submission: str, only_good: bool) -> int:
    """Undo a submission by a reverse one."""
    terminal, house = terminal_of(context), writer_of(context)
    done = undo_submission(house, submission, only_good=only_good)
    number = done.given.id[:_SHOWN]
    if done.applied:
        _say_applied(terminal, done, number)
    elif done.blocking:
        terminal.say("said.not_undone", number=number, findings=len(done.blocking))
    else:
        _say_before(terminal, house, done, number)
    _show_findings(terminal, done.findings)
    terminal.answer(_answer(terminal, done))
    return 1 if done.blocking else 0


def _say_applied(terminal: Terminal, done: Undone, number: str) -> None:
    edits = done.count(OutcomeCode.DONE, OutcomeCode.EXISTS)
    undo = done.submission.id[:_SHOWN] if done.submission is not None else ""
    terminal.say("said.undone", number=number, edits=edits, undo=undo)
    waiting = done.count(OutcomeCode.AWAITING)
    if waiting:
        terminal.say("said.undo_waits", count=waiting)


def _say_before(terminal: Terminal, house: House, done: Undone, number: str) -> None:
    with house.reading() as connection:
        persons = reference.persons(connection)
        undos = [one for one in submissions(connection, "", 1000) if one.undoes == done.given.id]
    if not undos:  # none of it was ever written
        terminal.say("said.nothing_to_undo", number=number)
        return
    last = undos[0]
    terminal.say(
        "said.undone_before", number=number, who=_name(terminal, last, persons), when=_when(last)
    )


def _row(terminal: Terminal, one: SubmissionRow, persons: Mapping[str, Person]) -> tuple[str, ...]:
    book = book_of(one.sheet)
    return (
        one.id[:_SHOWN],
        _when(one),
        _name(terminal, one, persons),
        terminal.text(book.title) if book is not None else "-",
        str(one.edit_count),
        terminal.text(
            f"submission_state.{one.state.value}", waiting=one.waiting, undone=one.undone
        ),
        one.undoes[:_SHOWN],
    )


def _when(one: SubmissionRow) -> str:
    return f"{one.recorded_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _name(terminal: Terminal, one: SubmissionRow, persons: Mapping[str, Person]) -> str:
    person = persons.get(one.maker)
    return terminal.name(person.name_zh, person.name_en) if person else one.maker


def _content(one: SubmissionRow) -> dict[str, object]:
    book = book_of(one.sheet)
    return {
        "submission": one.id,
        "recorded_at": one.recorded_at,
        "business_date": one.business_date,
        "maker": one.maker,
        "book": book.identifier if book is not None else None,
        "edits": one.edit_count,
        "state": one.state.value,
        "waiting": one.waiting,
        "undone": one.undone,
        "undoes": one.undoes or None,
    }


def _show_findings(terminal: Terminal, findings: tuple[Finding, ...]) -> None:
    rows = [
        (_sheet(terminal, one.sheet), one.cell, one.row_key, sentence(one, terminal.language))
        for one in findings
    ]
    if rows:
        headings = [terminal.text(f"heading.{one}") for one in ("sheet", "cell", "row", "finding")]
        terminal.table("", headings, rows)


def _sheet(terminal: Terminal, identifier: str) -> str:
    key = f"sheet.{identifier}"
    return terminal.text(key) if key in glossary() else identifier


def _answer(terminal: Terminal, done: Undone) -> dict[str, object]:
    return {
        "submission": done.submission.id if done.submission is not None else None,
        "undoes": done.given.id,
        "applied": done.applied,
        "edits": done.count(OutcomeCode.DONE, OutcomeCode.EXISTS),
        "awaiting": done.count(OutcomeCode.AWAITING),
        "before": done.before,
        "findings": [
            {
                "code": one.code,
                "sheet": one.sheet,
                "cell": one.cell,
                "row": one.row_key,
                "blocking": one.blocking,
                "message": sentence(one, terminal.language),
            }
            for one in done.findings
        ],
    }
