"""The rows of the review campaign, as the database answers them. Shapes only.

Amounts are ledger minor units unless said otherwise; scores are scaled by 10**6. `None` means
"nothing there", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from backend.contract.review import ReportSource, ReviewKind, ReviewStage
from backend.queries.rows import InstitutionName


@dataclass(frozen=True, kw_only=True)
class PersonName:
    """A person in both languages; a login that nobody has any more stands for itself."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class EnteredStatement:
    """The year's statement and who entered it; `difference_minor` is in its own currency.

    The difference is assets less liabilities and equity, `None` where one of them is missing.
    """

    period_end: date
    consolidated: bool
    audited: bool
    standard: str
    currency: str
    source: str
    difference_minor: int | None
    entered_by: PersonName
    entered_at: datetime


@dataclass(frozen=True, kw_only=True)
class YearGrade:
    """The evaluation that counts for a year: the confirmed one, else the proposal that waits."""

    fiscal_year: int
    score_e6: int | None
    grade: int | None
    confirmed: bool
    proposed_minor: int | None
    proposed_tenor_days: int | None
    checker: PersonName | None
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlannedReview:
    """What people wrote of a review; `version` is 0 while nobody did."""

    kind: ReviewKind
    analyst: str = ""
    report_source: ReportSource | None = None
    received_date: date | None = None
    recommended_minor: int | None = None
    recommended_tenor_days: int | None = None
    committee_date: date | None = None
    approval_number: str = ""
    valid_until: date | None = None
    reminders: int = 0
    next_reminder: date | None = None
    note: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """One institution of the campaign on a day.

    Where nobody planned it yet, who has a line is reviewed in full and the others simply.
    `fiscal_year_end` is that of the statement, else the one that last year's lets expect.
    """

    institution: InstitutionName
    fiscal_year: int
    day: date
    planned: PlannedReview
    fiscal_year_end: date | None
    statement: EnteredStatement | None
    year: YearGrade | None
    year_before: YearGrade | None
    approved_minor: int | None

    @property
    def key(self) -> str:
        """The audit's key too: `BIC8/2025`."""
        return f"{self.institution.bic8}/{self.fiscal_year}"

    @property
    def version(self) -> str:
        """The audit version; while nobody planned it, the kind that is shown of itself."""
        return str(self.planned.version) if self.planned.version else self.planned.kind.value

    @property
    def currency(self) -> str:
        """The currency of the statement, in which it balances or not."""
        return self.statement.currency if self.statement else ""

    @property
    def received(self) -> bool:
        """Whether the report is here: somebody said so, or its figures are."""
        return self.planned.received_date is not None or self.statement is not None

    @property
    def awaited(self) -> bool:
        """Whether a report is still asked for."""
        return not self.received and self.planned.kind is not ReviewKind.KYC_ONLY

    @property
    def overdue(self) -> bool:
        """Whether a reminder should have gone out before this day."""
        wanted = self.planned.next_reminder
        return wanted is not None and wanted < self.day

    @property
    def lapsed(self) -> bool:
        """Whether the approval is over."""
        until = self.planned.valid_until
        return until is not None and until < self.day

    @property
    def reached(self) -> tuple[ReviewStage, ...]:
        """Every stage that was reached, in order."""
        facts = {
            ReviewStage.RECEIVED: self.received,
            ReviewStage.ENTERED: self.statement is not None,
            ReviewStage.SCORED: self.year is not None and self.year.score_e6 is not None,
            ReviewStage.CHECKED: self.year is not None and self.year.confirmed,
            ReviewStage.COMMITTEE: self.planned.committee_date is not None,
            ReviewStage.APPROVED: bool(self.planned.approval_number),
        }
        return (ReviewStage.AWAITED, *(stage for stage, reached in facts.items() if reached))

    @property
    def stage(self) -> ReviewStage:
        """How far it has come."""
        return self.reached[-1]

    @property
    def moved(self) -> int | None:
        """By how many grades it moved up (below zero: down) since the year before."""
        if self.year is None or self.year_before is None:
            return None
        now, before = self.year.grade, self.year_before.grade
        return None if now is None or before is None else before - now
