"""How a line is named on the command line: institution, product, unit, or a cap, or across."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations, product
from typing import Any

import click

from addin.commands import common
from addin.words import Function, option
from backend.bootstrap import House
from backend.errors import InputError, UsageError
from backend.money import LEDGER_CURRENCY
from backend.queries import reference
from backend.queries.institution_index import codes_by_name, plain

_LINE = (
    click.argument("institution", required=False),
    click.argument("product", required=False),
    option("--unit", "line_unit"),
    option("--country"),
    option("--group", "line_group"),
    option("--tenor", "bucket"),
    option("--currency", "line_currency"),
)
#: How a name is said, by the option that takes it.
_SAID = {
    "institution": "",
    "product": "",
    "line_unit": "--unit",
    "country": "--country",
    "line_group": "--group",
    "bucket": "--tenor",
    "line_currency": "--currency",
}
#: Names that never speak of one line.
_APART = (
    *combinations(("country", "line_group", "institution"), 2),
    *product(("country", "line_group"), ("product", "line_unit", "bucket", "line_currency")),
    *combinations(("line_unit", "bucket", "line_currency"), 2),
)
#: A number of the ledger's own: FD-20261123-0001.
NUMBER = re.compile(r"[A-Z]{2}-\d{8}-\d+")
#: From here every tenor is as short as it can be: a month of 28 days, a year of 365.
_SHORTEST = date(2025, 2, 1)


def line_arguments(function: Function) -> Function:
    """Give a command the words that name a line."""
    for decorate in reversed(_LINE):
        function = decorate(function)
    return function


def line_fields(house: House, given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a `LineName`; raises `InputError` for names that nobody knows.

    Names of two lines at once raise `UsageError`: neither wins silently.
    """
    _refuse_two_lines(given)
    with house.reading() as connection:
        if given["country"]:
            countries = reference.countries(connection)
            code = codes_by_name(countries.values()).get(plain(given["country"]))
            return {"country": code or str(given["country"]).upper()}
        if given["line_group"]:
            return {"group": str(given["line_group"])}
        if not given["institution"]:
            raise InputError("line_needed")
        unit, line = given["line_unit"], given["product"]
        return {
            "institution": common.institution_named(connection, given["institution"]).bic8,
            "product": common.product_named(connection, line) if line else "",
            "unit": common.unit_named(connection, unit) if unit else "",
            "tenor_days": bucket_days(given["bucket"]) if given["bucket"] else None,
            "currency": str(given["line_currency"] or "").upper(),
        }


def _refuse_two_lines(given: dict[str, Any]) -> None:
    said = {name: f"{_SAID[name]} {given[name]}".strip() for name in _SAID if given[name]}
    for one, other in _APART:
        if one in said and other in said:
            raise UsageError("two_lines_named", first=said[one], second=said[other])
    if "line_unit" in said and "product" not in said:
        raise UsageError("unit_needs_product", unit=given["line_unit"])


def signature(house: House, given: dict[str, Any]) -> dict[str, Any]:
    """Return what every order on a line says of itself: id, login, reason."""
    return {
        "id": common.fresh_id(given["command_id"]),
        "login": house.login,
        "reason": given["reason"],
    }


def bucket_days(words: str) -> int:
    """Return the least days of a tenor: 90, 90D, O/N, 2W, 3M (89), 1Y (365)."""
    if words.strip().isdecimal():
        return int(words)
    return (common.maturity_of(_SHORTEST, words) - _SHORTEST).days


def ledger_amount(house: House, words: str) -> int:
    """Return an amount of the ledger currency in minor units."""
    with house.reading() as connection:
        return common.amount_of(connection, words, LEDGER_CURRENCY)


def day_or_none(words: str | None) -> date | None:
    """Return a date that may be left out; given but empty is not left out."""
    return None if words is None else common.day_of(words)
