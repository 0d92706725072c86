"""The journal of transfers between units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from addin.commands import common
from addin.commands.houses import house_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.money import from_minor
from backend.queries import reference
from backend.queries.institutions import entity_of, institution_names
from backend.queries.transfers import Transfer, total_open, transfers

_COLUMNS = (
    *("day", "transfer_kind", "line", "giver_taker", "transfer_hands"),
    *("last_day", "moved", "still_open"),
)


@command("transfers")
@option("--institution", "of_institution")
@option("--unit", "of_unit")
@option("--since", "journal_since")
@click.pass_context
def transfers_command(
    context: click.Context,
    /,
    of_institution: str | None,
    of_unit: str | None,
    journal_since: str | None,
) -> int:
    """List who lent what to whom, who agreed, and what is open."""
    terminal, house = common.terminal_of(context), house_of(context)
    with house.reading() as connection:
        bic8 = ""
        if of_institution:
            bic8 = entity_of(common.institution_named(connection, of_institution))
        unit = common.unit_named(connection, of_unit) if of_unit else ""
        day = common.day_of(journal_since) if journal_since else None
        found = transfers(connection, bic8, unit, day)
    _show(terminal, house, found)
    terminal.answer({"transfers": [_content(one) for one in found]})
    return 0


def _show(terminal: Terminal, house: House, found: Sequence[Transfer]) -> None:
    with house.reading() as connection:
        names = {one.bic8: one for one in institution_names(connection).values()}
        products = reference.products(connection)
        units = reference.units(connection)
        persons = reference.persons(connection)

    def bank(one: Transfer) -> str:
        return terminal.name(names[one.institution].short_zh, names[one.institution].short_en)

    def unit(code: str) -> str:
        return terminal.name(units[code].name_zh, units[code].name_en) if code in units else "-"

    def person(login: str) -> str:
        one = persons.get(login)
        return terminal.name(one.name_zh, one.name_en) if one is not None else login or "-"

    def product(one: Transfer) -> str:
        codes = dict.fromkeys((one.from_product, one.product))
        return " → ".join(terminal.name(products[code].zh, products[code].en) for code in codes)

    rows = [
        (
            one.day.isoformat(),
            f"{terminal.text(f'transfer_kind.{one.kind}')} {one.number}".strip(),
            f"{bank(one)} {product(one)}",
            f"{unit(one.from_unit)} → {unit(one.to_unit)}",
            " / ".join(map(person, filter(None, _hands(one)))) or "-",
            one.last_date.isoformat() if one.last_date else "-",
            "-" if one.kind == "recall" else common.wan(one.amount_minor),
            "-" if one.open_minor is None else common.wan(one.open_minor),
        )
        for one in found
    ]
    headings = [terminal.text(f"heading.{name}") for name in _COLUMNS]
    terminal.table(terminal.text("said.transfers"), headings, rows, numbers=3)
    terminal.say("said.transfers_open", count=len(found), outstanding=common.wan(total_open(found)))


def _hands(one: Transfer) -> tuple[str, ...]:
    return one.maker, one.consent_by, one.checker, one.approver


def _content(one: Transfer) -> dict[str, object]:
    content = {
        name: value
        for name, value in asdict(one).items()
        if not name.endswith("_minor") and name != "entry"
    }
    for name in ("amount", "open", "drawn"):
        minor = getattr(one, f"{name}_minor")
        content[f"{name}_usd"] = None if minor is None else str(from_minor(minor))
    return content
