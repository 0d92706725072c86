"""Evaluations on the terminal: a table, every step in words, JSON."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from addin.commands import common
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.money import from_minor, grouped
from backend.queries.evaluation.evaluations import read_evaluations
from backend.queries.evaluation.rows import EvaluationRow
from backend.queries.evaluation.words import proposal_sentence, step_sentences
from backend.queries.nodes import open_date

_NONE = "-"


def standing_rows(house: House) -> Sequence[EvaluationRow]:
    """Return the evaluations that stand today."""
    with house.reading() as connection:
        return read_evaluations(connection, open_date(connection))


def tell_evaluations(
    terminal: Terminal, house: House, kept: Collection[str], *, show_steps: bool
) -> None:
    """Show what stands: a table, every step in words when asked, and JSON."""
    shown = [row for row in standing_rows(house) if row.key in kept]
    columns = ("evaluated", "year", "score", "grade", "evaluation_state", "steps")
    headings = [terminal.text(f"heading.{one}") for one in (*columns, "proposed_limit")]
    terminal.table("", headings, [_cells(terminal, row) for row in shown], numbers=2)
    if show_steps:
        for row in shown:
            _tell(terminal, row)
    day = common.today_of(house)
    graded = sum(row.grade is not None for row in shown)
    terminal.say("said.evaluations", count=len(shown), grades=graded, day=day)
    terminal.answer({"as_of": day, "evaluations": [_content(terminal, row) for row in shown]})


def _cells(terminal: Terminal, row: EvaluationRow) -> tuple[str, ...]:
    limit = row.proposal.limit_minor
    name = terminal.name(row.institution.short_zh, row.institution.short_en)
    return (
        f"{name}({row.institution.bic8})",
        str(row.fiscal_year),
        _score(row),
        _NONE if row.grade is None else str(row.grade),
        terminal.text(f"evaluation_state.{row.state.value}"),
        str(len(row.steps)),
        _NONE if limit is None else common.wan(limit),
    )


def _score(row: EvaluationRow) -> str:
    if row.score_e6 is None:
        return _NONE
    return grouped(from_minor(row.score_e6, 6))


def _tell(terminal: Terminal, row: EvaluationRow) -> None:
    terminal.say(
        "said.evaluation_steps",
        institution=terminal.name(row.institution.short_zh, row.institution.short_en),
        bic8=row.institution.bic8,
        year=row.fiscal_year,
    )
    for number, sentence in enumerate(step_sentences(row.steps, terminal.language), 1):
        terminal.line(f"  {number}. {sentence}")
    terminal.line(f"  = {proposal_sentence(row.proposal, terminal.language)}")


def _content(terminal: Terminal, row: EvaluationRow) -> dict[str, object]:
    limit = row.proposal.limit_minor
    return {
        "evaluation": row.key,
        "institution": row.institution.bic8,
        "fiscal_year": row.fiscal_year,
        "score": None if row.score_e6 is None else str(from_minor(row.score_e6, 6)),
        "missing_weight": str(from_minor(row.missing_weight_e6, 6)),
        "model_grade": row.model_grade,
        "grade": row.grade,
        "state": row.state.value,
        "proposed_limit_usd": None if limit is None else str(from_minor(limit)),
        "longest_tenor_days": row.proposal.tenor_days,
        "bound_by": row.proposal.binding,
        "steps": [
            {"code": step.code, "before": step.before, "after": step.after, "said": said}
            for step, said in zip(
                row.steps, step_sentences(row.steps, terminal.language), strict=True
            )
        ],
    }
