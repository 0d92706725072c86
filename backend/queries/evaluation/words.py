"""An evaluation in words: every step and the proposal as sentences of the glossary."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract.evaluation import Proposal, Step
from backend.language import Language, glossary, text
from backend.money import wan_text

_NONE = "-"


def step_sentence(step: Step, language: Language) -> str:
    """Return what a step did, and why, in `language`."""
    detail = dict(step.detail)
    if f"rating_agency.{detail.get('agency')}" in glossary():
        detail["agency"] = text(f"rating_agency.{detail['agency']}", language)
    return text(
        f"evaluation_step.{step.code}",
        language,
        **detail,
        before=_grade(step.before),
        after=_grade(step.after),
    )


def step_sentences(steps: Sequence[Step], language: Language) -> list[str]:
    """Return how the grade came about, one sentence a step."""
    return [step_sentence(step, language) for step in steps]


def proposal_sentence(proposal: Proposal, language: Language) -> str:
    """Return the proposed limit with what binds it; or why there is none."""
    if proposal.limit_minor is None:
        return text("proposal.none", language)
    return text(
        "proposal.limit",
        language,
        amount=wan_text(proposal.limit_minor),
        tenor=proposal.tenor_days or 0,
        binding=text(f"proposal_term.{proposal.binding}", language),
    )


def _grade(grade: int | None) -> str:
    return _NONE if grade is None else str(grade)
