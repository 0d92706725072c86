"""Ten o'clock: the limits workbook there and back, a trader's question, a branch that borrows."""

from __future__ import annotations

from datetime import datetime

from addin.commands.answers import show_ladder, tell_answer
from addin.commands.common import wan
from addin.commands.paper import show_findings
from addin.demonstration.people import edit_badly, mend, placement_asked, transfer_steps
from addin.demonstration.scene import Scene
from addin.exchange import push_book, result_path
from backend.bootstrap import House
from backend.queries.past.ladder import ladder_of
from backend.services.execute import execute

_OFFICER = "li_ming"
_BANK = "EXMBDEFF"


def paper(scene: Scene) -> None:
    """Pull, edit, push: refused with three findings, taken in part, mended, taken whole."""
    scene.chapter("paper")
    terminal, house = scene.terminal, scene.house(_OFFICER)
    source, _other = scene.pull(_OFFICER, "limits")
    edited = edit_badly(source, scene.name("edited"))
    first = push_book(house, edited, result_path(edited, terminal.language))
    terminal.say("said.refused", findings=len(first.blocking), result=first.result)
    show_findings(terminal, edited, first)
    good = push_book(house, edited, result_path(edited, terminal.language), only_good=True)
    terminal.say("demo.only_good", edits=len(good.saved))
    mended = mend(edited, scene.name("mended"))
    second = push_book(house, mended, result_path(mended, terminal.language))
    terminal.say("said.pushed", edits=len(second.saved), result=second.result)
    again = push_book(house, mended, result_path(mended, terminal.language))
    if not again.applied:
        terminal.say("demo.again")
    scene.keep(edited, mended, *(one.result for one in (first, second) if one.result is not None))
    scene.counts["accepted"] += len(good.saved) + len(second.saved)
    scene.counts["refused"] += len(first.blocking)


def question(scene: Scene) -> None:
    """Answer day A's question with the ladder of every level."""
    scene.chapter("ask")
    house = scene.house("zhou_jie")
    asked = placement_asked(house.login, house.clock().date())
    (outcome,) = execute(house.engine, [asked], house.clock, dry_run=True)
    tell_answer(scene.terminal, house, asked, outcome, "simulate")
    show_ladder(scene.terminal, house, asked, outcome)


def loan(scene: Scene) -> None:
    """Lend five million until Friday, draw three, and look at each day's figures."""
    scene.chapter("lend")
    house = scene.house()
    for order in transfer_steps(house.clock().date()):
        (outcome,) = execute(house.engine, [order], house.clock)
        if not outcome.accepted:
            scene.faults.append(f"{type(order).__name__}: {outcome.code.value}")
    headings = [scene.terminal.text(f"heading.{one}") for one in ("day", "temporary", "used")]
    headings.append(scene.terminal.text("heading.available"))
    scene.terminal.table("", headings, _shares(house), numbers=3)


def _shares(house: House) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    with house.reading() as connection:
        for shown in ("2026-11-27", "2026-11-28", "2026-12-07"):
            when = datetime.fromisoformat(shown).date()
            levels = ladder_of(connection, _BANK, "trade_finance", "320000", when)
            own = next(node for node in levels if node.unit == "320000")
            rows.append((shown, wan(own.temporary_minor), wan(own.used_minor), wan(own.room_minor)))
    return rows
