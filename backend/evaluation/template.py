"""What an evaluation goes by: indicators, bands, the agencies' scale, dated numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Numbers of parameters are scaled by this.
NUMBER_SCALE = 10**6


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One line of the template; weights are shares of one, times 10**6."""

    code: str
    group: str
    kind: str  # ratio, judgement, computed
    weight_e6: int
    higher_is_better: bool
    cutoffs: tuple[int, ...]  # for 5, 4, 3, 2 points; empty for what is judged


@dataclass(frozen=True, kw_only=True)
class Band:
    """A grade: the least score for it, and what it allows."""

    grade: int
    score_floor_e6: int
    alpha_e6: int
    beta_e6: int
    max_tenor_days: int


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in minor units of its currency."""

    minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """All of it, as it stands on one day.

    `bands` begin with the best grade. `scale` gives (agency, rating) its notch, `notch_grades`
    each notch its grade. `numbers` are the parameters by name, times 10**6.
    """

    code: str
    indicators: Sequence[Indicator]
    bands: Sequence[Band]
    scale: Mapping[tuple[str, str], int]
    notch_grades: Mapping[int, int]
    numbers: Mapping[str, int]
    amounts: Mapping[str, Money]

    def whole(self, name: str) -> int:
        """Return a parameter that counts something: grades, notches, months, points."""
        return self.numbers[name] // NUMBER_SCALE

    def ceiling(self, country: str) -> int | None:
        """Return the best grade that a country or region allows; `None` where none is set."""
        number = self.numbers.get(f"country_ceiling/{country}")
        return None if number is None else number // NUMBER_SCALE

    def band(self, grade: int) -> Band:
        """Return the band of a grade."""
        return next(band for band in self.bands if band.grade == grade)

    def grade_of_score(self, score_e6: int) -> int:
        """Return the model's grade: the first whose floor the score reaches."""
        return next(band.grade for band in self.bands if score_e6 >= band.score_floor_e6)

    def weakest_notch(self, grade: int) -> int:
        """Return the last notch of a grade: where a grade that comes from a score stands."""
        return max(notch for notch, one in self.notch_grades.items() if one == grade)
