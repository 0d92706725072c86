"""A workbook by file: pull, check, push."""

from __future__ import annotations

import re
from pathlib import Path

import click

from addin.books import READERS
from addin.chosen_rows import Choice
from addin.commands.common import terminal_of
from addin.commands.houses import house_of, writer_of
from addin.commands.told_edits import show_edits
from addin.exchange import Examined, check_book, pull_book, push_book, result_path
from addin.opinions import say_opinions
from addin.terminal import Terminal
from addin.words import command, option
from backend.contract import Finding
from backend.errors import InputError
from backend.language import text
from workbooks.books.limits import LIMITS
from workbooks.contents import Contents
from workbooks.intake import read_book
from workbooks.sentences import sentence

_ROWS = option("--rows", multiple=True, metavar="SHEET!ROWS")
_KEY = option("--key", multiple=True, metavar="KEY")
_CELL = re.compile(r"([A-Z]+)(\d+)")


@command("pull")
@click.argument("book", type=click.Choice(list(READERS)))
@option("--output", "-o", type=click.Path(path_type=Path), required=True)
@option("--scope", "-s", multiple=True, metavar="NAME=VALUE")
@click.pass_context
def pull_command(context: click.Context, /, book: str, output: Path, scope: tuple[str, ...]) -> int:
    """Write a workbook."""
    terminal, house = terminal_of(context), house_of(context)
    if not output.name or not output.parent.is_dir():
        raise InputError("no_folder", folder=str(output.parent))
    wanted = dict(one.partition("=")[::2] for one in scope)
    contents = pull_book(house, book, output, terminal.language, wanted)
    _say_pulled(terminal, book, output, contents)
    terminal.answer({"book": book, "path": str(output), "pull": contents.pull.id})
    return 0


def _say_pulled(terminal: Terminal, book: str, path: Path, contents: Contents) -> None:
    counts = {sheet: len(rows) for sheet, rows in contents.rows.items()}
    day = contents.pull.as_of
    if book == LIMITS.identifier and "allocation" in counts:
        lines, rows = counts["limits_ledger"], counts["allocation"]
        terminal.say("said.pulled", path=path, lines=lines, rows=rows, day=day)
    else:
        terminal.say("said.pulled_book", path=path, rows=sum(counts.values()), day=day)


@command("check")
@click.argument("file", type=click.Path(path_type=Path))
@_ROWS
@_KEY
@option("--output", "-o", type=click.Path(path_type=Path))
@click.pass_context
def check_command(
    context: click.Context,
    /,
    file: Path,
    rows: tuple[str, ...],
    key: tuple[str, ...],
    output: Path | None,
) -> int:
    """Say what a push would do."""
    terminal, house = terminal_of(context), house_of(context)
    examined = check_book(house, file, output, Choice(rows, key))
    counts = examined.diff.counts
    terminal.say(
        "said.checked",
        edits=counts.edits,
        new=counts.new_rows,
        hidden=counts.hidden_edits,
        findings=len(examined.blocking),
    )
    show_edits(terminal, house, examined)
    opinions = say_opinions(terminal, house, examined)
    show_findings(terminal, file, examined)
    terminal.answer(_content(terminal, examined) | {"opinions": opinions})
    return 1 if examined.blocking else 0


@command("push")
@click.argument("file", type=click.Path(path_type=Path))
@option("--only-good", is_flag=True)
@_ROWS
@_KEY
@option("--output", "-o", type=click.Path(path_type=Path))
@click.pass_context
def push_command(
    context: click.Context,
    /,
    file: Path,
    only_good: bool,
    rows: tuple[str, ...],
    key: tuple[str, ...],
    output: Path | None,
) -> int:
    """Write a workbook's edits back."""
    terminal, house = terminal_of(context), writer_of(context)
    result = output or result_path(file, terminal.language)
    examined = push_book(house, file, result, only_good=only_good, choice=Choice(rows, key))
    if examined.applied:
        terminal.say("said.pushed", edits=len(examined.saved), result=result)
    elif examined.repeated and not examined.blocking:
        terminal.say("said.nothing_new", result=result)
    else:
        terminal.say("said.refused", findings=len(examined.blocking), result=result)
    opinions = say_opinions(terminal, house, examined) if examined.applied else []
    show_findings(terminal, file, examined)
    terminal.answer(_content(terminal, examined) | {"opinions": opinions})
    return 1 if examined.blocking else 0


def show_findings(terminal: Terminal, file: Path, examined: Examined) -> None:
    """Show every finding with its place, in the order of the sheet."""
    sheets = read_book(file).sheets
    ordered = sorted(examined.findings, key=_place)
    rows = []
    for finding in ordered:
        sheet = sheets[finding.sheet].name if finding.sheet in sheets else finding.sheet
        mark = "" if finding.blocking else text("said.word_only", terminal.language)
        rows.append((sheet, finding.cell, f"{mark}{sentence(finding, terminal.language)}"))
    if rows:
        headings = [terminal.text(f"heading.{one}") for one in ("sheet", "cell", "finding")]
        terminal.table("", headings, rows)


def _place(finding: Finding) -> tuple[str, int, str]:
    match = _CELL.fullmatch(finding.cell)
    return (finding.sheet, int(match[2]) if match else 0, match[1] if match else "")


def _content(terminal: Terminal, examined: Examined) -> dict[str, object]:
    submission = examined.diff.submission
    return {
        "submission": submission.id if submission is not None else None,
        "applied": examined.applied,
        "repeated": examined.repeated,
        "edits": examined.diff.counts.edits,
        "new_rows": examined.diff.counts.new_rows,
        "saved": list(examined.saved),
        "result": str(examined.result) if examined.result else None,
        "findings": [
            {
                "code": finding.code,
                "sheet": finding.sheet,
                "cell": finding.cell,
                "blocking": finding.blocking,
                "message": sentence(finding, terminal.language),
            }
            for finding in sorted(examined.findings, key=_place)
        ],
    }
