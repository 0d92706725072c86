"""Told deals that wait for somebody to look at them: list, tie, confirm."""

from __future__ import annotations

from typing import Any

import click

from addin.commands import common
from addin.commands.houses import house_of, writer_of
from addin.commands.line_answers import carry_out
from addin.terminal import Terminal
from addin.words import group, option
from backend.contract import Command
from backend.contract.corrections import ConfirmDraw, TieDraw
from backend.errors import InputError
from backend.money import from_minor
from backend.queries import reference
from backend.queries.unmatched import UnmatchedDeal, unmatched_deals

deals_command = group("deals")


@deals_command.order("unmatched")
@option("--all", "everything", is_flag=True)
@click.pass_context
def deals_unmatched(context: click.Context, /, everything: bool) -> int:
    """List told deals that found no reservation."""
    terminal, house = common.terminal_of(context), house_of(context)
    with house.reading() as connection:
        found = unmatched_deals(connection, everything=everything)
        places = reference.minor_units(connection)
    names = ("number", "institution", "product", "unit", "deal", "value_date", "candidates")
    headings = [terminal.text(f"heading.{one}") for one in names]
    rows = [_row(terminal, one, places) for one in found]
    terminal.table(terminal.text("said.unmatched", count=len(found)), headings, rows)
    terminal.answer({"unmatched": [_content(one, places) for one in found]})
    return 0


def _row(terminal: Terminal, one: UnmatchedDeal, places: Any) -> tuple[str, ...]:
    candidates = ", ".join(
        f"{held.number} "
        + common.money_text(held.amount_minor, places[held.currency], held.currency)
        for held in one.candidates
    )
    return (
        one.number,
        terminal.name(one.institution.short_zh, one.institution.short_en),
        one.product,
        one.unit,
        common.money_text(one.amount_minor, places[one.currency], one.currency),
        str(one.value_date or "-"),
        candidates or "-",
    )


def _content(one: UnmatchedDeal, places: Any) -> dict[str, object]:
    return {
        "number": one.number,
        "institution": one.institution.bic8,
        "product": one.product,
        "unit": one.unit,
        "currency": one.currency,
        "amount": str(from_minor(one.amount_minor, places[one.currency])),
        "value_date": one.value_date,
        "reference": one.reference,
        "recorded_at": one.recorded_at,
        "candidates": [held.number for held in one.candidates],
    }


@deals_command.order("tie")
@click.argument("number")
@click.argument("reservation")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def deals_tie(
    context: click.Context,
    /,
    number: str,
    reservation: str,
    reason: str,
    command_id: str | None,
) -> int:
    """Say which reservation a told deal was meant to use; it is given back."""
    house = writer_of(context)
    order = TieDraw(
        id=common.fresh_id(command_id),
        login=house.login,
        draw=number,
        reservation=reservation,
        reason=reason,
    )
    return carry_out(context, house, order, "tie", line=number, reservation=reservation)


@deals_command.order("confirm")
@click.argument("number")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def deals_confirm(
    context: click.Context, /, number: str, reason: str, command_id: str | None
) -> int:
    """Say that a told deal never had a reservation."""
    if not reason.strip():
        raise InputError("reason_needed")
    house = writer_of(context)
    order: Command = ConfirmDraw(
        id=common.fresh_id(command_id), login=house.login, draw=number, reason=reason
    )
    return carry_out(context, house, order, "confirm_deal", line=number)
