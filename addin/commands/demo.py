"""The main job from end to end, on the embedded database, with real institutions.

Load, build the workbook, edit as staff would, check, refuse what does not fit and say why, write
back, answer and transfer as on days A and B, seal, verify. Bad news happens to invented banks only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from addin.commands.answers import show_ladder, tell_answer
from addin.commands.common import terminal_of, wan
from addin.commands.paper import show_findings
from addin.demonstration import (
    edit_badly,
    mend,
    placement_asked,
    transfer_steps,
)
from addin.exchange import pull_book, push_book, result_path
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House, found_house
from backend.errors import InputError
from backend.language import Language
from backend.queries.ladder import ladder_of
from backend.queries.totals import totals
from backend.queries.verification import verify
from backend.services.execute import execute
from backend.services.sealing import seal
from sync.load import load_sample

#: The moment of the demonstration: Monday 2026-11-23, ten o'clock in Shanghai.
_MOMENT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_BANK = "EXMBDEFF"
#: A name that no house of a bank has by itself: the demonstration begins by deleting it.
_DATABASE = "fidesk_demo.db"


@command("demo")
@option("--output", "-o", type=click.Path(path_type=Path), default="demo")
@click.pass_context
def demo_command(context: click.Context, /, output: Path) -> int:
    """Show everything once, and leave the files."""
    terminal = terminal_of(context)
    if output.exists() and not output.is_dir():
        raise InputError("not_a_folder", folder=str(output))
    output.mkdir(parents=True, exist_ok=True)
    database = output / _DATABASE
    for part in ("", "-wal", "-shm"):
        database.with_name(database.name + part).unlink(missing_ok=True)
    settings = replace(context.obj[0], database=str(database), login="zhao_lei")
    house = found_house(settings, lambda: _MOMENT)
    with terminal.progress() as move:
        loaded = load_sample(house, move)
    accepted, refused, files = _paper(terminal, _as(house, "li_ming"), output)
    _ask(terminal, _as(house, "zhou_jie"))
    _lend(terminal, house)
    sound = _trust(terminal, house)
    files.append(database)
    with house.reading() as connection:
        found = totals(connection)
    found |= {"accepted": accepted, "refused": refused, "files": len(files)}
    terminal.table(
        terminal.text("demo.closing"),
        [terminal.text("heading.matter"), terminal.text("heading.count")],
        [(terminal.text(f"total.{name}"), f"{count:,}") for name, count in found.items()],
        numbers=1,
    )
    for path in files:
        terminal.line(f"  {path}")
    terminal.say("demo.next", database=database)
    terminal.answer({**found, "paths": [str(path) for path in files]})
    return 0 if sound and not loaded.refused else 1


def _as(house: House, login: str) -> House:
    return replace(house, settings=replace(house.settings, login=login))


def _paper(terminal: Terminal, house: House, output: Path) -> tuple[int, int, list[Path]]:
    """Pull, edit, push; return edits accepted and refused, and the files."""
    terminal.say("demo.paper")
    other = Language.ENGLISH if terminal.language is Language.CHINESE else Language.CHINESE
    books = [output / terminal.text(f"demo.book_{one.value}") for one in (terminal.language, other)]
    for path, language in zip(books, (terminal.language, other), strict=True):
        pull_book(house, "limits", path, language)
    edited = edit_badly(books[0], output / terminal.text("demo.edited"))
    first = push_book(house, edited, result_path(edited, terminal.language))
    terminal.say("said.refused", findings=len(first.blocking), result=first.result)
    show_findings(terminal, edited, first)
    good = push_book(house, edited, result_path(edited, terminal.language), only_good=True)
    terminal.say("demo.only_good", edits=len(good.saved))
    mended = mend(edited, output / terminal.text("demo.mended"))
    second = push_book(house, mended, result_path(mended, terminal.language))
    terminal.say("said.pushed", edits=len(second.saved), result=second.result)
    again = push_book(house, mended, result_path(mended, terminal.language))
    if not again.applied:
        terminal.say("demo.again")
    files = [*books, edited, mended]
    files += [one.result for one in (first, second) if one.result is not None]
    return len(good.saved) + len(second.saved), len(first.blocking), files


def _ask(terminal: Terminal, house: House) -> None:
    terminal.say("demo.ask")
    asked = placement_asked(house.login, house.clock().date())
    (outcome,) = execute(house.engine, [asked], house.clock, dry_run=True)
    tell_answer(terminal, house, asked, outcome, "simulate")
    show_ladder(terminal, house, asked, outcome)


def _lend(terminal: Terminal, house: House) -> None:
    """Lend five million until Friday, draw three, and look at each day's figures."""
    terminal.say("demo.lend")
    day = house.clock().date()
    for order in transfer_steps(day):
        (outcome,) = execute(house.engine, [order], house.clock)
        if not outcome.accepted:
            terminal.line(f"{type(order).__name__}: {outcome.code.value}")
    rows = []
    with house.reading() as connection:
        for shown in ("2026-11-27", "2026-11-28", "2026-12-07"):
            when = datetime.fromisoformat(shown).date()
            levels = ladder_of(connection, _BANK, "trade_finance", "320000", when)
            own = next(node for node in levels if node.unit == "320000")
            rows.append((shown, wan(own.temporary_minor), wan(own.used_minor), wan(own.room_minor)))
    headings = [terminal.text(f"heading.{one}") for one in ("day", "temporary", "used")]
    terminal.table("", [*headings, terminal.text("heading.available")], rows, numbers=3)


def _trust(terminal: Terminal, house: House) -> bool:
    terminal.say("demo.trust")
    sealed = seal(house.engine, house.clock)
    terminal.say("said.sealed", **sealed.counts)
    with house.reading() as connection:
        found = verify(connection)
    if found:
        terminal.say("said.discrepancies", count=len(found))
        for one in found[:10]:
            terminal.line(f"- {one.sentence(terminal.language)}")
    else:
        terminal.say("said.verified")
    return not found
