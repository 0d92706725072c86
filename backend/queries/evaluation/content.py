"""An evaluation as the table keeps it: JSON, the same for the same evaluation, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from backend.contract.evaluation import Evaluated, Line, Origin, Proposal, ProposalTerm, Step


def kept(evaluated: Evaluated) -> str:
    """Return lines, steps, proposal and flags as canonical JSON."""
    content = asdict(evaluated)
    for name in ("score_e6", "missing_weight_e6", "model_grade", "grade"):
        del content[name]  # columns of their own
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def restored(row: Mapping[str, Any]) -> Evaluated:
    """Return the evaluation that a row of the table keeps."""
    content: Mapping[str, Any] = json.loads(row["steps"])
    proposal = content["proposal"]
    return Evaluated(
        lines=[_line(one) for one in content["lines"]],
        score_e6=row["score_e6"],
        missing_weight_e6=row["missing_weight_e6"],
        model_grade=row["model_grade"],
        grade=row["grade"],
        steps=[Step(**one) for one in content["steps"]],
        no_relation=content["no_relation"],
        no_new_line=content["no_new_line"],
        reason_needed=content["reason_needed"],
        proposal=Proposal(
            **{**proposal, "terms": tuple(ProposalTerm(**one) for one in proposal["terms"])}
        ),
    )


def _line(content: Mapping[str, Any]) -> Line:
    line = Line(**content)
    return replace(line, origin=Origin(line.origin), cutoffs=tuple(line.cutoffs))
