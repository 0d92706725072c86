"""One evaluation from end to end: lines, score, steps, proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.contract.evaluation import Evaluated
from backend.evaluation.climbing import Circumstances
from backend.evaluation.conduct import penalty_e6
from backend.evaluation.proposal import Means, propose
from backend.evaluation.scoring import lines_of, score_of
from backend.evaluation.steps import climb
from backend.evaluation.template import Template


@dataclass(frozen=True, kw_only=True)
class Material:
    """All that an evaluation rests on; `before` are the items of the year-end before."""

    items: Mapping[str, int]
    before: Mapping[str, int] | None
    circumstances: Circumstances
    means: Means


def evaluate(template: Template, material: Material) -> Evaluated:
    """Return the evaluation: the same material always gives the same answer."""
    where = material.circumstances
    conduct = penalty_e6(where.events, template, where.day)
    lines = lines_of(template, material.items, material.before, where.judged, conduct)
    score = score_of(lines, template.numbers["missing_weight_most"])
    climbed = climb(template, score, where)
    band = None if climbed.grade is None else template.band(climbed.grade)
    return Evaluated(
        lines=lines,
        score_e6=score.score_e6,
        missing_weight_e6=score.missing_weight_e6,
        model_grade=climbed.steps[0].after,
        grade=climbed.grade,
        steps=climbed.steps,
        no_relation=climbed.no_relation,
        no_new_line=climbed.no_new_line,
        reason_needed=climbed.reason_needed,
        proposal=propose(
            band,
            material.means,
            no_relation=climbed.no_relation,
            no_new_line=climbed.no_new_line,
        ),
    )
