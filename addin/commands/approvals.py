"""Orders that wait for more hands: list, show, check, authorise, refuse, withdraw."""

from __future__ import annotations

from typing import Any

import click

from addin.commands import common
from addin.commands.approval_answers import (
    approval_content,
    operation_words,
    shanghai_text,
    show_preview,
)
from addin.commands.houses import house_of, writer_of
from addin.terminal import Terminal
from addin.words import group, option
from backend.bootstrap import House
from backend.contract import Command
from backend.contract.approvals import (
    WAITING,
    ApprovalState,
    AuthoriseApproval,
    CheckApproval,
    WithdrawApproval,
)
from backend.errors import InputError
from backend.money import wan_text
from backend.queries import reference
from backend.queries.hands import approvals_in, load_approval
from backend.services.execute import execute

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
        people = reference.persons(connection)
    columns = ("number", "operation", "what", "maker", "made", "state", "amount")
    listed = [
        (
            row["number"],
            operation_words(terminal, row["operation"]),
            row["node_key"],
            terminal.name(people[row["maker"]].name_zh, people[row["maker"]].name_en),
            shanghai_text(row["made_at"]),
            terminal.text(f"approval_state.{row['state']}"),
            wan_text(row["amount_minor"]),
        )
        for row in rows
    ]
    if listed:
        headings = [terminal.text(f"heading.approval_{one}") for one in columns]
        terminal.table(terminal.text("said.approvals"), headings, listed, numbers=1)
    else:
        terminal.say("said.approvals_none")
    terminal.answer({"approvals": [approval_content(row) for row in rows]})
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
@click.pass_context
def check_order(context: click.Context, /, numbers: tuple[str, ...], note: str) -> int:
    """Give the second hand."""
    return _each(context, numbers, CheckApproval, confirmed=True, note=note)


@approvals_command.order("authorise")
@click.argument("numbers", nargs=-1, required=True)
@option("--note", default="")
@click.pass_context
def authorise_order(context: click.Context, /, numbers: tuple[str, ...], note: str) -> int:
    """Give the third hand."""
    return _each(context, numbers, AuthoriseApproval, confirmed=True, note=note)


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
    """Decide about each on its own; what is refused keeps none of the others."""
    terminal, house = common.terminal_of(context), writer_of(context)
    rows = [_row(house, number) for number in numbers]
    answers, code = [], 0
    for row in rows:
        checks = row["state"] == ApprovalState.AWAITING_CHECK
        kind: Any = order or (CheckApproval if checks else AuthoriseApproval)
        command = kind(
            id=common.fresh_id(None),
            login=house.login,
            number=row["number"],
            version=row["version"],
            **given,
        )
        (outcome,) = execute(house.engine, [command], house.clock)
        _say(terminal, command, row["number"], outcome)
        answers.append(common.outcome_content(outcome))
        code = max(code, common.code_of(outcome))
    terminal.answer({"orders": answers})
    return code


def _say(terminal: Terminal, command: Command, number: str, outcome: Any) -> None:
    if not outcome.accepted:
        reason = common.refusal_sentence(terminal, command, outcome)
        terminal.say("said.approval_refused_now", number=number, reason=reason)
        return
    state = terminal.text(f"approval_state.{outcome.detail['state']}")
    terminal.say("said.approval_decided", number=number, state=state)


def _row(house: House, number: str) -> Any:
    with house.reading() as connection:
        row = load_approval(connection, number)
    if row is None:
        raise InputError("unknown_approval", number=number)
    return row
