"""代理(A/B角): let somebody stand in, end it, see who stands in for whom."""

from __future__ import annotations

from typing import Any

import click

from addin.commands import common
from addin.commands.houses import house_of, writer_of
from addin.words import command, option
from backend.bootstrap import House
from backend.contract.approvals import DelegateRole, EndDelegation
from backend.errors import UsageError
from backend.queries.hands import delegations
from backend.services.execute import execute


@command("delegate")
@option("--to", "delegate_to")
@option("--from", "delegate_from")
@option("--until")
@option("--reason", default="")
@option("--end", "end_number")
@option("--id", "command_id")
@click.pass_context
def delegate_command(context: click.Context, /, **given: Any) -> int:
    """Let somebody stand in, end it, or list who stands in for whom."""
    if not any(given[name] for name in ("delegate_to", "until", "reason", "end_number")):
        return _list_delegations(context)
    terminal, house = common.terminal_of(context), writer_of(context)
    order = _delegation(house, given)
    (outcome,) = execute(house.engine, [order], house.clock)
    if not outcome.accepted:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    elif isinstance(order, DelegateRole):
        terminal.say(
            "said.delegated",
            number=outcome.reference,
            delegate=order.delegate,
            principal=house.login,
            first=order.from_date,
            last=order.last_date,
        )
    else:
        terminal.say("said.delegation_ended", number=outcome.reference)
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


def _delegation(house: House, given: dict[str, Any]) -> DelegateRole | EndDelegation:
    signed = {"id": common.fresh_id(given["command_id"]), "login": house.login}
    if given["end_number"]:
        return EndDelegation(**signed, number=given["end_number"])
    if not (given["delegate_to"] and given["until"] and given["reason"].strip()):
        raise UsageError("delegate_needs")
    if given["delegate_to"] == house.login:
        raise UsageError("delegate_to_oneself")
    return DelegateRole(
        **signed,
        delegate=given["delegate_to"],
        from_date=(
            common.day_of(given["delegate_from"])
            if given["delegate_from"]
            else common.today_of(house)
        ),
        last_date=common.day_of(given["until"]),
        reason=given["reason"],
    )


def _list_delegations(context: click.Context) -> int:
    terminal, house = common.terminal_of(context), house_of(context)
    with house.reading() as connection:
        rows = delegations(connection, common.today_of(house))
    names = ("approval_number", "principal", "delegate", "delegation_from", "delegation_until")
    headings = [terminal.text(f"heading.{one}") for one in (*names, "delegation_reason")]
    fields = ("number", "principal", "delegate", "from_date", "last_date", "reason")
    if rows:
        listed = [tuple(str(row[name]) for name in fields) for row in rows]
        terminal.table(terminal.text("said.delegations"), headings, listed)
    else:
        terminal.say("said.delegations_none")
    terminal.answer({"delegations": [{name: row[name] for name in fields} for row in rows]})
    return 0
