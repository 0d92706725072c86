"""The grade on its way from the model to the end: where it stands, and every step so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backend.contract.evaluation import Factor, Step
from backend.evaluation.conduct import Event
from backend.evaluation.scoring import Judged
from backend.evaluation.template import Template


@dataclass(frozen=True)
class AgencyRating:
    """An agency's long-term issuer rating that our scale knows."""

    agency: str
    value: str
    notch: int


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What the steps look at besides the score. `country` is the code of ultimate risk."""

    day: date
    period_end: date
    country: str
    country_zh: str
    country_en: str
    judged: Mapping[str, Judged]
    ratings: Sequence[AgencyRating]
    events: Sequence[Event]


@dataclass
class Climb:
    """The grade on its way: where it stands, and the steps so far."""

    template: Template
    circumstances: Circumstances
    notch: int | None = None
    steps: list[Step] = field(default_factory=list)
    no_relation: bool = False
    no_new_line: bool = False
    reason_needed: bool = False

    @property
    def grade(self) -> int | None:
        """The grade as it stands now."""
        return None if self.notch is None else self.template.notch_grades[self.notch]

    def step(self, code: str, notch: int | None, **detail: object) -> None:
        """Keep a step and stand where it leads."""
        grade, before = self.grade, self.notch
        self.notch = notch
        said = {name: str(value) for name, value in detail.items()}
        self.steps.append(
            Step(
                code=code,
                before=grade,
                after=self.grade,
                notch_before=before,
                notch_after=notch,
                detail=said,
            )
        )

    def not_better(self, grade: int) -> int | None:
        """Return the notch when the grade may be at best this one."""
        if self.grade is None or self.grade >= grade:
            return self.notch
        return self.template.weakest_notch(grade)

    def moved(self, notches: int) -> int | None:
        """Return the notch after moving down by `notches` (up when negative)."""
        if self.notch is None:
            return None
        default = self.template.whole("default_grade")
        worst = max(n for n, grade in self.template.notch_grades.items() if grade < default)
        return self.notch if self.notch > worst else min(max(self.notch + notches, 1), worst)

    def said(self, factor: Factor) -> Judged:
        """Return what was judged of a factor."""
        return self.circumstances.judged.get(factor, Judged(None, ""))
