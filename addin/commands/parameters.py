"""Dated parameters: what there is, what holds on a day, and another value from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from addin.commands import common
from addin.commands.approval_answers import say_awaiting
from addin.commands.houses import house_of, writer_of
from addin.commands.parameter_words import Spoken, assignments, columns_of, spoken, stored
from addin.words import group, option
from backend.bootstrap import House
from backend.contract import Command, OutcomeCode
from backend.contract.parameters import SetParameter
from backend.errors import InputError
from backend.queries.dated import DAY, all_rows, standing_rows
from backend.services.execute import execute
from backend.services.parameters.dated import TABLES, DatedTable

parameter_command = group("parameter")


@parameter_command.order("list")
@click.pass_context
def list_parameters_order(context: click.Context, /) -> int:
    """List the dated tables with their columns."""
    terminal, house = common.terminal_of(context), house_of(context)
    today = common.today_of(house)
    with house.reading() as connection:
        counts = {
            name: len(standing_rows(connection, one.table, today)) for name, one in TABLES.items()
        }
    headings = [terminal.text(f"heading.parameter_{one}") for one in ("table", "columns", "rows")]
    listed = [
        (
            f"{name} {terminal.text(f'dated.{name}')}",
            " ".join(map(spoken, columns_of(one))),
            str(counts[name]),
        )
        for name, one in TABLES.items()
    ]
    terminal.table(terminal.text("said.parameters", day=today), headings, listed, numbers=1)
    content = [
        {"table": name, "key": one.key, "values": one.values, "rows": counts[name]}
        for name, one in TABLES.items()
    ]
    terminal.answer({"day": today, "parameters": content})
    return 0


@parameter_command.order("show")
@click.argument("table")
@option("--day", "on_day")
@option("--all", "every_day", is_flag=True)
@click.pass_context
def show_parameter_order(
    context: click.Context, /, table: str, on_day: str | None, every_day: bool
) -> int:
    """Show what holds on a day, or every row."""
    terminal, house = common.terminal_of(context), house_of(context)
    dated = _named(table)
    day = common.day_of(on_day) if on_day else common.today_of(house)
    with house.reading() as connection:
        rows = (
            all_rows(connection, dated.table)
            if every_day
            else standing_rows(connection, dated.table, day)
        )
        words = Spoken(terminal, connection)
    columns = columns_of(dated)
    headings = [*map(spoken, columns), terminal.text("heading.valid_from")]
    listed = [(*(words.cell(one, row) for one in columns), row[DAY].isoformat()) for row in rows]
    name = terminal.text(f"dated.{table}")
    title = terminal.text(
        "said.parameter_all" if every_day else "said.parameter", name=name, day=day
    )
    terminal.table(title, headings, listed)
    terminal.answer({"table": table, "day": None if every_day else day, "rows": rows})
    return 0


@parameter_command.order("set")
@click.argument("table")
@click.argument("assigned", nargs=-1, required=True)
@option("--valid-from", "parameter_from")
@option("--id", "command_id")
@click.pass_context
def set_parameter_order(
    context: click.Context,
    /,
    table: str,
    assigned: tuple[str, ...],
    parameter_from: str | None,
    command_id: str | None,
) -> int:
    """Let a parameter hold from a day on; what is not named stays as it was."""
    house, dated = writer_of(context), _named(table)
    day = common.day_of(parameter_from) if parameter_from else common.today_of(house)
    key, values = _row(house, dated, assigned, day)
    order = SetParameter(
        id=common.fresh_id(command_id),
        login=house.login,
        table=table,
        key=key,
        values=values,
        valid_from=day,
    )
    return tell_ordered(context, house, order)


def _row(
    house: House, dated: DatedTable, assigned: tuple[str, ...], day: date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return key and values of the new row; what was not said is as it stands on its day.

    Raises `InputError` `parameter_lacks` where nothing stands yet to take it from.
    """
    said = assignments(dated, assigned)
    with house.reading() as connection:
        key = {
            name: stored(connection, name, said.get(name, ""), said)
            for name in dated.key
            if name in said or dated.any_product  # an empty name there means any
        }
        rows = standing_rows(connection, dated.table, day)
        before = next((row for row in rows if all(row[one] == key[one] for one in key)), {})
        texts = {name: one for name, one in before.items() if isinstance(one, str)} | said
        values = {
            name: stored(connection, name, said[name], texts) if name in said else before[name]
            for name in dated.values
            if name in said or name in before
        }
    if "most_minor" in dated.values:
        values.setdefault("most_minor", None)  # no bound
    lacking = [spoken(one) for one in columns_of(dated) if one not in {**key, **values}]
    if lacking:
        raise InputError("parameter_lacks", lacking=", ".join(lacking))
    return key, values


def tell_ordered(context: click.Context, house: House, order: Command, said: str = "") -> int:
    """Carry out an order of parameters and say what became of it; `said` is its sentence."""
    terminal = common.terminal_of(context)
    (outcome,) = execute(house.engine, [order], house.clock)
    if not outcome.accepted:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    elif outcome.code is OutcomeCode.AWAITING:
        say_awaiting(terminal, outcome)
    elif not common.is_done(outcome):
        terminal.say("said.repeated", reference=outcome.reference)
    else:
        terminal.say(said or "said.parameter_set", reference=outcome.reference, **outcome.detail)
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


def _named(table: str) -> DatedTable:
    if table not in TABLES:
        raise InputError("parameter_table", given=table, known=", ".join(TABLES))
    return TABLES[table]
