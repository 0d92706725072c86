"""The rows of evaluation sheets, reports and papers, as the database answers them. Shapes only.

Amounts of statements are minor units of the statement's currency, limits are ledger minor units.
Ratios, scores and shares are scaled by 10**6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backend.contract.evaluation import EvaluationState, Line, Proposal, Step
from backend.evaluation.ratios import RatioValue
from backend.queries.rows import InstitutionName


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """A statement with its basis. `items` holds amounts and reported ratios by item code.

    `fiscal_year` is the year in which the period ends.
    """

    id: str
    institution_id: int
    period_end: date
    months: int
    consolidated: bool
    audited: bool
    standard: str
    currency: str
    source: str
    source_file: str
    is_sample: bool
    items: Mapping[str, int]

    @property
    def fiscal_year(self) -> int:
        """The year in which the period ends."""
        return self.period_end.year

    @property
    def is_full_year(self) -> bool:
        """Whether flows are those of twelve months: only such a statement is evaluated."""
        return self.months == 12  # noqa: PLR2004 - a year


@dataclass(frozen=True, kw_only=True)
class GradeMark:
    """The grade that counts for an institution on a day."""

    grade: int | None  # none: evaluated, but too much is missing, or no relation
    confirmed: bool
    fiscal_year: int
    score_e6: int | None
    evaluation: str

    @property
    def text(self) -> str:
        """What a sheet shows: `3`, `3*` while nobody has confirmed it, `-` without a grade."""
        shown = "-" if self.grade is None else str(self.grade)
        return shown if self.confirmed else f"{shown}*"


@dataclass(frozen=True, kw_only=True)
class JudgementRow:
    """A judged factor. `version` and `level` are what a sender saw."""

    factor: str
    fiscal_year: int
    level: int | None
    reason: str
    version: int
    changed_by: str


@dataclass(frozen=True, kw_only=True)
class EvaluationRow:
    """One evaluation with all that a workbook, a report or a paper says of it.

    `previous_grade` is the grade of the year before, if there is one.
    """

    key: str
    version: int
    institution_id: int
    institution: InstitutionName
    fiscal_year: int
    template: str
    business_date: date
    statement: StatementRow | None
    lines: Sequence[Line]
    score_e6: int | None
    missing_weight_e6: int
    model_grade: int | None
    grade: int | None
    previous_grade: int | None
    steps: Sequence[Step]
    no_relation: bool
    no_new_line: bool
    reason_needed: bool
    proposal: Proposal
    approved_minor: int | None  # the legal entity's line as it stands
    state: EvaluationState
    maker_zh: str
    maker_en: str
    checker_zh: str
    checker_en: str
    judgements: Mapping[str, JudgementRow]
    is_sample: bool


@dataclass(frozen=True, kw_only=True)
class YearFigures:
    """The five key figures of a full year, and every ratio.

    Total assets, equity and net profit are in `currency`; `cet1_e6` and `npl_e6` are ratios.
    """

    fiscal_year: int
    period_end: date
    currency: str
    total_assets_minor: int | None
    equity_minor: int | None
    net_profit_minor: int | None
    cet1_e6: int | None
    npl_e6: int | None
    ratios: Mapping[str, RatioValue]
    is_sample: bool
