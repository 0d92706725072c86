"""The rules of hands: the policy, and the ladder of authority."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from addin.commands import common
from addin.commands.approval_answers import operation_words, say_awaiting
from addin.commands.houses import house_of, writer_of
from addin.words import group, option
from backend.bootstrap import House
from backend.contract import Command, OutcomeCode
from backend.contract.approvals import SetAuthority, SetPolicy
from backend.errors import InputError
from backend.money import from_minor, wan_text
from backend.queries.hands import authority_of, policy_of
from backend.services.execute import execute

policy_command = group("policy")
authority_command = group("authority")


@policy_command.order("show")
@option("--day", "on_day")
@click.pass_context
def show_policy_order(context: click.Context, /, on_day: str | None) -> int:
    """Show how many hands each operation takes."""
    terminal, house = common.terminal_of(context), house_of(context)
    day = _day(house, on_day)
    with house.reading() as connection:
        rows = policy_of(connection, day)
    headings = [
        terminal.text(f"heading.{one}")
        for one in ("approval_operation", "valid_from", "from_amount", "hands")
    ]
    listed = [
        (
            f"{row.operation} {operation_words(terminal, row.operation)}",
            row.valid_from.isoformat(),
            wan_text(row.from_minor),
            str(row.hands),
        )
        for row in rows
    ]
    terminal.table(terminal.text("said.policy", day=day), headings, listed, numbers=2)
    terminal.answer(
        {
            "day": day,
            "policy": [
                {
                    "operation": row.operation,
                    "valid_from": row.valid_from,
                    "from_usd": str(from_minor(row.from_minor)),
                    "hands": row.hands,
                }
                for row in rows
            ],
        }
    )
    return 0


@policy_command.order("set")
@click.argument("operation")
@option("--from", "from_amount", default="0")
@option("--hands", type=click.IntRange(1, 3), required=True)
@option("--valid-from", required=True)
@option("--id", "command_id")
@click.pass_context
def set_policy_order(context: click.Context, /, **given: Any) -> int:
    """Change the policy from a coming day."""
    house = writer_of(context)
    order = SetPolicy(
        id=common.fresh_id(given["command_id"]),
        login=house.login,
        operation=_operation(house, given["operation"]),
        from_minor=_amount(house, given["from_amount"]),
        hands=given["hands"],
        valid_from=common.day_of(given["valid_from"]),
    )
    return _ordered(context, house, order)


@authority_command.order("show")
@option("--day", "on_day")
@click.pass_context
def show_authority_order(context: click.Context, /, on_day: str | None) -> int:
    """Show up to what amount who may give the last hand."""
    terminal, house = common.terminal_of(context), house_of(context)
    day = _day(house, on_day)
    with house.reading() as connection:
        rows = authority_of(connection, day)
    names = ("grantee", "approval_operation", "valid_from", "most")
    headings = [terminal.text(f"heading.{one}") for one in names]
    listed = [
        (
            row.grantee,
            f"{row.operation} {operation_words(terminal, row.operation)}",
            row.valid_from.isoformat(),
            wan_text(row.most_minor),
        )
        for row in rows
    ]
    terminal.table(terminal.text("said.authority", day=day), headings, listed, numbers=1)
    terminal.answer(
        {
            "day": day,
            "authority": [
                {
                    "grantee": row.grantee,
                    "operation": row.operation,
                    "valid_from": row.valid_from,
                    "most_usd": str(from_minor(row.most_minor)),
                }
                for row in rows
            ],
        }
    )
    return 0


@authority_command.order("set")
@click.argument("grantee")
@click.argument("operation")
@option("--most", "most_amount", required=True)
@option("--valid-from", required=True)
@option("--id", "command_id")
@click.pass_context
def set_authority_order(context: click.Context, /, **given: Any) -> int:
    """Set somebody's authority from a coming day."""
    house = writer_of(context)
    order = SetAuthority(
        id=common.fresh_id(given["command_id"]),
        login=house.login,
        grantee=given["grantee"],
        operation=_operation(house, given["operation"]),
        most_minor=_amount(house, given["most_amount"]),
        valid_from=common.day_of(given["valid_from"]),
    )
    return _ordered(context, house, order)


def _ordered(context: click.Context, house: House, order: Command) -> int:
    terminal = common.terminal_of(context)
    (outcome,) = execute(house.engine, [order], house.clock)
    if not outcome.accepted:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    elif outcome.code is OutcomeCode.AWAITING:
        say_awaiting(terminal, outcome)
    else:
        terminal.say("said.approval_decided", number=outcome.reference, state=outcome.code.value)
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


def _operation(house: House, given: str) -> str:
    with house.reading() as connection:
        known = sorted({row.operation for row in policy_of(connection, date.max)})
    if given not in known:
        raise InputError("policy_unknown_operation", given=given, known=", ".join(known))
    return given


def _amount(house: House, words: str) -> int:
    with house.reading() as connection:
        return common.amount_of(connection, words, "USD")


def _day(house: House, words: str | None) -> date:
    return common.day_of(words) if words else common.today_of(house)
