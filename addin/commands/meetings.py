"""What was said at a meeting and what was promised: recorded, changed, listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from addin.commands import common
from addin.commands.houses import writer_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.contract import Outcome, OutcomeCode
from backend.contract.meetings import RecordMeeting
from backend.errors import InputError
from backend.queries.meetings import MeetingRow, meetings_with
from backend.queries.rows import InstitutionName
from backend.services.execute import execute

#: Fields of a meeting that an option of another name fills.
_FIELDS = {"place": "place_of_meeting", "due": "follow_up_date", "done": "done_date"}
_DAYS = frozenset({"day", "follow_up_date", "done_date"})


@command("meeting")
@click.argument("institution")
@option("--date", "day")
@option("--place")
@option("--persons")
@option("--summary-zh")
@option("--summary-en")
@option("--follow-up-zh")
@option("--follow-up-en")
@option("--due")
@option("--done")
@option("--done-zh")
@option("--done-en")
@option("--number", default="")
@option("--id", "command_id")
@click.pass_context
def meeting_command(
    context: click.Context,
    /,
    institution: str,
    number: str,
    command_id: str | None,
    **options: str | None,
) -> int:
    """Record a meeting, change one, or list them."""
    terminal, house = common.terminal_of(context), writer_of(context)
    with house.reading() as connection:
        named = common.institution_named(connection, institution)
        standing = meetings_with(connection, named.bic8)
    given = _given(options)
    if not given:
        return _list(terminal, named, standing)
    found = next((one for one in standing if one.number == number), None)
    fields = {
        "day": common.today_of(house),
        "summary_zh": "",
        "number": number,
        **(_as_it_stands(found) if found is not None else {}),
        **given,
    }
    order = RecordMeeting(
        id=common.fresh_id(command_id), login=house.login, institution=named.bic8, **fields
    )
    (outcome,) = execute(house.engine, [order], house.clock)
    return _answer(terminal, named, order, outcome)


def _given(options: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the fields that were given, days as days."""
    given: dict[str, Any] = {}
    for name, value in options.items():
        if value is not None:
            field = _FIELDS.get(name, name)
            given[field] = common.day_of(value) if field in _DAYS else value
    return given


def _as_it_stands(found: MeetingRow) -> dict[str, Any]:
    fields = asdict(found)
    fields["place_of_meeting"] = fields.pop("place")
    fields["base_version"] = fields.pop("version")
    return fields


def _answer(
    terminal: Terminal, named: InstitutionName, order: RecordMeeting, outcome: Outcome
) -> int:
    if not outcome.accepted:
        raise _refusal(order, outcome)
    terminal.say(
        "said.meeting_recorded",
        number=outcome.reference,
        institution=terminal.name(named.short_zh, named.short_en),
        day=order.day,
    )
    terminal.answer(common.outcome_content(outcome))
    return 0


def _refusal(order: RecordMeeting, outcome: Outcome) -> InputError:
    """Return the refusal's sentence."""
    match outcome.code:
        case OutcomeCode.UNKNOWN_REFERENCE:
            return InputError("meeting_unknown_reference", number=order.number)
        case OutcomeCode.BAD_DATE:
            return InputError("meeting_bad_date")
        case OutcomeCode.CHANGED_MEANWHILE:
            return InputError("meeting_changed_meanwhile", number=order.number)
        case OutcomeCode.REASON_MISSING:
            return InputError("meeting_reason_missing")
        case OutcomeCode.NOT_PERMITTED:
            return InputError("meeting_not_permitted", login=order.login)
        case _:
            return InputError("meeting_other", outcome=outcome.code.value)


def _list(terminal: Terminal, named: InstitutionName, meetings: Sequence[MeetingRow]) -> int:
    if not meetings:
        terminal.say("said.no_meetings")
    else:
        title = terminal.text(
            "said.meetings_of", institution=terminal.name(named.short_zh, named.short_en)
        )
        columns = ("meeting_number", "day", "meeting_summary", "follow_up")
        rows = [
            (
                one.number,
                one.day.isoformat(),
                terminal.name(one.summary_zh, one.summary_en) or one.summary_zh,
                terminal.name(one.follow_up_zh, one.follow_up_en) or one.follow_up_zh,
            )
            for one in meetings
        ]
        terminal.table(title, [terminal.text(f"heading.{one}") for one in columns], rows)
    terminal.answer({"institution": named.bic8, "meetings": [asdict(one) for one in meetings]})
    return 0
