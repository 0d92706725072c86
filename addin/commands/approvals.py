"""Orders that wait for more hands: list, show, check, authorise, refuse, withdraw."""

from __future__ import annotations

from typing import Any

import click

from addin.commands import common
from addin.commands.approval_answers import show_preview
from addin.commands.approval_deciding import decide_each
from addin.commands.approval_listing import listing, show_listing
from addin.commands.houses import house_of, writer_of
from addin.words import group, option
from backend.contract import Command
from backend.contract.approvals import (
    WAITING,
    ApprovalState,
    AuthoriseApproval,
    CheckApproval,
    WithdrawApproval,
)
from backend.queries.hands import approvals_in

approvals_command = group("approvals")


@approvals_command.order("list")
@option("--all", "waiting_all", is_flag=True)
@click.pass_context
def list_order(context: click.Context, /, waiting_all: bool) -> int:
    """List what waits, the oldest first."""
    terminal, house = common.terminal_of(context), house_of(context)
    states = list(ApprovalState) if waiting_all else sorted(WAITING)
    with house.reading() as connection:
        rows = approvals_in(connection, states)
    listed = listing(terminal, house, rows)
    if listed:
        show_listing(terminal, terminal.text("said.approvals"), listed)
    else:
        terminal.say("said.approvals_none")
    terminal.answer({"approvals": [one.content() for one in listed]})
    return 0


@approvals_command.order("show")
@click.argument("number")
@click.pass_context
def show_order(context: click.Context, /, number: str) -> int:
    """Show an order as its next hand should see it."""
    from backend.services.hands.preview import preview_approval  # noqa: PLC0415 - only here

    terminal, house = common.terminal_of(context), house_of(context)
    return show_preview(terminal, house, preview_approval(house.engine, number, house.clock))


@approvals_command.order("check")
@click.argument("numbers", nargs=-1, required=True)
@option("--note", default="")
@option("--seen", default="")
@click.pass_context
def check_order(context: click.Context, /, numbers: tuple[str, ...], note: str, seen: str) -> int:
    """Give the second hand."""
    return _each(context, numbers, CheckApproval, seen=seen, confirmed=True, note=note)


@approvals_command.order("authorise")
@click.argument("numbers", nargs=-1, required=True)
@option("--note", default="")
@option("--seen", default="")
@click.pass_context
def authorise_order(
    context: click.Context, /, numbers: tuple[str, ...], note: str, seen: str
) -> int:
    """Give the third hand."""
    return _each(context, numbers, AuthoriseApproval, seen=seen, confirmed=True, note=note)


@approvals_command.order("refuse")
@click.argument("numbers", nargs=-1, required=True)
@option("--note", default="")
@click.pass_context
def refuse_order(context: click.Context, /, numbers: tuple[str, ...], note: str) -> int:
    """Refuse, as whichever hand is next."""
    return _each(context, numbers, None, confirmed=False, note=note)


@approvals_command.order("withdraw")
@click.argument("numbers", nargs=-1, required=True)
@option("--note", default="")
@click.pass_context
def withdraw_order(context: click.Context, /, numbers: tuple[str, ...], note: str) -> int:
    """Take one's own orders back."""
    return _each(context, numbers, WithdrawApproval, note=note)


def _each(
    context: click.Context, numbers: tuple[str, ...], order: type[Command] | None, **given: Any
) -> int:
    terminal, house = common.terminal_of(context), writer_of(context)
    return decide_each(terminal, house, numbers, order, **given)
