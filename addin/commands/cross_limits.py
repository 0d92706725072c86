"""Limits across an institution's lines: by original tenor, by currency."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import Connection

from addin.commands import common
from addin.commands.houses import writer_of
from addin.commands.line_answers import carry_out, line_words
from addin.commands.line_names import bucket_days, day_or_none, ledger_amount
from addin.words import Function, group, option
from backend.bootstrap import House
from backend.contract.lines import LineName, SetCurrencyLimit, SetTenorLimit
from backend.errors import InputError
from backend.queries.cross_limits import standing_limit

limit_command = group("limit")

_LIMIT = (
    click.argument("institution"),
    click.argument("product", required=False),
    option("--amount", "line_amount"),
    option("--off", "switch_off", is_flag=True),
    option("--from", "effective"),
    option("--until"),
    option("--approval", "approval_number", default=""),
    option("--reason", default=""),
    option("--id", "command_id"),
)


def _limit_options(function: Function) -> Function:
    for decorate in reversed(_LIMIT):
        function = decorate(function)
    return function


@limit_command.order("tenor")
@_limit_options
@option("--tenor", "bucket", required=True)
@click.pass_context
def tenor_order(context: click.Context, /, bucket: str, **given: Any) -> int:
    """Bound what is open from a tenor on."""
    house = writer_of(context)
    line = _line(house, given, tenor_days=bucket_days(bucket))
    order = SetTenorLimit(tenor_days=line.tenor_days or 0, **_fields(house, given, line))
    return _tell(context, house, order, line)


@limit_command.order("currency")
@_limit_options
@option("--currency", "line_currency", required=True)
@click.pass_context
def currency_order(context: click.Context, /, line_currency: str, **given: Any) -> int:
    """Bound what is open in a currency."""
    house = writer_of(context)
    line = _line(house, given, currency=line_currency.upper())
    order = SetCurrencyLimit(currency=line.currency, **_fields(house, given, line))
    return _tell(context, house, order, line)


def _line(house: House, given: dict[str, Any], **across: Any) -> LineName:
    with house.reading() as connection:
        return LineName(
            institution=common.institution_named(connection, given["institution"]).bic8,
            product=_product(connection, given["product"]),
            **across,
        )


def _product(connection: Connection, words: str | None) -> str:
    return common.product_named(connection, words) if words else ""


def _fields(house: House, given: dict[str, Any], line: LineName) -> dict[str, Any]:
    with house.reading() as connection:
        base = standing_limit(connection, line)
    if given["line_amount"] is not None:
        target = ledger_amount(house, given["line_amount"])
    elif base is None:
        raise InputError("limit_amount_needed")
    else:
        target = base
    return {
        "id": common.fresh_id(given["command_id"]),
        "login": house.login,
        "reason": given["reason"],
        "institution": line.institution,
        "product": line.product,
        "target_minor": target,
        "base_minor": base,
        "limited": not given["switch_off"],
        "effective_date": day_or_none(given["effective"]),
        "expiry_date": day_or_none(given["until"]),
        "approval_number": given["approval_number"],
    }


def _tell(
    context: click.Context,
    house: House,
    order: SetTenorLimit | SetCurrencyLimit,
    line: LineName,
) -> int:
    words = line_words(common.terminal_of(context), house, line)
    act = "limit" if order.limited else "limit_off"
    return carry_out(context, house, order, act, line=words, amount=common.wan(order.target_minor))
