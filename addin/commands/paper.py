"""A workbook by file: pull, check, push."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import click

from addin.books import READERS
from addin.commands.common import money_text, terminal_of
from addin.commands.houses import house_of, writer_of
from addin.exchange import Examined, check_book, pull_book, push_book, result_path
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import Finding
from backend.errors import InputError
from backend.language import text
from backend.queries import reference
from backend.queries.institutions import institution_names
from workbooks.books.limits import LIMITS
from workbooks.contents import Contents
from workbooks.edits import Edit
from workbooks.intake import read_book
from workbooks.said import decimal_text
from workbooks.sentences import sentence
from workbooks.sheets.kinds import CellType

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
    if book == LIMITS.identifier:
        lines, rows = counts["limits_ledger"], counts["allocation"]
        terminal.say("said.pulled", path=path, lines=lines, rows=rows, day=day)
    else:
        terminal.say("said.pulled_book", path=path, rows=sum(counts.values()), day=day)


@command("check")
@click.argument("file", type=click.Path(path_type=Path))
@option("--output", "-o", type=click.Path(path_type=Path))
@click.pass_context
def check_command(context: click.Context, /, file: Path, output: Path | None) -> int:
    """Say what a push would do."""
    terminal, house = terminal_of(context), house_of(context)
    examined = check_book(house, file, output)
    counts = examined.diff.counts
    terminal.say(
        "said.checked",
        edits=counts.edits,
        new=counts.new_rows,
        hidden=counts.hidden_edits,
        findings=len(examined.blocking),
    )
    _show_edits(terminal, house, examined)
    show_findings(terminal, file, examined)
    terminal.answer(_content(terminal, examined))
    return 1 if examined.blocking else 0


@command("push")
@click.argument("file", type=click.Path(path_type=Path))
@option("--only-good", is_flag=True)
@option("--output", "-o", type=click.Path(path_type=Path))
@click.pass_context
def push_command(
    context: click.Context, /, file: Path, only_good: bool, output: Path | None
) -> int:
    """Write a workbook's edits back."""
    terminal, house = terminal_of(context), writer_of(context)
    result = output or result_path(file, terminal.language)
    examined = push_book(house, file, result, only_good=only_good)
    if examined.applied:
        terminal.say("said.pushed", edits=len(examined.saved), result=result)
    elif examined.repeated and not examined.blocking:
        terminal.say("said.nothing_new", result=result)
    else:
        terminal.say("said.refused", findings=len(examined.blocking), result=result)
    show_findings(terminal, file, examined)
    terminal.answer(_content(terminal, examined))
    return 1 if examined.blocking else 0


def _show_edits(terminal: Terminal, house: House, examined: Examined) -> None:
    """Repeat every edit in full: a bare number in a sheet is in the sheet's unit."""
    with house.reading() as connection:
        names = {one.bic8: one for one in institution_names(connection).values()}
        products = reference.products(connection)
        places = reference.minor_units(connection)
    rows = []
    for edit in examined.diff.edits[:50]:
        bic8, _, product = edit.key.partition("/")
        name = names.get(bic8)
        line = products.get(product)
        product = terminal.name(line.zh, line.en) if line else product
        # Keys of other books say nothing but themselves.
        short = terminal.name(name.short_zh, name.short_en) if name else ""
        rows.append(
            (
                edit.cell,
                f"{short} {product}".strip() if name else edit.key,
                edit.column.heading(terminal.language),
                _plain(edit, edit.base, places),
                _plain(edit, edit.mine, places),
            )
        )
    if rows:
        headings = [terminal.text(f"heading.{one}") for one in ("cell", "row", "column")]
        headings += [terminal.text("heading.before"), terminal.text("heading.after")]
        terminal.table("", headings, rows, numbers=2)


def _plain(edit: Edit, value: object, places: Mapping[str, int]) -> str:
    # Amounts are said in full, never in the sheet's unit; a decision counts in the deal's currency.
    column = edit.column
    if not isinstance(value, int):
        return str(value or "-")
    if not column.cell_type.is_amount:
        decimal = column.cell_type in {CellType.PERCENT, CellType.RATIO}
        return decimal_text(column, value) if decimal else str(value)
    deal = column.cell_type is CellType.DEAL_AMOUNT
    currency = edit.now_row.currency if deal else column.currency
    return money_text(value, places[currency], currency)


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
