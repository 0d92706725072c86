"""Ask whether one deal would fit, or each of a list in order; reserve what fits of a list."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from addin.commands import common
from addin.commands.answers import show_ladder, tell_answer
from addin.commands.deals import charging_options, deal_fields, deal_options
from addin.commands.houses import house_of, writer_of
from addin.commands.simulate_answers import answers_content, tell_answers
from addin.commands.simulate_sheet import save_answers
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import ReserveLimit
from backend.errors import InputError, UsageError
from backend.services.execute import execute
from backend.services.simulate import reserve_deals, simulate_deals, with_ids
from sync.deal_lines import Defaults
from sync.deals import StatedDeals, read_deals

_PIPE = "-"
_ENDINGS = {".csv", ".txt", ".tsv", ".xlsx", ".xlsm"}
#: What stands in the file itself.
_OF_ONE = ("reference", "request", "command_id", "business", "parties")


@command("simulate")
@click.argument("institution", metavar="INSTITUTION|FILE")
@click.argument("product", required=False)
@click.argument("amount", required=False)
@click.argument("currency", default="USD")
@deal_options
@charging_options
@option("--reserve", is_flag=True)
@option("--until")
@option("--output", "-o", type=click.Path(path_type=Path))
@click.pass_context
def simulate_command(context: click.Context, /, **given: Any) -> int:
    """Ask whether a deal, or each deal of a file, would fit."""
    named = str(given["institution"])
    if given["product"] is None and (named == _PIPE or Path(named).suffix.lower() in _ENDINGS):
        return _simulate_file(context, given)
    if not given["parties"] and (given["product"] is None or given["amount"] is None):
        raise UsageError("simulate_what")
    if given["reserve"] or given["until"] or given["output"]:
        raise UsageError("simulate_one")
    terminal, house = common.terminal_of(context), house_of(context)
    reserve = ReserveLimit(last_date=common.today_of(house), **deal_fields(house, given))  # type: ignore[arg-type]
    (outcome,) = execute(house.engine, [reserve], house.clock, dry_run=True)
    tell_answer(terminal, house, reserve, outcome, "simulate")
    show_ladder(terminal, house, reserve, outcome)
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


def _simulate_file(context: click.Context, given: dict[str, Any]) -> int:
    if any(given[name] for name in _OF_ONE):
        raise UsageError("simulate_of_one")
    terminal = common.terminal_of(context)
    if given["output"] and _same_file(given["output"], given["institution"]):
        raise UsageError("simulate_over_input", path=given["institution"])
    house = writer_of(context) if given["reserve"] else house_of(context)
    stated = read_file(house, given["institution"], file_defaults(context, house, given))
    last_date = common.day_of(given["until"]) if given["until"] else common.today_of(house)
    commands = with_ids(
        [
            ReserveLimit(
                id="",
                login=house.login,
                institution=deal.institution,
                product=deal.product,
                unit=deal.unit,
                currency=deal.currency,
                amount_minor=deal.amount_minor,
                value_date=deal.value_date,
                maturity_date=deal.maturity_date,
                reference=deal.reference,
                last_date=last_date,
            )
            for deal in stated.deals
        ]
    )
    decide = reserve_deals if given["reserve"] else simulate_deals
    answered = decide(house.engine, commands, house.clock)
    tell_answers(terminal, house, stated, answered, reserved=given["reserve"])
    if given["output"]:
        save_answers(terminal, house, stated, answered, given["output"])
    content = answers_content(terminal, house, stated, answered, reserved=given["reserve"])
    terminal.answer({"file": given["institution"], **content})
    return 0 if not stated.wrong and all(one.fits for one in answered) else 1


def _same_file(output: Path, named: str) -> bool:
    return named != _PIPE and output.resolve() == Path(named).resolve()


def file_defaults(
    context: click.Context, house: House, given: dict[str, Any], tenor: str = ""
) -> Defaults:
    """Return what holds where a cell is empty: the call's own words, else the person's unit."""
    today = common.today_of(house)
    with house.reading() as connection:
        try:
            unit = common.own_unit(connection, house.login, given["unit"])
        except InputError as error:
            if error.code != "unit_needed":
                raise
            unit = ""  # then each line has to name its own
    said = context.get_parameter_source("maturity") is not ParameterSource.DEFAULT
    return Defaults(
        unit=unit,
        value_date=common.day_of(given["value_date"]) if given["value_date"] else today,
        tenor=str(given["maturity"]) if said else tenor,
    )


def read_file(house: House, named: str, defaults: Defaults) -> StatedDeals:
    """Return the deals of a file, or of what is piped in under the name `-`."""
    content = sys.stdin.buffer.read() if named == _PIPE else None
    with house.reading() as connection:
        return read_deals(connection, Path(named), defaults, content)
