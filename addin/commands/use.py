"""Simulate, reserve, draw, release."""

from __future__ import annotations

import click

from addin.commands import common
from addin.commands.answers import show_ladder, tell_answer
from addin.commands.houses import house_of, writer_of
from addin.words import Function, command, option
from backend.bootstrap import House
from backend.contract import DrawLimit, ReleaseDraw, ReserveLimit, VoidReservation
from backend.errors import InputError
from backend.queries.entries import deal_of
from backend.services.execute import execute

_DEAL = (
    click.argument("institution"),
    click.argument("product"),
    click.argument("amount"),
    click.argument("currency", default="USD"),
    option("--unit"),
    option("--value-date"),
    option("--maturity", "--tenor", default="1M", show_default=True),
    option("--reference", default=""),
    option("--request", default=""),
    option("--id", "command_id"),
)


def _deal_options(function: Function) -> Function:
    for decorate in reversed(_DEAL):
        function = decorate(function)
    return function


def _deal(house: House, given: dict[str, str | None]) -> dict[str, object]:
    """Return the fields that reserve and draw share, names turned into codes."""
    today = common.today_of(house)
    with house.reading() as connection:
        named = common.institution_named(connection, str(given["institution"]))
        product = common.product_named(connection, str(given["product"]))
        unit = common.own_unit(connection, house.login, given["unit"])
        currency = str(given["currency"]).upper()
        amount = common.amount_of(connection, str(given["amount"]), currency)
    value_date = common.day_of(given["value_date"]) if given["value_date"] else today
    return {
        "id": common.fresh_id(given["command_id"]),
        "login": house.login,
        "institution": named.bic8,
        "product": product,
        "unit": unit,
        "currency": currency,
        "amount_minor": amount,
        "value_date": value_date,
        "maturity_date": common.maturity_of(value_date, str(given["maturity"])),
        "reference": given["reference"] or "",
        "request": given["request"] or "",
    }


@command("simulate")
@_deal_options
@click.pass_context
def simulate_command(context: click.Context, /, **given: str | None) -> int:
    """Ask whether a deal would fit; write nothing."""
    terminal, house = common.terminal_of(context), house_of(context)
    reserve = ReserveLimit(last_date=common.today_of(house), **_deal(house, given))  # type: ignore[arg-type]
    (outcome,) = execute(house.engine, [reserve], house.clock, dry_run=True)
    tell_answer(terminal, house, reserve, outcome, "simulate")
    show_ladder(terminal, house, reserve, outcome)
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


@command("reserve")
@_deal_options
@option("--until")
@click.pass_context
def reserve_command(context: click.Context, /, until: str | None, **given: str | None) -> int:
    """Hold room for a deal that is being agreed."""
    terminal, house = common.terminal_of(context), writer_of(context)
    last_date = common.day_of(until) if until else common.today_of(house)
    reserve = ReserveLimit(last_date=last_date, **_deal(house, given))  # type: ignore[arg-type]
    (outcome,) = execute(house.engine, [reserve], house.clock)
    tell_answer(terminal, house, reserve, outcome, "reserve")
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


@command("draw")
@_deal_options
@option("--reservation", default="")
@option("--told", is_flag=True)
@click.pass_context
def draw_command(
    context: click.Context, /, reservation: str, told: bool, **given: str | None
) -> int:
    """Book a deal that is done."""
    terminal, house = common.terminal_of(context), writer_of(context)
    draw = DrawLimit(
        reservation=reservation,
        told=told,
        **_deal(house, given),  # type: ignore[arg-type]
    )
    (outcome,) = execute(house.engine, [draw], house.clock)
    tell_answer(terminal, house, draw, outcome, "draw")
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


@command("release")
@click.argument("number")
@option("--amount")
@option("--id", "command_id")
@click.pass_context
def release_command(
    context: click.Context, /, number: str, amount: str | None, command_id: str | None
) -> int:
    """End a draw, a part of it, or give a reservation back."""
    terminal, house = common.terminal_of(context), writer_of(context)
    identity = common.fresh_id(command_id)
    with house.reading() as connection:
        deal = deal_of(connection, number)
        minor = common.amount_of(connection, amount, deal.currency) if amount and deal else None
    order: VoidReservation | ReleaseDraw
    if deal is not None and deal.kind == "reserve":
        if amount:
            raise InputError("whole_reservation", number=number)
        order = VoidReservation(id=identity, login=house.login, reservation=number)
    else:
        order = ReleaseDraw(id=identity, login=house.login, draw=number, amount_minor=minor)
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
