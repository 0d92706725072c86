"""Reverse, revalue, close a month; told deals that wait for somebody to look at them."""

from __future__ import annotations

from datetime import date

import click

from addin.commands import common
from addin.commands.houses import house_of, writer_of
from addin.commands.line_answers import carry_out
from addin.commands.revaluations import say_revalued
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import OutcomeCode
from backend.contract.corrections import (
    CloseMonth,
    RevalueLines,
    ReverseEntry,
)
from backend.queries.past.month_close import closed_months, last_day_of
from backend.queries.past.month_state import MonthState, month_state
from backend.services.execute import execute


@command("reverse")
@click.argument("number")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def reverse_command(
    context: click.Context, /, number: str, reason: str, command_id: str | None
) -> int:
    """Undo a draw or a release."""
    house = writer_of(context)
    order = ReverseEntry(
        id=common.fresh_id(command_id), login=house.login, entry=number, reason=reason
    )
    return carry_out(context, house, order, "reverse", line=number)


@command("revalue")
@option("--day", "rate_day")
@option("--id", "command_id")
@click.pass_context
def revalue_command(context: click.Context, /, rate_day: str | None, command_id: str | None) -> int:
    """Value what is drawn at the rates of a day."""
    terminal, house = common.terminal_of(context), writer_of(context)
    order = RevalueLines(
        id=common.fresh_id(command_id),
        login=house.login,
        day=common.day_of(rate_day) if rate_day else common.today_of(house),
    )
    (outcome,) = execute(house.engine, [order], house.clock)
    if not outcome.accepted:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    elif outcome.code is OutcomeCode.EXISTS:
        terminal.say("said.repeated", reference=outcome.reference)
    else:
        say_revalued(terminal, outcome)
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


@command("close-month")
@click.argument("month", required=False)
@option("--id", "command_id")
@click.pass_context
def close_month_command(
    context: click.Context, /, month: str | None, command_id: str | None
) -> int:
    """Close a month; without one, say which are closed."""
    terminal = common.terminal_of(context)
    if month is None:
        return _closed(terminal, house_of(context))
    house, first = writer_of(context), _month_of(month)
    with house.reading() as connection:
        _warn(terminal, month_state(connection, first))
    order = CloseMonth(id=common.fresh_id(command_id), login=house.login, month=first)
    return carry_out(context, house, order, "close_month", line=f"{first:%Y-%m}")


def _month_of(words: str) -> date:
    """Return the first day of a month written as 2026-10, or by any of its days."""
    try:
        return date.fromisoformat(f"{words}-01")
    except ValueError:
        # Seven letters are a month that there is not: as a day it would be read as another one.
        whole = len(words) > len("2026-10")
        return common.day_of(words if whole else f"{words}-01").replace(day=1)


def _warn(terminal: Terminal, state: MonthState) -> None:
    for feed in state.missing_feeds:
        terminal.say("said.month_feed_missing", feed=feed, day=state.last_working_day)
    if not state.reconciled:
        terminal.say("said.month_not_reconciled", day=state.last_working_day)
    if state.open_breaks:
        terminal.say("said.month_open_breaks", count=state.open_breaks)


def _closed(terminal: Terminal, house: House) -> int:
    with house.reading() as connection:
        closed = list(closed_months(connection).values())
    headings = [
        terminal.text(f"heading.{one}") for one in ("month", "closed_at", "maker", "checker")
    ]
    rows = [
        (f"{one.month:%Y-%m}", f"{one.closed_at:%Y-%m-%d %H:%M}Z", one.maker, one.checker)
        for one in closed
    ]
    terminal.table(terminal.text("said.closed_months"), headings, rows)
    terminal.answer(
        {
            "closed": [
                {
                    "month": f"{one.month:%Y-%m}",
                    "last_day": last_day_of(one.month),
                    "closed_at": one.closed_at,
                    "maker": one.maker,
                    "checker": one.checker,
                }
                for one in closed
            ]
        }
    )
    return 0
