"""Branches without the program: packs, and the folder to which they come back."""

from __future__ import annotations

import time
from pathlib import Path

import click

from addin.commands.common import terminal_of
from addin.commands.houses import house_of, writer_of
from addin.packs import Collected, collect, make_packs, waiting_in
from addin.terminal import Terminal
from addin.words import command, group, option
from backend.bootstrap import House
from backend.errors import InputError

_LOOK_SECONDS = 5
pack_command = group("pack")


@pack_command.order("branch")
@option("--code", "branch_code", multiple=True, metavar="BRANCH")
@option("--all", "every_branch", is_flag=True)
@option("--month", default="")
@option("--output", "-o", type=click.Path(path_type=Path), required=True)
@click.pass_context
def branch_order(
    context: click.Context,
    /,
    branch_code: tuple[str, ...],
    every_branch: bool,
    month: str,
    output: Path,
) -> int:
    """Make the pack of one branch, or of all."""
    terminal, house = terminal_of(context), house_of(context)
    if not output.is_dir():
        raise InputError("no_folder", folder=str(output))
    if not branch_code and not every_branch:
        raise InputError("unknown_branch", given="")
    codes = [] if every_branch else list(branch_code)
    made = []
    for path in make_packs(house, output, terminal.language, codes, month):
        made.append(str(path))
        terminal.say("said.packed", path=path)
    terminal.answer({"paths": made})
    return 0


@command("inbox")
@click.argument("folder", type=click.Path(path_type=Path))
@option("--once", is_flag=True)
@click.pass_context
def inbox_command(context: click.Context, /, folder: Path, once: bool) -> int:
    """Take the packs that came back into a folder."""
    terminal, house = terminal_of(context), writer_of(context)
    if not folder.is_dir():
        raise InputError("inbox_missing", folder=str(folder))
    if once:
        return _take(terminal, house, folder)
    seen = waiting_in(folder)
    while True:
        time.sleep(_LOOK_SECONDS)
        found = waiting_in(folder)
        # What is still being copied has grown since the last look.
        for path in (one for one in found if found[one] == seen.get(one)):
            _say(terminal, collect(house, path, terminal.language))
        seen = found


def _take(terminal: Terminal, house: House, folder: Path) -> int:
    done = [collect(house, path, terminal.language) for path in waiting_in(folder)]
    for one in done:
        _say(terminal, one)
    if not done:
        terminal.say("said.inbox_empty")
    terminal.answer({"files": [_content(terminal, one) for one in done]})
    return 0 if all(one.taken for one in done) else 1


def _say(terminal: Terminal, one: Collected) -> None:
    if one.error is not None:
        reason = one.error.sentence(terminal.language)
        terminal.say("said.pack_unreadable", file=one.file.name, reason=reason)
    elif one.taken:
        terminal.say("said.pack_done", file=one.file.name, result=one.result)
    else:
        findings = len(one.examined.blocking) if one.examined else 0
        terminal.say("said.pack_refused", file=one.file.name, findings=findings, result=one.result)


def _content(terminal: Terminal, one: Collected) -> dict[str, object]:
    codes = [finding.code for finding in one.examined.findings] if one.examined else []
    return {
        "file": one.file.name,
        "taken": one.taken,
        "moved": str(one.moved),
        "result": str(one.result) if one.result else None,
        "findings": codes,
        "error": one.error.sentence(terminal.language) if one.error else None,
    }
