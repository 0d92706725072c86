"""What the evaluation's preview rests on and must come to: all institutions at once.

The grade shown here is the model's: uplifts, agencies, ceilings and overrides are not in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from backend.contract.evaluation import Line, Proposal
from backend.evaluation.conduct import penalty_e6
from backend.evaluation.evaluate import Material
from backend.evaluation.proposal import propose
from backend.evaluation.scoring import Score, lines_of, score_of
from backend.evaluation.template import Template
from backend.queries.evaluation.grades import grades
from backend.queries.evaluation.material import read_facts
from backend.queries.evaluation.rows import StatementRow
from backend.queries.evaluation.statements import full_years
from backend.queries.institutions import institution_names
from backend.queries.nodes import load_book
from backend.queries.rows import InstitutionName

#: So many year-ends stand on the statement sheet.
YEARS = 5


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """One institution's evaluated year.

    `years` begin with the evaluated statement; the others are the year-ends before it, `None`
    where there is none of the same currency and consolidation. `minor_units` are the currency's.
    `lines`, `score`, `model_grade` and `proposal` are what the rules make of it now.
    """

    institution: InstitutionName
    years: Sequence[StatementRow | None]
    minor_units: int
    material: Material
    conduct_e6: int
    lines: Sequence[Line]
    score: Score
    model_grade: int | None
    proposal: Proposal
    counting: str

    @property
    def statement(self) -> StatementRow:
        """The evaluated statement."""
        own = self.years[0]
        assert own is not None
        return own

    @property
    def key(self) -> str:
        """`BIC8/2025`: a judgement's key without its factor."""
        return f"{self.institution.bic8}/{self.statement.fiscal_year}"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """All of it, as it stood at `moment`. `own_tier_1_minor` is in ledger minor units."""

    template: Template
    rows: Sequence[PreviewRow]
    own_tier_1_minor: int | None
    moment: datetime


def read_preview(
    connection: Connection, day: date, moment: datetime, institutions: Collection[int] | None = None
) -> Preview:
    """Return the newest full year of every institution that has one, or of these."""
    facts = read_facts(connection, day, institutions)
    book = load_book(connection, day)
    names, counting = institution_names(connection), grades(connection, day)
    rows = []
    for owner, statements in facts.statements.items():
        years = full_years(statements)
        if not years:
            continue
        year = max(years)
        mark = counting.get(owner)
        rows.append(
            previewed(
                facts.template,
                names[owner],
                like_years(years, year),
                facts.minor_units[years[year].currency],
                facts.material(owner, year, book),
                mark.text if mark else "",
            )
        )
    own = rows[0].material.means.own_tier_1_minor if rows else None
    return Preview(template=facts.template, rows=rows, own_tier_1_minor=own, moment=moment)


def like_years(years: Mapping[int, StatementRow], year: int) -> Sequence[StatementRow | None]:
    """Return the statement of a year and of the years before, where they can be compared."""
    own = years[year]
    found = [years.get(year - back) for back in range(YEARS)]
    return [
        one
        if one and (one.currency, one.consolidated) == (own.currency, own.consolidated)
        else None
        for one in found
    ]


def previewed(
    template: Template,
    institution: InstitutionName,
    years: Sequence[StatementRow | None],
    minor_units: int,
    material: Material,
    counting: str,
) -> PreviewRow:
    """Return a row with what the rules make of its material."""
    where = material.circumstances
    conduct = penalty_e6(where.events, template, where.day)
    lines = lines_of(template, material.items, material.before, where.judged, conduct)
    score = score_of(lines, template.numbers["missing_weight_most"])
    grade = None if score.score_e6 is None else template.grade_of_score(score.score_e6)
    band = None if grade is None else template.band(grade)
    return PreviewRow(
        institution=institution,
        years=years,
        minor_units=minor_units,
        material=material,
        conduct_e6=conduct,
        lines=lines,
        score=score,
        model_grade=grade,
        proposal=propose(band, material.means, no_relation=False, no_new_line=False),
        counting=counting,
    )
