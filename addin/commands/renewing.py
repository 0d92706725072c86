"""A workbook in its user's hands: brought up to date, edits given up, conflicts decided."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from addin.chosen_rows import chosen_rows
from addin.commands.common import terminal_of
from addin.commands.houses import house_of
from addin.renewing import Decision, discard_file, refresh_file, resolve_file
from addin.terminal import Terminal
from addin.words import command, option
from workbooks.apart import read_apart
from workbooks.renewal import Renewed

#: More cells than these are counted, not listed.
_LISTED = 20
_FILE = click.argument("file", type=click.Path(path_type=Path))
_OUTPUT = option("--output", "-o", type=click.Path(path_type=Path))


@command("refresh")
@_FILE
@_OUTPUT
@click.pass_context
def refresh_command(context: click.Context, /, file: Path, output: Path | None) -> int:
    """Bring a workbook up to date and leave its unsent edits."""
    terminal, house = terminal_of(context), house_of(context)
    target = output or file
    done = refresh_file(house, file, target)
    terminal.say(
        "said.refreshed",
        path=target,
        changed=done.changed,
        arrived=done.arrived,
        gone=len(done.gone),
        kept=done.kept,
    )
    _say_rest(terminal, done)
    terminal.answer({"path": str(target), **asdict(done)})
    return 0


@command("discard")
@_FILE
@option("--rows", multiple=True, metavar="SHEET!ROWS")
@_OUTPUT
@click.pass_context
def discard_command(
    context: click.Context, /, file: Path, rows: tuple[str, ...], output: Path | None
) -> int:
    """Give up what was typed and not sent."""
    terminal, house = terminal_of(context), house_of(context)
    target = output or file
    chosen = chosen_rows(read_apart(file), rows)
    done = discard_file(house, file, target, chosen)
    terminal.say("said.discarded", path=target, cells=len(done.discarded))
    _list(terminal, "said.discarded_cells", done.discarded)
    _say_rest(terminal, done)
    terminal.answer({"path": str(target), **asdict(done)})
    return 0


@command("resolve")
@_FILE
@option("--mine", multiple=True, metavar="CELL")
@option("--theirs", multiple=True, metavar="CELL")
@option("--all", "every", type=click.Choice(["mine", "theirs"]))
@_OUTPUT
@click.pass_context
def resolve_command(
    context: click.Context,
    /,
    file: Path,
    mine: tuple[str, ...],
    theirs: tuple[str, ...],
    every: str | None,
    output: Path | None,
) -> int:
    """Decide conflicts: mine or theirs, cell by cell."""
    terminal, house = terminal_of(context), house_of(context)
    target = output or file
    decision = Decision(frozenset(mine), frozenset(theirs), every or "")
    decided, left = resolve_file(house, file, target, decision)
    terminal.say("said.resolved", path=target, decided=decided, left=left)
    terminal.answer({"path": str(target), "decided": decided, "left": left})
    return 1 if left else 0


def _say_rest(terminal: Terminal, done: Renewed) -> None:
    _list(terminal, "said.cells_restored", done.restored)
    _list(terminal, "said.gone_rows", done.gone)
    if done.left_out:
        terminal.say("said.left_out", rows=done.left_out)
    _list(terminal, "said.stale_sheets", done.stale)


def _list(terminal: Terminal, key: str, cells: list[str]) -> None:
    if cells:
        more = " …" if len(cells) > _LISTED else ""
        terminal.say(key, count=len(cells), cells=", ".join(cells[:_LISTED]) + more)
