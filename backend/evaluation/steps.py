"""From the model's grade to the final one, step by step, each kept with its reason.

The order: model, support uplift, agencies, country ceiling, overrides. A grade that comes from a
score or a ceiling stands at the weakest notch of its range; an uplift or a bad record then moves it
by notches, never past the best and never into default.
"""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract.evaluation import Factor
from backend.evaluation.climbing import AgencyRating, Circumstances, Climb
from backend.evaluation.overrides import OVERRIDES
from backend.evaluation.scoring import Score
from backend.evaluation.template import Template


def climb(template: Template, score: Score, circumstances: Circumstances) -> Climb:
    """Take every step in order and return where they led."""
    state = Climb(template, circumstances)
    _model(state, score)
    for take in (_uplift, _agencies, _ceiling):
        take(state)
    standing = len(state.steps)
    for override in OVERRIDES:
        override(state)
    if len(state.steps) == standing:
        state.step("overrides_none", state.notch)
    return state


def _model(state: Climb, score: Score) -> None:
    if score.score_e6 is None:
        share = _percent(score.missing_weight_e6)
        most = _percent(state.template.numbers["missing_weight_most"])
        state.step("model_missing", None, missing=share, most=most)
        return
    grade = state.template.grade_of_score(score.score_e6)
    shown = f"{(score.score_e6 + 5_000) // 10_000 / 100:.2f}"
    state.step("model", state.template.weakest_notch(grade), score=shown)


def _uplift(state: Climb) -> None:
    said = state.said(Factor.UPLIFT)
    most = state.template.whole("uplift_most_notches")
    notches = min((said.level or 1) - 1, most)
    if notches <= 0 or state.notch is None:
        state.step("uplift_none", state.notch)
    else:
        state.step("uplift", state.moved(-notches), notches=notches, reason=said.reason)


def agency_view(ratings: Sequence[AgencyRating]) -> AgencyRating | None:
    """Return the rating that counts: of one itself, of two the worse, of more the second best."""
    ranked = sorted(ratings, key=lambda one: (one.notch, one.agency))
    return ranked[min(1, len(ranked) - 1)] if ranked else None


def _agencies(state: Climb) -> None:
    view = agency_view(state.circumstances.ratings)
    if view is None:
        state.step("agencies_none", state.notch)
        return
    theirs = state.template.notch_grades[view.notch]
    seen = {
        "agency": view.agency,
        "rating": view.value,
        "theirs": theirs,
        "count": len(state.circumstances.ratings),
    }
    if state.grade is None:
        state.step("agencies_only", None, **seen)
        return
    gap = abs(state.grade - theirs)
    reason = state.said(Factor.AGENCY_GAP).reason
    code = "agencies_near"
    if gap >= state.template.whole("agency_gap_grades"):
        code = "agencies_explained" if reason else "agencies_gap"
        state.reason_needed = not reason
    state.step(code, state.notch, gap=gap, reason=reason, **seen)


def _ceiling(state: Climb) -> None:
    where = state.circumstances
    named = {"country_zh": where.country_zh, "country_en": where.country_en}
    ceiling = state.template.ceiling(where.country)
    if ceiling is None:
        state.step("ceiling_none", state.notch, **named)
    else:
        lowered = state.not_better(ceiling)
        code = "ceiling" if lowered != state.notch else "ceiling_above"
        state.step(code, lowered, ceiling=ceiling, **named)


def _percent(share_e6: int) -> str:
    return f"{share_e6 / 10_000:g}%"
