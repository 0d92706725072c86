"""Reserve, draw, release."""

from __future__ import annotations

import click

from addin.commands import common
from addin.commands.answers import tell_answer
from addin.commands.deals import deal_arguments, deal_fields
from addin.commands.houses import writer_of
from addin.commands.line_answers import carry_out
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import DrawLimit, ReleaseDraw, ReserveLimit, VoidReservation
from backend.contract.corrections import LateDraw, LateRelease
from backend.errors import InputError
from backend.queries.entries import deal_of
from backend.services.execute import execute


@command("reserve")
@deal_arguments
@option("--until")
@click.pass_context
def reserve_command(context: click.Context, /, until: str | None, **given: str | None) -> int:
    """Hold room for a deal that is being agreed."""
    terminal, house = common.terminal_of(context), writer_of(context)
    last_date = common.day_of(until) if until else common.today_of(house)
    reserve = ReserveLimit(last_date=last_date, **deal_fields(house, given))  # type: ignore[arg-type]
    (outcome,) = execute(house.engine, [reserve], house.clock)
    tell_answer(terminal, house, reserve, outcome, "reserve")
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


@command("draw")
@deal_arguments
@option("--reservation", default="")
@option("--told", is_flag=True)
@option("--effect")
@option("--reason", default="")
@click.pass_context
def draw_command(
    context: click.Context,
    /,
    reservation: str,
    told: bool,
    effect: str | None,
    reason: str,
    **given: str | None,
) -> int:
    """Book a deal that is done."""
    terminal, house = common.terminal_of(context), writer_of(context)
    if effect:
        late = LateDraw(
            reservation=reservation,
            effect_date=common.day_of(effect),
            reason=reason,
            **deal_fields(house, given),  # type: ignore[arg-type]
        )
        return carry_out(context, house, late, "late", line=late.institution, effect=effect)
    draw = DrawLimit(
        reservation=reservation,
        told=told,
        **deal_fields(house, given),  # type: ignore[arg-type]
    )
    (outcome,) = execute(house.engine, [draw], house.clock)
    tell_answer(terminal, house, draw, outcome, "draw")
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


@command("release")
@click.argument("number")
@option("--amount")
@option("--effect")
@option("--reason", default="")
@option("--id", "command_id")
@click.pass_context
def release_command(
    context: click.Context,
    /,
    number: str,
    amount: str | None,
    effect: str | None,
    reason: str,
    command_id: str | None,
) -> int:
    """End a draw, a part of it, or give a reservation back."""
    house = writer_of(context)
    identity = common.fresh_id(command_id)
    with house.reading() as connection:
        deal = deal_of(connection, number)
        minor = (
            None
            if amount is None or deal is None
            else common.amount_of(connection, amount, deal.currency)
        )
    if effect:
        fields = {"id": identity, "login": house.login, "draw": number, "amount_minor": minor}
        day = common.day_of(effect)
        late = LateRelease(**fields, effect_date=day, reason=reason)  # type: ignore[arg-type]
        return carry_out(context, house, late, "late", line=number, effect=effect)
    order: VoidReservation | ReleaseDraw
    if deal is not None and deal.kind == "reserve":
        if amount:
            raise InputError("whole_reservation", number=number)
        order = VoidReservation(id=identity, login=house.login, reservation=number)
    else:
        order = ReleaseDraw(id=identity, login=house.login, draw=number, amount_minor=minor)
    return _released(context, house, order, number)


def _released(
    context: click.Context, house: House, order: VoidReservation | ReleaseDraw, number: str
) -> int:
    terminal = common.terminal_of(context)
    (outcome,) = execute(house.engine, [order], house.clock)
    if outcome.accepted:
        repeated = "said.repeated" if not common.is_done(outcome) else "said.released"
        terminal.say(
            repeated,
            number=number,
            reference=outcome.reference,
            available=common.wan(outcome.available_minor or 0),
        )
    else:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)
