"""Evaluate institutions, and confirm what came out."""

from __future__ import annotations

from collections.abc import Sequence

import click

from addin.commands import common
from addin.commands.campaign_answers import tell_campaign
from addin.commands.evaluation_answers import standing_rows, tell_evaluations
from addin.commands.houses import house_of, writer_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import Command, Outcome
from backend.contract.evaluation import ConfirmEvaluation, EvaluateInstitution, EvaluationState
from backend.errors import InputError, UsageError
from backend.queries.evaluation.statements import full_years, read_statements
from backend.queries.institutions import institution_names
from backend.queries.nodes import open_date
from backend.services.execute import execute

_NONE = "-"
#: How many are evaluated in one transaction, so that the bar moves.
_AT_ONCE = 50


@command("evaluate")
@click.argument("institution", required=False)
@option("--all", "all_institutions", is_flag=True)
@option("--year", type=click.IntRange(2000, 2099))
@option("--campaign", "show_campaign", is_flag=True)
@option("--steps", "show_steps", is_flag=True)
@option("--confirm", "confirm_evaluation", is_flag=True)
@option("--withdraw", "withdraw_evaluation", is_flag=True)
@click.pass_context
def evaluate_command(  # noqa: PLR0913, PLR0917 - the options of a command
    context: click.Context,
    /,
    institution: str | None,
    all_institutions: bool,
    year: int | None,
    show_campaign: bool,
    show_steps: bool,
    confirm_evaluation: bool,
    withdraw_evaluation: bool,
) -> int:
    """Evaluate one or all; or decide about a proposal as its second person."""
    asked = (bool(institution), all_institutions, show_campaign).count(True)
    if asked != 1 or (confirm_evaluation and withdraw_evaluation):
        raise UsageError("evaluate_which")
    if not institution and (confirm_evaluation or withdraw_evaluation):
        raise UsageError("evaluate_one_by_one")
    if show_campaign:
        tell_campaign(common.terminal_of(context), house_of(context), year)
        return 0
    terminal, house = common.terminal_of(context), writer_of(context)
    if confirm_evaluation or withdraw_evaluation:
        return _decide(terminal, house, str(institution), year, confirmed=confirm_evaluation)
    banks = (
        _all(house, year) if all_institutions else [common.entity_named(house, str(institution))]
    )
    kept = _evaluate(terminal, house, banks, year)
    tell_evaluations(terminal, house, kept, show_steps=show_steps)
    return 0 if len(kept) == len(banks) else 1


def _evaluate(terminal: Terminal, house: House, banks: Sequence[str], year: int | None) -> set[str]:
    """Evaluate these; say why where it was refused; return the evaluations that stand now."""
    commands: list[Command] = [
        EvaluateInstitution(
            id=common.fresh_id(None), login=house.login, institution=bic8, fiscal_year=year
        )
        for bic8 in banks
    ]
    outcomes: list[Outcome] = []
    with terminal.progress() as move:
        for start in range(0, len(commands), _AT_ONCE):
            move("evaluations", start, len(commands))
            outcomes += execute(house.engine, commands[start : start + _AT_ONCE], house.clock)
        move("evaluations", len(commands), len(commands))
    for bic8, order, outcome in zip(banks, commands, outcomes, strict=True):
        if not outcome.accepted:
            terminal.line(f"{bic8}: {common.refusal_sentence(terminal, order, outcome)}")
    return {one.reference for one in outcomes if one.accepted}


def _all(house: House, year: int | None) -> list[str]:
    """Return the institutions that have a full-year statement (of the year), in order."""
    with house.reading() as connection:
        statements = read_statements(connection, open_date(connection))
        names = institution_names(connection)
    return [
        name.bic8
        for number, name in names.items()
        if (years := full_years(statements.get(number, ()))) and (year is None or year in years)
    ]


def _decide(
    terminal: Terminal, house: House, words: str, year: int | None, *, confirmed: bool
) -> int:
    """Confirm or withdraw the newest proposal of an institution (of the year)."""
    bic8 = common.entity_named(house, words)
    proposals = [
        row
        for row in standing_rows(house)
        if row.institution.bic8 == bic8
        and row.state is EvaluationState.PROPOSED
        and year in {None, row.fiscal_year}
    ]
    if not proposals:
        raise InputError("no_evaluation", institution=words, bic8=bic8)
    row = proposals[0]
    order = ConfirmEvaluation(
        id=common.fresh_id(None),
        login=house.login,
        evaluation=row.key,
        confirmed=confirmed,
        version=row.version,
    )
    (outcome,) = execute(house.engine, [order], house.clock)
    if outcome.accepted:
        terminal.say(
            "said.confirmed_evaluation" if confirmed else "said.withdrawn_evaluation",
            institution=terminal.name(row.institution.short_zh, row.institution.short_en),
            year=row.fiscal_year,
            grade=_NONE if row.grade is None else row.grade,
        )
    else:
        terminal.line(common.refusal_sentence(terminal, order, outcome))
    terminal.answer(common.outcome_content(outcome))
    return common.code_of(outcome)
