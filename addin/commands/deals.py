"""The words of a deal on the command line, which simulate, reserve and draw share."""

from __future__ import annotations

from typing import Any

import click

from addin.commands import common
from addin.commands.charging import charged_line
from addin.words import Function, option
from backend.bootstrap import House
from backend.errors import UsageError

_DEAL = (
    option("--unit"),
    option("--value-date"),
    option("--maturity", "--tenor", default="1M", show_default=True),
    option("--reference", default=""),
    option("--request", default=""),
    option("--id", "command_id"),
)
_NAMED = (
    click.argument("institution"),
    click.argument("product", required=False),
    click.argument("amount", required=False),
    click.argument("currency", default="USD"),
)
_CHARGING = (
    option("--business", default=""),
    option("--party", "parties", multiple=True),
)


def deal_options(function: Function) -> Function:
    """Give a command the options of a deal."""
    for decorate in reversed(_DEAL):
        function = decorate(function)
    return function


def charging_options(function: Function) -> Function:
    """Give a command the options by which a deal says its kind of business and its parties."""
    for decorate in reversed(_CHARGING):
        function = decorate(function)
    return function


def deal_arguments(function: Function) -> Function:
    """Give a command the arguments and the options of a deal."""
    function = charging_options(deal_options(function))
    for decorate in reversed(_NAMED):
        function = decorate(function)
    return function


def deal_fields(house: House, given: dict[str, Any]) -> dict[str, object]:
    """Return the fields that reserve and draw share, names turned into codes.

    A deal with `parties` names AMOUNT [CURRENCY] alone: whose line it takes, and under which
    product, follows from its kind of business.
    """
    today = common.today_of(house)
    if given.get("parties"):
        given = {**given, **_charged(house, given)}
    elif given["product"] is None or given["amount"] is None:
        raise UsageError("deal_what")
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
        "business": given.get("business") or "",
    }


def _charged(house: House, given: dict[str, Any]) -> dict[str, object]:
    """Return institution, product, amount and currency of a deal that names its parties."""
    if not given["business"] or given["amount"] is not None:
        raise UsageError("deal_parties")
    charge = charged_line(house, given["business"], given["parties"], common.today_of(house))
    return {
        "institution": charge.institution,
        "product": charge.rule.product,
        "amount": given["institution"],
        "currency": given["product"] or "USD",
    }
