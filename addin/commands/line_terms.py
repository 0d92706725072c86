"""Renew a line, move its last day or that of what is open on it, end it, recall what was lent."""

from __future__ import annotations

from typing import Any

import click

from addin.commands import common
from addin.commands.houses import writer_of
from addin.commands.line_answers import carry_out
from addin.commands.line_names import (
    NUMBER,
    day_or_none,
    ledger_amount,
    line_arguments,
    line_fields,
    signature,
)
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import Command
from backend.contract.lines import (
    EndLine,
    ExtendDraw,
    ExtendFreeze,
    ExtendIncrease,
    ExtendLine,
    ExtendReservation,
    RecallLoan,
    RenewLine,
)
from backend.errors import InputError
from backend.queries.entries import deal_of
from backend.queries.nodes import load_book


@command("renew")
@line_arguments
@option("--amount", "line_amount")
@option("--from", "effective")
@option("--until")
@option("--approval", "approval_number", default="")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def renew_command(context: click.Context, /, **given: Any) -> int:
    """Give a line a new approval: amount and term; what is used stays used."""
    if not given["line_amount"] or not given["until"]:
        raise InputError("renew_needs")
    house = writer_of(context)
    amount, until = ledger_amount(house, given["line_amount"]), common.day_of(given["until"])
    order = RenewLine(
        target_minor=amount,
        effective_date=day_or_none(given["effective"]) or common.today_of(house),
        expiry_date=until,
        approval_number=given["approval_number"],
        **line_fields(house, given),
        **signature(house, given),
    )
    return carry_out(context, house, order, "renew", amount=common.wan(amount), until=until)


@command("extend")
@line_arguments
@option("--until")
@option("--approval", "approval_number", default="")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def extend_command(context: click.Context, /, **given: Any) -> int:
    """Move the last day of a line, or of a reservation, deal, freeze or increase by its number."""
    if not given["until"]:
        raise InputError("until_needed")
    house = writer_of(context)
    until = common.day_of(given["until"])
    number = str(given["institution"] or "")
    if NUMBER.fullmatch(number):
        signed = {**signature(house, given), "last_date": until}
        order = _extended(house, number, signed)
        return carry_out(context, house, order, "extend", line=number, until=until)
    line = ExtendLine(
        expiry_date=until,
        approval_number=given["approval_number"],
        **line_fields(house, given),
        **signature(house, given),
    )
    return carry_out(context, house, line, "extend", until=until)


def _extended(house: House, number: str, signed: dict[str, Any]) -> Command:
    """Return the order that moves the last day of what has this number."""
    with house.reading() as connection:
        entry = deal_of(connection, number)
        kind = entry.kind if entry is not None else ""
        if kind == "increase":
            found = load_book(connection, None).dues.get(number)
            seen = found.open_minor if found is not None else 0
    if kind == "draw":
        maturity = signed.pop("last_date")
        return ExtendDraw(draw=number, maturity_date=maturity, **signed)
    if kind == "freeze":
        return ExtendFreeze(freeze=number, **signed)
    if kind == "increase":
        return ExtendIncrease(increase=number, amount_minor=seen, **signed)
    return ExtendReservation(reservation=number, **signed)


@command("end")
@line_arguments
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def end_command(context: click.Context, /, **given: Any) -> int:
    """Make today a line's last day."""
    house = writer_of(context)
    order = EndLine(**line_fields(house, given), **signature(house, given))
    return carry_out(context, house, order, "end", until=common.today_of(house))


@command("recall")
@click.argument("number")
@option("--until")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def recall_command(context: click.Context, /, number: str, **given: Any) -> int:
    """Call a lent share home before its day."""
    house = writer_of(context)
    order = RecallLoan(
        loan=number, last_date=day_or_none(given["until"]), **signature(house, given)
    )
    return carry_out(context, house, order, "recall", line=number)
