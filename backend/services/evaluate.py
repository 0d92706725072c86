"""Evaluate an institution from what stands, and let a second person confirm the proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from backend.contract import Outcome, OutcomeCode
from backend.contract.evaluation import (
    ConfirmEvaluation,
    Evaluated,
    EvaluateInstitution,
    EvaluationState,
)
from backend.evaluation.evaluate import evaluate
from backend.evaluation.scoring import Judged
from backend.queries.evaluation_content import kept, restored
from backend.queries.evaluation_material import EvaluationFacts, read_facts
from backend.queries.evaluation_rows import StatementRow
from backend.queries.evaluation_statements import full_years
from backend.queries.evaluation_template import TEMPLATE
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.evaluation import evaluation, judgement


def evaluate_institution(desk: Desk, command: EvaluateInstitution) -> Outcome:
    """Keep the evaluation as a proposal; an older proposal of the same year is withdrawn.

    When everything would come out as it stands already, nothing is written and the standing
    evaluation is named: evaluating all again costs no new versions.
    """
    charged = desk.institutions.get(command.institution)
    if charged is None:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    owner = charged.line_id
    facts = _facts(desk, owner)
    years = full_years(facts.statements.get(owner, ()))
    year = command.fiscal_year if command.fiscal_year is not None else max(years, default=0)
    if year not in years:
        return refuse(command, OutcomeCode.NO_STATEMENT, institution=command.institution)
    evaluated = evaluate(facts.template, facts.material(owner, year, desk.book))
    rows = _standing(desk, owner, year)
    for row in rows:
        if (row["steps"], row["statement_id"]) == (kept(evaluated), years[year].id):
            return _answer(command, row["id"], evaluated)
    for row in rows:
        if row["state"] == EvaluationState.PROPOSED:
            put_row(desk, evaluation, row["id"], state=EvaluationState.WITHDRAWN.value)
    _keep(desk, command, owner, years[year], evaluated)
    return _answer(command, command.id, evaluated)


def _keep(
    desk: Desk,
    command: EvaluateInstitution,
    owner: int,
    statement: StatementRow,
    evaluated: Evaluated,
) -> None:
    put_row(
        desk,
        evaluation,
        command.id,
        institution_id=owner,
        fiscal_year=statement.fiscal_year,
        template_code=TEMPLATE,
        statement_id=statement.id,
        business_date=desk.today,
        score_e6=evaluated.score_e6,
        missing_weight_e6=evaluated.missing_weight_e6,
        model_grade=evaluated.model_grade,
        grade=evaluated.grade,
        steps=kept(evaluated),
        proposed_minor=evaluated.proposal.limit_minor,
        proposed_tenor_days=evaluated.proposal.tenor_days,
        state=EvaluationState.PROPOSED.value,
        maker=desk.login,
        checker=None,
        is_sample=int(command.is_sample or statement.is_sample),
    )


def _answer(command: EvaluateInstitution, identity: str, evaluated: Evaluated) -> Outcome:
    grade = "-" if evaluated.grade is None else str(evaluated.grade)
    return Outcome(OutcomeCode.DONE, command.id, reference=identity, detail={"grade": grade})


def _facts(desk: Desk, owner: int) -> EvaluationFacts:
    """Return the facts, with what this batch has judged before."""
    facts = read_facts(desk.connection, desk.today, [owner])
    judged = {place: dict(factors) for place, factors in facts.judgements.items()}
    for (table, _key), row in desk.rows.items():
        if table == judgement.name and row.values["institution_id"] == owner:
            place = (owner, row.values["fiscal_year"])
            said = Judged(row.values["level"], row.values["reason"])
            judged.setdefault(place, {})[row.values["factor_code"]] = said
    return replace(facts, judgements=judged)


def _standing(desk: Desk, owner: int, year: int) -> list[dict[str, Any]]:
    """Return the evaluations of the year that are not withdrawn, as this batch leaves them."""
    table = evaluation
    keys = desk.connection.scalars(
        select(table.c.id).where(table.c.institution_id == owner, table.c.fiscal_year == year)
    ).all()
    pending = [key for name, key in desk.rows if name == table.name and key not in keys]
    rows = [standing_row(desk, table, key) for key in (*keys, *pending)]
    return [
        dict(row)
        for row in rows
        if row is not None
        and (row["institution_id"], row["fiscal_year"]) == (owner, year)
        and row["state"] != EvaluationState.WITHDRAWN
    ]


def confirm_evaluation(desk: Desk, command: ConfirmEvaluation) -> Outcome:
    """Confirm a proposal or withdraw it, by another person than its maker."""
    row = standing_row(desk, evaluation, command.evaluation)
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE)
    if row["version"] != command.version:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    if command.confirmed and restored(row).reason_needed:
        return refuse(command, OutcomeCode.REASON_MISSING)
    if row["maker"] == desk.login:
        return refuse(command, OutcomeCode.SAME_PERSON)
    if row["state"] != EvaluationState.PROPOSED:
        return refuse(command, OutcomeCode.WRONG_STATE)
    state = EvaluationState.CONFIRMED if command.confirmed else EvaluationState.WITHDRAWN
    put_row(desk, evaluation, command.evaluation, state=state.value, checker=desk.login)
    grade = "-" if row["grade"] is None else str(row["grade"])
    return Outcome(
        OutcomeCode.DONE, command.id, reference=command.evaluation, detail={"grade": grade}
    )
