"""Reconcile a day on the line; carry out and check what people decided about breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from addin.commands import common
from addin.commands.houses import writer_of
from addin.commands.reconcile_answers import show_reconciled
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import Command
from backend.contract.reconciliation import ApplyBreak, CheckBreak
from backend.errors import InputError
from backend.queries.breaks.listing import break_rows
from backend.services.execute import execute
from backend.services.reconciliation.reconciling import reconcile


@command("reconcile")
@option("--date", "reconcile_date")
@option("--apply", "apply_break", multiple=True, metavar="NUMBER")
@option("--confirm", "confirm_break", multiple=True, metavar="NUMBER")
@option("--return", "return_break", multiple=True, metavar="NUMBER")
@option("--note", "break_note", default="")
@click.pass_context
def reconcile_command(
    context: click.Context,
    /,
    reconcile_date: str | None,
    break_note: str,
    **numbers: tuple[str, ...],
) -> int:
    """Compare the three books of a day, or carry out what was decided about breaks."""
    terminal = common.terminal_of(context)
    if any(numbers.values()):
        if reconcile_date:
            raise InputError("reconcile_or_breaks")
        house = writer_of(context)
        return _carry_out(terminal, house, list(_orders(house, numbers, break_note)))
    house = writer_of(context, "reconcile")
    day = common.day_of(reconcile_date) if reconcile_date else None
    done = reconcile(house.engine, day, house.clock, house.login)
    show_reconciled(terminal, house, done)
    return 0


def _orders(house: House, numbers: dict[str, tuple[str, ...]], note: str) -> Iterator[Command]:
    """Yield a command for each number, at the version at which it stands."""
    named = {act: [one.upper() for one in given] for act, given in numbers.items()}
    with house.reading() as connection:
        every = [one for given in named.values() for one in given]
        versions = {one.number: int(one.version) for one in break_rows(connection, numbers=every)}
    for act, given in named.items():
        for number in given:
            identity, version = common.fresh_id(None), versions.get(number, 0)
            if act == "apply_break":
                yield ApplyBreak(id=identity, login=house.login, number=number, version=version)
            else:
                yield CheckBreak(
                    id=identity,
                    login=house.login,
                    number=number,
                    confirmed=act == "confirm_break",
                    note=note,
                    version=version,
                )


def _carry_out(terminal: Terminal, house: House, orders: Sequence[Command]) -> int:
    """Carry out each on its own merits; exit with 1 when one was refused."""
    outcomes = execute(house.engine, orders, house.clock)
    for order, outcome in zip(orders, outcomes, strict=True):
        assert isinstance(order, ApplyBreak | CheckBreak)
        if not outcome.accepted:
            reason = common.refusal_sentence(terminal, order, outcome)
            terminal.say("said.break_refused", number=order.number, reason=reason)
        elif isinstance(order, ApplyBreak):
            terminal.say("said.break_applied", number=order.number, entry=outcome.reference)
            if outcome.excess_minor:
                terminal.say("said.excess", excess=common.wan(outcome.excess_minor))
        else:
            state = terminal.text(f"break_state.{outcome.detail['state']}")
            terminal.say("said.break_checked", number=order.number, state=state)
    terminal.answer({"breaks": [common.outcome_content(one) for one in outcomes]})
    return max(map(common.code_of, outcomes))
