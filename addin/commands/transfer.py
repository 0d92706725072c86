"""Requests and transfers: raise, consent, grant, confirm."""

from __future__ import annotations

from typing import Any

import click

from addin.commands import common
from addin.commands.approval_answers import say_awaiting
from addin.commands.houses import writer_of
from addin.commands.line_answers import carry_out
from addin.commands.transfer_orders import across, permanent, temporary
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import (
    CheckRequest,
    Command,
    Consent,
    ConsentToRequest,
    GrantRequest,
    OutcomeCode,
)
from backend.errors import InputError
from backend.queries import reference
from backend.queries.requests import load_request
from backend.services.execute import execute


@command("transfer")
@click.argument("institution")
@click.argument("product")
@click.argument("amount")
@click.argument("currency", default="USD")
@option("--to", "to_unit")
@option("--from", "from_unit")
@option("--until")
@option("--permanent", is_flag=True)
@option("--from-product")
@option("--all-returns", is_flag=True)
@option("--purpose", default="")
@option("--id", "command_id")
@click.pass_context
def transfer_command(context: click.Context, /, **given: str | bool | None) -> int:
    """Ask for a temporary transfer, or move a share for good."""
    house = writer_of(context)
    if given["from_product"]:
        return carry_out(
            context,
            house,
            across(house, given),
            "across",
            line=str(given["institution"]),
            amount=str(given["amount"]),
        )
    if given["permanent"]:
        return _carry_out(context, house, permanent(house, given), "reallocate")
    return _carry_out(context, house, temporary(house, given), "transfer")


@command("consent")
@click.argument("number")
@option("--decline", is_flag=True)
@click.pass_context
def consent_command(context: click.Context, /, number: str, decline: bool) -> int:
    """Answer for the lending unit."""
    house = writer_of(context)
    order = ConsentToRequest(
        id=common.fresh_id(None),
        login=house.login,
        request=number,
        consent=Consent.DECLINED if decline else Consent.AGREED,
        version=0,
    )
    return _carry_out(context, house, order, "consent")


@command("grant")
@click.argument("number")
@click.argument("amount", required=False)
@option("--note", default="")
@click.pass_context
def grant_command(context: click.Context, /, number: str, amount: str | None, note: str) -> int:
    """Decide what is granted; zero refuses."""
    house = writer_of(context)
    request = _request(house, number)
    with house.reading() as connection:
        granted = (
            common.amount_of(connection, amount, request["currency_code"])
            if amount is not None
            else request["amount_minor"]
        )
    order = GrantRequest(
        id=common.fresh_id(None),
        login=house.login,
        request=number,
        granted_minor=granted,
        note=note,
        version=request["version"],
    )
    return _carry_out(context, house, order, "grant")


@command("confirm")
@click.argument("number")
@option("--send-back", is_flag=True)
@option("--note", default="")
@click.pass_context
def confirm_command(context: click.Context, /, number: str, send_back: bool, note: str) -> int:
    """Check a granted request as a second person; only then does anything move."""
    house = writer_of(context)
    request = _request(house, number)
    order = CheckRequest(
        id=common.fresh_id(None),
        login=house.login,
        request=number,
        confirmed=not send_back,
        note=note,
        version=request["version"],
    )
    return _carry_out(context, house, order, "confirm")


def _request(house: House, number: str) -> dict[str, Any]:
    """Return the request as it stands; what is ordered then holds for this version of it."""
    with house.reading() as connection:
        request = load_request(connection, number)
    if request is None:
        raise InputError("unknown_request", number=number)
    return request


def _carry_out(context: click.Context, house: House, order: Command, act: str) -> int:
    terminal = common.terminal_of(context)
    (outcome,) = execute(house.engine, [order], house.clock)
    if not outcome.accepted:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    elif outcome.code is OutcomeCode.AWAITING:
        say_awaiting(terminal, outcome)
    else:
        state = outcome.detail.get("state", "")
        lender = outcome.detail.get("lending_unit", "")
        with house.reading() as connection:
            unit = reference.units(connection).get(lender)
        terminal.say(
            f"said.{act}",
            number=outcome.reference,
            state=terminal.text(f"request_state.{state}") if state else "",
            lender=terminal.name(unit.name_zh, unit.name_en) if unit else "-",
            last_date=outcome.detail.get("last_date", ""),
            granted=_granted(house, outcome.reference),
        )
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


def _granted(house: House, number: str) -> str:
    """Return what a request is granted, in full; empty for what is no request."""
    with house.reading() as connection:
        request = load_request(connection, number)
        if request is None or request["granted_minor"] is None:
            return ""
        currency = request["currency_code"]
        places = reference.minor_units(connection)[currency]
    return common.money_text(request["granted_minor"], places, currency)
