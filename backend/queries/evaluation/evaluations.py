"""Evaluations of all institutions at once, as sheets, reports and papers show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from backend.contract.evaluation import EvaluationState
from backend.queries import reference
from backend.queries.evaluation.content import restored
from backend.queries.evaluation.judged import read_judgements
from backend.queries.evaluation.rows import (
    EvaluationRow,
    JudgementRow,
    StatementRow,
)
from backend.queries.evaluation.statements import read_statements
from backend.queries.institutions import institution_names
from backend.queries.reference import Person
from backend.queries.rows import InstitutionName
from backend.store.tables.evaluation import evaluation
from backend.store.tables.ledger import balance, node


def read_evaluations(
    connection: Connection, day: date, institutions: Collection[int] | None = None
) -> Sequence[EvaluationRow]:
    """Return the evaluations that stand on `day`, with all that sheets and reports say of them.

    For every institution (or these): of each year the confirmed evaluation and the proposal that
    waits beside it, the newest year first within an institution. A dozen statements for all.
    """
    names = institution_names(connection)
    persons = reference.persons(connection)
    statements = {
        one.id: one
        for listed in read_statements(connection, day, institutions).values()
        for one in listed
    }
    judged = read_judgements(connection)
    approved = _approved(connection)
    rows: list[Mapping[str, Any]] = [
        dict(row._mapping)
        for row in connection.execute(
            select(evaluation)
            .where(
                evaluation.c.business_date <= day,
                evaluation.c.state != EvaluationState.WITHDRAWN.value,
            )
            .order_by(
                evaluation.c.institution_id,
                evaluation.c.fiscal_year.desc(),
                evaluation.c.business_date.desc(),
                evaluation.c.changed_at.desc(),
            )
        )
        if institutions is None or row.institution_id in institutions
    ]
    counting = _counting(rows)
    return [
        _row(row, names, persons, statements, judged, counting, approved)
        for row in _newest_of_each_state(rows)
    ]


def _newest_of_each_state(rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    seen: set[tuple[int, int, str]] = set()
    kept = []
    for row in rows:  # the newest first
        place = (row["institution_id"], row["fiscal_year"], row["state"])
        if place not in seen:
            seen.add(place)
            kept.append(row)
    return kept


def _counting(rows: Sequence[Mapping[str, Any]]) -> Mapping[tuple[int, int], int | None]:
    """Return by institution and year the grade that counts: confirmed before proposed."""
    found: dict[tuple[int, int], tuple[bool, int | None]] = {}
    for row in rows:
        place = (row["institution_id"], row["fiscal_year"])
        confirmed = row["state"] == EvaluationState.CONFIRMED
        if place not in found or (confirmed and not found[place][0]):
            found[place] = (confirmed, row["grade"])
    return {place: grade for place, (_confirmed, grade) in found.items()}


def _row(  # noqa: PLR0913, PLR0917 - what was read for all, handed to each
    row: Mapping[str, Any],
    names: Mapping[int, InstitutionName],
    persons: Mapping[str, Person],
    statements: Mapping[str, StatementRow],
    judged: Mapping[tuple[int, int], Mapping[str, JudgementRow]],
    counting: Mapping[tuple[int, int], int | None],
    approved: Mapping[int, int],
) -> EvaluationRow:
    owner, year, evaluated = row["institution_id"], row["fiscal_year"], restored(row)
    maker, checker = persons.get(row["maker"]), persons.get(row["checker"] or "")
    return EvaluationRow(
        key=row["id"],
        version=row["version"],
        institution_id=owner,
        institution=names[owner],
        fiscal_year=year,
        template=row["template_code"],
        business_date=row["business_date"],
        statement=statements.get(row["statement_id"] or ""),
        lines=evaluated.lines,
        score_e6=evaluated.score_e6,
        missing_weight_e6=evaluated.missing_weight_e6,
        model_grade=evaluated.model_grade,
        grade=evaluated.grade,
        previous_grade=counting.get((owner, year - 1)),
        steps=evaluated.steps,
        no_relation=evaluated.no_relation,
        no_new_line=evaluated.no_new_line,
        reason_needed=evaluated.reason_needed,
        proposal=evaluated.proposal,
        approved_minor=approved.get(owner),
        state=EvaluationState(row["state"]),
        maker_zh=maker.name_zh if maker else row["maker"],
        maker_en=maker.name_en if maker else row["maker"],
        checker_zh=checker.name_zh if checker else "",
        checker_en=checker.name_en if checker else "",
        judgements=judged.get((owner, year), {}),
        is_sample=bool(row["is_sample"]),
    )


def _approved(connection: Connection) -> Mapping[int, int]:
    """Return the approved line of every legal entity that has one."""
    rows = connection.execute(
        select(node.c.institution_id, func.sum(balance.c.approved_minor))
        .join(balance, balance.c.node_id == node.c.id)
        .where(node.c.dimension == "entity", node.c.limited == 1)
        .group_by(node.c.institution_id)
    )
    return {owner: int(minor) for owner, minor in rows}
