"""Record, close and list events; send the day's risk information."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from addin.commands import common
from addin.commands.houses import house_of, writer_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import Command
from backend.contract.evaluation import RatingType
from backend.contract.events import (
    AGENCIES,
    OUTLOOKS,
    CloseEvent,
    EventKind,
    Measure,
    RecordEvent,
    Scope,
    SentFile,
)
from backend.dates import SHANGHAI
from backend.errors import InputError
from backend.queries.events import EventRow, event_rows
from backend.services.execute import execute
from sync.outbound import export_again, export_risk

_FILE = click.Path(path_type=Path)
_RATING_TYPES = [one.value for one in RatingType]


@command("event")
@click.argument("kind", required=False)
@click.argument("subject", required=False)
@option("--at", "occurred_at")
@option("--agency", type=click.Choice(AGENCIES))
@option("--rating-type", type=click.Choice(_RATING_TYPES), default=RatingType.ISSUER.value)
@option("--from", "from_value", default="")
@option("--to", "to_value", default="")
@option("--outlook", type=click.Choice(OUTLOOKS))
@option("--zh", "event_zh", default="")
@option("--en", "event_en", default="")
@option("--source", "event_source", default="")
@option("--scope", "event_scope", type=click.Choice([one.value for one in Scope]), default="own")
@option("--measure", type=click.Choice([one.value for one in Measure]), default="none")
@option("--urgent", is_flag=True)
@option("--id", "command_id")
@click.pass_context
def event_command(
    context: click.Context, /, kind: str | None, subject: str | None, **given: Any
) -> int:
    """List the open events, record one, or close one."""
    terminal = common.terminal_of(context)
    if kind is None:
        return _list(terminal, house_of(context))
    house = writer_of(context, "record")
    order: Command
    if kind == "close":
        day = common.day_of(given["occurred_at"]) if given["occurred_at"] else None
        order = CloseEvent(
            id=common.fresh_id(given["command_id"]),
            login=house.login,
            number=subject or "",
            version=0,
            closed_date=day or common.today_of(house),
        )
    else:
        order = _recorded(house, kind, subject or "", given)
    (outcome,) = execute(house.engine, [order], house.clock)
    if outcome.accepted:
        said = "said.event_closed" if kind == "close" else "said.event_recorded"
        repeated = "said.event_repeated"
        terminal.say(said if common.is_done(outcome) else repeated, number=outcome.reference)
    else:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


def _recorded(house: House, kind: str, subject: str, given: dict[str, Any]) -> RecordEvent:
    """Return the command; `subject` is an institution, or the code of a country or region."""
    if kind not in list(EventKind):
        raise InputError("unknown_event", given=kind, known=", ".join([*EventKind, "close"]))
    chosen = EventKind(kind)
    of_country = chosen is EventKind.COUNTRY
    with house.reading() as connection:
        bic8 = "" if of_country else common.institution_named(connection, subject).bic8
    names = ("agency", "from_value", "to_value", "outlook")
    rated: dict[str, Any] = {name: given[name] or "" for name in names}
    return RecordEvent(
        id=common.fresh_id(given["command_id"]),
        login=house.login,
        kind=chosen,
        institution=bic8,
        country=subject.upper() if of_country else "",
        occurred_at=_moment(given["occurred_at"]) if given["occurred_at"] else house.clock(),
        rating_type=given["rating_type"] if given["agency"] else "",
        summary_zh=given["event_zh"],
        summary_en=given["event_en"],
        source=given["event_source"],
        scope=Scope(given["event_scope"]),
        measure=Measure(given["measure"]),
        urgent=given["urgent"],
        **rated,
    )


def _moment(words: str) -> datetime:
    """Return a moment; without a time zone it is Shanghai's."""
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise InputError("bad_moment", given=words) from None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def _list(terminal: Terminal, house: House) -> int:
    with house.reading() as connection:
        rows = event_rows(connection, only_open=True)
    columns = ("event_number", "event_time", "institution", "event_kind", "change", "summary")
    shown = [
        (
            one.number,
            f"{one.occurred_at.astimezone(SHANGHAI):%m-%d %H:%M}",
            terminal.name(one.name_zh, one.name_en) or one.country,
            terminal.text(f"event_kind.{one.kind}"),
            _change(one),
            terminal.name(one.summary_zh, one.summary_en),
        )
        for one in rows
    ]
    headings = [terminal.text(f"heading.{one}") for one in columns]
    terminal.table(terminal.text("said.events_title"), headings, shown)
    terminal.answer({"events": [_content(one) for one in rows]})
    return 0


def _change(row: EventRow) -> str:
    return f"{row.from_value}→{row.to_value}" if row.to_value else ""


def _content(row: EventRow) -> dict[str, object]:
    names = ("number", "occurred_at", "bic8", "kind", "agency", "from_value", "to_value", "outlook")
    return {name: getattr(row, name) for name in (*names, "measure", "urgent", "sent_at")}


@command("export")
@click.argument("what", type=click.Choice(["risk"]))
@option("--output", "-o", type=_FILE, default="outbound")
@option("--urgent", is_flag=True)
@option("--again", type=str)
@option("--layouts", type=_FILE, envvar="FIDESK_LAYOUTS")
@click.pass_context
def export_command(
    context: click.Context, /, what: str, output: Path, urgent: bool, **given: Any
) -> int:
    """Tell the limit system what it was not told yet."""
    del what
    terminal, house = common.terminal_of(context), writer_of(context, "import")
    if output.exists() and not output.is_dir():
        raise InputError("not_a_folder", folder=output)
    sent: list[tuple[SentFile, Path]] = []
    if given["again"]:
        day = common.day_of(given["again"])
        sent = export_again(house, output, day, layouts=given["layouts"])
    elif (made := export_risk(house, output, urgent=urgent, layouts=given["layouts"])) is not None:
        sent = [made]
    for file, path in sent:
        terminal.say("said.risk_sent", path=path, rows=file.row_count)
    if not sent:
        terminal.say("said.nothing_to_send")
    files = [{"id": one.id, "path": str(path), "rows": one.row_count} for one, path in sent]
    terminal.answer({"files": files})
    return 0
