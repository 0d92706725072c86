"""What became of an order about a line, in one sentence and for the machine."""

from __future__ import annotations

import click

from addin.commands import common
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.lines import LineName
from backend.queries import reference
from backend.queries.institutions import institution_names
from backend.services.execute import execute


def carry_out(
    context: click.Context, house: House, order: Command, act: str, **words: object
) -> int:
    """Carry out one order and say what became of it; `said.line_<act>` is its sentence."""
    terminal = common.terminal_of(context)
    (outcome,) = execute(house.engine, [order], house.clock)
    _say(terminal, house, order, outcome, act, words)
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)


def _say(
    terminal: Terminal,
    house: House,
    order: Command,
    outcome: Outcome,
    act: str,
    words: dict[str, object],
) -> None:
    if not outcome.accepted:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    elif outcome.code is OutcomeCode.AWAITING:
        terminal.say("said.line_awaiting", number=outcome.reference, act=_act(terminal, act))
    elif not common.is_done(outcome):
        terminal.say("said.repeated", reference=outcome.reference)
    else:
        named = words.pop("line", "") or (
            line_words(terminal, house, order) if isinstance(order, LineName) else ""
        )
        terminal.say(
            f"said.line_{act}",
            line=named,
            number=outcome.reference,
            available=common.wan(outcome.available_minor or 0),
            **{**outcome.detail, **words},
        )
        if outcome.excess_minor:
            terminal.say("said.line_excess", excess=common.wan(outcome.excess_minor))


def _act(terminal: Terminal, act: str) -> str:
    return terminal.text(f"line_act.{act}")


def line_words(terminal: Terminal, house: House, line: LineName) -> str:
    """Return a line's name as people say it: Sample C, Placement, Treasury."""
    with house.reading() as connection:
        if line.country:
            found = reference.countries(connection).get(line.country)
            return terminal.name(found.zh, found.en) if found else line.country
        if line.group:
            return line.group
        names = {one.bic8: one for one in institution_names(connection).values()}
        bank = names[line.institution]
        parts = [terminal.name(bank.short_zh, bank.short_en)]
        if line.product:
            product = reference.products(connection)[line.product]
            parts.append(terminal.name(product.zh, product.en))
        if line.unit:
            unit = reference.units(connection)[line.unit]
            parts.append(terminal.name(unit.name_zh, unit.name_en))
    if line.tenor_days is not None:
        parts.append(terminal.text("said.line_tenor", days=line.tenor_days))
    parts += [line.currency] if line.currency else []
    return " ".join(parts)
