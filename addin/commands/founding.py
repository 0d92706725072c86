"""Found a house, open its day, load the sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from addin.commands.common import day_of, outcome_content, terminal_of
from addin.commands.houses import place_of, writer_of
from addin.commands.revaluations import say_revalued
from addin.words import command, option
from backend.bootstrap import found_house, shown
from backend.errors import UsageError
from backend.queries.nodes import open_date
from backend.services.days import open_today
from backend.services.opening import revalue_after_opening


@command("init")
@click.pass_context
def init_command(context: click.Context) -> int:
    """Make the database, or bring an old one up to date."""
    terminal, settings = terminal_of(context), place_of(context)
    house = found_house(settings)
    with house.reading() as connection:
        day = open_date(connection)
    terminal.say("said.founded", database=shown(settings), day=day, login=house.login)
    terminal.answer({"database": shown(settings), "business_date": day, "login": house.login})
    return 0


@command("today")
@option("--confirm-jump", metavar="DATE")
@click.pass_context
def today_command(context: click.Context, /, confirm_jump: str | None) -> int:
    """Open the business date."""
    terminal = terminal_of(context)
    confirmed = day_of(confirm_jump) if confirm_jump else None
    house = writer_of(context, "load" if confirmed else "")
    day, opened = open_today(house.engine, house.clock(), house.login, confirmed=confirmed)
    if opened:
        days = ", ".join(one.isoformat() for one in opened)
        terminal.say("said.opened", day=day, days=days)
    else:
        terminal.say("said.open_already", day=day)
    valued = revalue_after_opening(house.engine, house.clock, house.login)
    if valued is not None:
        say_revalued(terminal, valued)
    content = outcome_content(valued) if valued is not None else None
    terminal.answer({"business_date": day, "opened": opened, "revalued": content})
    return 0


@command("load")
@click.argument("own_files", nargs=-1, type=click.Path(path_type=Path))
@option("--sample", is_flag=True, default=True)
@option("--propose", type=click.Path(path_type=Path))
@option("--mapping", type=click.Path(path_type=Path))
@option("--dry-run", is_flag=True)
@option("--only-good", is_flag=True)
@click.pass_context
def load_command(context: click.Context, /, own_files: tuple[Path, ...], **given: Any) -> int:
    """Load the sample, or the department's own workbooks by a mapping."""
    if own_files:
        from addin.commands.first_load import load_files  # noqa: PLC0415 - heavy, and only here

        return load_files(context, own_files, given)
    if given["propose"] or given["mapping"]:
        raise UsageError("load_names_no_file")
    return _load_sample(context)


def _load_sample(context: click.Context) -> int:
    from sync.samples import load_everything  # noqa: PLC0415 - heavy, and only here

    terminal, house = terminal_of(context), writer_of(context, "load")
    with terminal.progress() as move:
        loaded = load_everything(house, move)
    terminal.say(
        "said.loaded",
        institutions=loaded.institutions,
        lines=loaded.lines,
        allocations=loaded.allocations,
        deals=loaded.deals,
        refused=len(loaded.refused),
    )
    terminal.answer(
        {
            "institutions": loaded.institutions,
            "lines": loaded.lines,
            "allocations": loaded.allocations,
            "deals": loaded.deals,
            "refused": [one.code.value for one in loaded.refused],
        }
    )
    return 1 if loaded.refused else 0
