"""What an evaluation report says, before it is written: one evaluation and its years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal

from backend.contract.evaluation import Line
from backend.language import Language, text
from backend.queries.evaluation.rows import EvaluationRow, YearFigures
from backend.services.issued_reports import VERSION, Paper, content_hash_of

KIND = "evaluation"
YEARS = 3
_FULL_SCORE = 100
_BEST = 5


@dataclass(frozen=True, kw_only=True)
class EvaluationPaper:
    """An evaluation and up to three years of figures, the oldest first.

    `figures` end with the evaluation's year. `minor_units` are the decimals of the statement's
    currency. `unit_zh` and `unit_en` name the department that reports.
    """

    row: EvaluationRow
    figures: Sequence[YearFigures]
    minor_units: int
    unit_zh: str
    unit_en: str

    @property
    def currency(self) -> str:
        """The currency of the statements."""
        return self.figures[-1].currency if self.figures else ""

    def in_millions(self, minor: int | None) -> Decimal | None:
        """Return an amount of the statements in millions of their currency."""
        return None if minor is None else Decimal(minor).scaleb(-self.minor_units - 6)

    def earned(self, line: Line) -> Decimal | None:
        """Return what a line adds to the score, after what is missing gave its weight away."""
        there = sum(one.weight_e6 for one in self.row.lines if one.points is not None)
        if line.points is None:
            return None
        parts = line.weight_e6 * (line.points - 1) * _FULL_SCORE
        return (Decimal(parts) / ((_BEST - 1) * there)).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def groups(self) -> Mapping[str, tuple[Decimal, Decimal]]:
        """Return by group the share of the best points, and the weight that was there."""
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for group in dict.fromkeys(line.group for line in self.row.lines):
            lines = [one for one in self.row.lines if one.group == group and one.points is not None]
            weight = sum(one.weight_e6 for one in lines)
            if weight:
                earned = sum(one.weight_e6 * ((one.points or 1) - 1) for one in lines)
                share = Decimal(earned) / ((_BEST - 1) * weight)
                found[group] = (share.quantize(Decimal("0.0001")), Decimal(weight).scaleb(-6))
        return found

    def issue(self, language: Language) -> Paper:
        """Return the paper as it is recorded, under the name of its file."""
        bic8, year = self.row.institution.bic8, self.row.fiscal_year
        return Paper(
            kind=KIND,
            subject=bic8,
            parameters={"language": language.value, "year": str(year)},
            name=text("evaluation_report.file", language, bic8=bic8, year=year, version=VERSION),
            content_hash=content_hash_of(asdict(self)),
        )
