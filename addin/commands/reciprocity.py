"""Reciprocity on the line: the lowest balances, one correspondent, whom to send business to."""

from __future__ import annotations

import click
from sqlalchemy import Connection

from addin.commands import common
from addin.commands.houses import house_of
from addin.commands.reciprocity_answers import show_groups, show_one, show_steering, show_year
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.errors import InputError
from backend.queries import reference
from backend.queries.institution_index import codes_by_name, plain
from backend.queries.institutions import entity_of
from backend.queries.reciprocity.dealings import read_products
from backend.queries.reciprocity.groups import group_rows
from backend.queries.reciprocity.steering import read_steering
from backend.queries.reciprocity.year import read_year
from backend.reciprocity.period import newest_year

_SHOWN = 20


@command("reciprocity")
@click.argument("institution", required=False)
@option("--year", "dealing_year", type=click.IntRange(2000, 2099))
@option("--country")
@option("--by-group", is_flag=True)
@option("--steer", metavar="PRODUCT")
@option("--most", type=click.IntRange(min=1), default=_SHOWN)
@click.pass_context
def reciprocity_command(
    context: click.Context,
    /,
    institution: str | None,
    country: str | None,
    steer: str | None,
    **given: int,
) -> int:
    """Show what flows each way."""
    terminal, house = common.terminal_of(context), house_of(context)
    today = common.today_of(house)
    if steer:
        return _steer(terminal, house, steer, country, given["most"])
    with house.reading() as connection:
        wanted = common.institution_named(connection, institution) if institution else None
        code = _country(connection, country)
        year = read_year(connection, given["dealing_year"] or newest_year(today), today)
    if wanted is not None:
        entity = entity_of(wanted)
        row = next((one for one in year.rows if one.institution.bic8 == entity), None)
        if row is None:
            short = terminal.name(wanted.short_zh, wanted.short_en)
            raise InputError("no_dealings", institution=short, year=year.period.year)
        show_one(terminal, year, row)
        return 0
    rows = [row for row in year.rows if code in {"", row.country}]
    if given["by_group"]:
        with house.reading() as connection:
            show_groups(terminal, year, group_rows(connection, rows), given["most"])
        return 0
    rows.sort(key=lambda row: (row.sums.difference_minor, row.key))
    show_year(terminal, year, rows, given["most"])
    return 0


def _steer(terminal: Terminal, house: House, words: str, country: str | None, most: int) -> int:
    today = common.today_of(house)
    with house.reading() as connection:
        code = _country(connection, country)
        if not code:
            raise InputError("steer_needs_country")
        products, mutual = read_products(connection)
        known = [one for one in products if one.code not in mutual]
        product = next(
            (one for one in known if plain(words) in map(plain, (one.code, one.zh, one.en))), None
        )
        if product is None:
            codes = ", ".join(one.code for one in known)
            raise InputError("unknown_dealing_product", given=words, known=codes)
        label = reference.countries(connection)[code]
        rows = read_steering(connection, product.code, code, today)
    show_steering(terminal, product, label, rows, most)
    return 0


def _country(connection: Connection, words: str | None) -> str:
    """Return the code of a country or region given by code or name; empty when none was given."""
    if not words:
        return ""
    code = codes_by_name(reference.countries(connection).values()).get(plain(words))
    if code is None:
        raise InputError("unknown_country", given=words)
    return code
