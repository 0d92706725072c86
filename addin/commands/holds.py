"""Freeze, unfreeze, suspend, resume, increase for a time, end it early."""

from __future__ import annotations

from typing import Any

import click

from addin.commands import common
from addin.commands.houses import writer_of
from addin.commands.line_answers import carry_out
from addin.commands.line_names import (
    day_or_none,
    ledger_amount,
    line_arguments,
    line_fields,
    signature,
)
from addin.words import command, option
from backend.contract.lines import (
    FreezeLine,
    IncreaseLine,
    ResumeLine,
    RevertIncrease,
    SuspendLine,
    UnfreezeLine,
)
from backend.errors import InputError


@command("freeze")
@line_arguments
@option("--amount", "line_amount")
@option("--until")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def freeze_command(context: click.Context, /, **given: Any) -> int:
    """Hold back a line, or an amount of it."""
    house = writer_of(context)
    amount = None if given["line_amount"] is None else ledger_amount(house, given["line_amount"])
    until = day_or_none(given["until"])
    order = FreezeLine(
        amount_minor=amount,
        last_date=until,
        **line_fields(house, given),
        **signature(house, given),
    )
    terminal = common.terminal_of(context)
    return carry_out(
        context,
        house,
        order,
        "freeze",
        amount=terminal.text("said.line_whole") if amount is None else common.wan(amount),
        until=until or terminal.text("said.line_no_end"),
    )


@command("unfreeze")
@click.argument("number")
@option("--amount", "line_amount")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def unfreeze_command(context: click.Context, /, number: str, **given: Any) -> int:
    """Thaw a freeze, or a part of it."""
    house = writer_of(context)
    amount = None if given["line_amount"] is None else ledger_amount(house, given["line_amount"])
    order = UnfreezeLine(freeze=number, amount_minor=amount, **signature(house, given))
    return carry_out(context, house, order, "unfreeze", line=number)


@command("suspend")
@line_arguments
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def suspend_command(context: click.Context, /, **given: Any) -> int:
    """Stop new use at once."""
    house = writer_of(context)
    order = SuspendLine(**line_fields(house, given), **signature(house, given))
    return carry_out(context, house, order, "suspend")


@command("resume")
@line_arguments
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def resume_command(context: click.Context, /, **given: Any) -> int:
    """Let new use in again."""
    house = writer_of(context)
    order = ResumeLine(**line_fields(house, given), **signature(house, given))
    return carry_out(context, house, order, "resume")


@command("increase")
@line_arguments
@option("--amount", "line_amount")
@option("--until")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def increase_command(context: click.Context, /, **given: Any) -> int:
    """Raise a line for a time."""
    if not given["line_amount"] or not given["until"]:
        raise InputError("increase_needs")
    house = writer_of(context)
    amount, until = ledger_amount(house, given["line_amount"]), common.day_of(given["until"])
    order = IncreaseLine(
        amount_minor=amount,
        last_date=until,
        **line_fields(house, given),
        **signature(house, given),
    )
    return carry_out(context, house, order, "increase", amount=common.wan(amount), until=until)


@command("revert")
@click.argument("number")
@option("--amount", "line_amount")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def revert_command(context: click.Context, /, number: str, **given: Any) -> int:
    """End an increase before its day."""
    house = writer_of(context)
    amount = None if given["line_amount"] is None else ledger_amount(house, given["line_amount"])
    order = RevertIncrease(increase=number, amount_minor=amount, **signature(house, given))
    return carry_out(context, house, order, "revert", line=number)
