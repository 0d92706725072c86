"""Evaluate an institution from what stands, and let a second person confirm the proposal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from backend.contract import Outcome, OutcomeCode
from backend.contract.evaluation import (
    ConfirmEvaluation,
    Evaluated,
    EvaluateInstitution,
    EvaluationState,
    Factor,
)
from backend.evaluation.evaluate import evaluate
from backend.evaluation.scoring import Judged
from backend.queries.evaluation.content import kept, restored
from backend.queries.evaluation.material import EvaluationFacts, read_facts
from backend.queries.evaluation.rows import StatementRow
from backend.queries.evaluation.statements import full_years
from backend.queries.evaluation.template import TEMPLATE
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
    facts = _facts(desk)
    years = full_years(facts.statements.get(owner, ()))
    year = command.fiscal_year if command.fiscal_year is not None else max(years, default=0)
    if year not in years:
        return refuse(command, OutcomeCode.NO_STATEMENT, institution=command.institution)
    facts = _as_judged(desk, facts, owner, year)
    evaluated = evaluate(facts.template, facts.material(owner, year, desk.book))
    rows = _standing(desk, owner, year)
    same = [
        row
        for row in rows
        if (row["steps"], row["statement_id"]) == (kept(evaluated), years[year].id)
    ]
    for row in rows:
        if row not in same and row["state"] == EvaluationState.PROPOSED:
            put_row(desk, evaluation, row["id"], state=EvaluationState.WITHDRAWN.value)
    if same:
        return _answer(command, same[0]["id"], evaluated)
    _keep(desk, command, owner, years[year], evaluated)
    return _answer(command, command.id, evaluated)


def _keep(
    desk: Desk,
    command: EvaluateInstitution,
    owner: int,
    statement: StatementRow,
    evaluated: Evaluated,
) -> None:
    _known(desk)[owner, statement.fiscal_year].append(command.id)
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


def _facts(desk: Desk) -> EvaluationFacts:
    """Return the facts of the batch's institutions as the database holds them, read once."""
    found: EvaluationFacts | None = desk.remembered.get("evaluation_facts")
    if found is None:
        owners = {one.line_id for one in desk.institutions.values()}
        found = read_facts(desk.connection, desk.today, owners)
        desk.remembered["evaluation_facts"] = found
    return found


def _as_judged(desk: Desk, facts: EvaluationFacts, owner: int, year: int) -> EvaluationFacts:
    """Return the facts with what this batch has judged before."""
    judged = dict(facts.judgements.get((owner, year), {}))
    for factor in Factor:
        row = desk.rows.get((judgement.name, f"{facts.bic8s[owner]}/{year}/{factor.value}"))
        if row is not None:
            judged[factor.value] = Judged(row.values["level"], row.values["reason"])
    return replace(facts, judgements={(owner, year): judged})


def _standing(desk: Desk, owner: int, year: int) -> list[dict[str, Any]]:
    """Return the evaluations of the year that are not withdrawn, as this batch leaves them."""
    known = _known(desk)
    rows = [standing_row(desk, evaluation, key) for key in known[owner, year]]
    return [
        dict(row) for row in rows if row is not None and row["state"] != EvaluationState.WITHDRAWN
    ]


def _known(desk: Desk) -> defaultdict[tuple[int, int], list[str]]:
    """Return the keys of what may stand, by institution and year; new ones are added to it."""
    found: defaultdict[tuple[int, int], list[str]] | None = desk.remembered.get("evaluations")
    if found is None:
        found = desk.remembered["evaluations"] = defaultdict(list)
        table = evaluation
        rows = desk.connection.execute(
            select(table.c.institution_id, table.c.fiscal_year, table.c.id)
            .where(table.c.state != EvaluationState.WITHDRAWN.value)
            .order_by(table.c.changed_at)
        )
        for owner, year, key in rows:
            found[owner, year].append(key)
    return found


def confirm_evaluation(desk: Desk, command: ConfirmEvaluation) -> Outcome:
    """Confirm a proposal or withdraw it, by another person than its maker."""
    row = standing_row(desk, evaluation, command.evaluation)
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE)
    if row["version"] != command.version:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    if command.confirmed and restored(row).reason_needed:
        return refuse(command, OutcomeCode.REASON_MISSING)
    if desk.is_one_of({row["maker"]}):
        return refuse(command, OutcomeCode.SAME_PERSON)
    if row["state"] != EvaluationState.PROPOSED:
        return refuse(command, OutcomeCode.WRONG_STATE)
    state = EvaluationState.CONFIRMED if command.confirmed else EvaluationState.WITHDRAWN
    put_row(desk, evaluation, command.evaluation, state=state.value, checker=desk.login)
    grade = "-" if row["grade"] is None else str(row["grade"])
    return Outcome(
        OutcomeCode.DONE, command.id, reference=command.evaluation, detail={"grade": grade}
    )
