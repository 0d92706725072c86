"""Take files of the business systems; show which came; write sample ones."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from addin.commands import common
from addin.commands.feed_answers import (
    deal_content,
    show_statuses,
    show_unmapped,
    taken_content,
    tell_deals,
    tell_taken,
)
from addin.commands.houses import house_of, writer_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.errors import InputError
from backend.queries.feeds.status import feed_statuses
from backend.queries.reference import working_days
from sync.feeds.importing import Wanted, identify_bank, import_day, import_feed
from sync.feeds.sample_day import close_before, write_sample_day

_FILE = click.Path(path_type=Path)
_LAYOUTS = option("--layouts", type=_FILE, envvar="FIDESK_LAYOUTS")
#: What `import` takes besides feeds: word → (module, function(house, path, progress)).
OTHERS: Mapping[str, tuple[str, str]] = {
    "statements": ("sync.statements.importing", "import_statements"),
    "parameters": ("sync.statements.parameters", "import_parameters"),
    "branch_return": ("sync.dealings.branch_returns", "import_branch_return"),
}


@command("import")
@click.argument("feed", required=False)
@click.argument("files", nargs=-1, type=_FILE)
@option("--day", "day_folder", type=_FILE)
@option("--date", "feed_date")
@option("--correct", is_flag=True)
@_LAYOUTS
@click.pass_context
def import_command(
    context: click.Context,
    /,
    feed: str | None,
    files: tuple[Path, ...],
    day_folder: Path | None,
    **given: Any,
) -> int:
    """Take files, each whole or not at all."""
    terminal, house = common.terminal_of(context), writer_of(context)
    if (feed is None or not files) == (day_folder is None) or (feed and day_folder):
        raise InputError("feed_or_day")
    if feed and feed in OTHERS:
        return _import_other(terminal, house, feed, files)
    wanted = Wanted(layouts=given["layouts"], day=_day(given), correct=given["correct"])
    with terminal.progress() as move:
        if day_folder is not None:
            taken = import_day(house, day_folder, move, wanted)
        else:
            taken = import_feed(house, str(feed), files, move, wanted)
    for one in taken:
        tell_taken(terminal, one)
    terminal.answer({"taken": [taken_content(one) for one in taken]})
    return 0


def _import_other(terminal: Terminal, house: House, word: str, files: Sequence[Path]) -> int:
    module, function = OTHERS[word]
    take = getattr(importlib.import_module(module), function)
    with terminal.progress() as move:
        taken = [take(house, path, move) for path in files]
    for one in taken:
        if hasattr(one, "sentence"):
            terminal.line(one.sentence(terminal.language))
        else:
            terminal.say(f"said.imported_{word}", **asdict(one))
    terminal.answer({"taken": [asdict(one) for one in taken]})
    return 0


@command("identify")
@click.argument("system", required=False)
@click.argument("number", required=False)
@click.argument("institution", required=False)
@_LAYOUTS
@click.pass_context
def identify_command(
    context: click.Context,
    /,
    system: str | None,
    number: str | None,
    institution: str | None,
    layouts: Path | None,
) -> int:
    """List the numbers that nobody knows, or say whose one is."""
    terminal = common.terminal_of(context)
    if not (system and number and institution):
        if system:
            raise InputError("identify_needs")
        return show_unmapped(terminal, house_of(context))
    house = writer_of(context)
    with house.reading() as connection:
        bic8 = common.institution_named(connection, institution).bic8
    told = identify_bank(house, (system, number, bic8), layouts)
    terminal.say("said.identified", system=system, number=number, bic8=bic8)
    tell_deals(terminal, told)
    terminal.answer({"institution": bic8, "told": [deal_content(one) for one in told]})
    return 0


@command("feeds")
@option("--date", "feed_date")
@click.pass_context
def feeds_command(context: click.Context, /, feed_date: str | None) -> int:
    """Show which files came for a day, what waits, which days are missing."""
    terminal, house = common.terminal_of(context), house_of(context)
    day = common.day_of(feed_date) if feed_date else close_before(house)
    with house.reading() as connection:
        statuses = feed_statuses(connection, day, working_days(connection))
    show_statuses(terminal, day, statuses)
    return 0


@command("sample")
@option("--output", "-o", type=_FILE, default="sample_day")
@option("--date", "feed_date")
@option("--plant", multiple=True)
@option("--seed", type=int, default=1)
@click.pass_context
def sample_command(
    context: click.Context, /, output: Path, plant: tuple[str, ...], **given: Any
) -> int:
    """Write a day's files as the business systems would send them."""
    terminal, house = common.terminal_of(context), writer_of(context)
    if output.exists() and not output.is_dir():
        raise InputError("not_a_folder", folder=output)
    breaks = [(kind, bic8.upper()) for kind, _, bic8 in (one.partition("=") for one in plant)]
    paths = write_sample_day(house, output, _day(given), breaks, seed=given["seed"])
    for path in paths:
        terminal.say("said.sample_written", path=path)
    terminal.answer({"paths": [str(path) for path in paths]})
    return 0


def _day(given: dict[str, Any]) -> date | None:
    return common.day_of(given["feed_date"]) if given["feed_date"] else None
