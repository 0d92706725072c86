"""The evaluation's preview as Calc computes it, beside what the rules say of the same material."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from backend.evaluation.evaluate import Material
from backend.evaluation.proposal import propose
from backend.evaluation.scoring import lines_of, score_of
from backend.evaluation.template import Template
from backend.language import Language, both, text
from tests.calc.office import Book, CellValue
from workbooks.preview.columns import NONE, Computed, columns_of
from workbooks.preview.sheet import IDENTIFIER

Row = Mapping[str, CellValue]
_MILLION = Decimal(10**6)
_LIMIT = ("alpha", "beta", "least", "limit", "tenor")


def computed_rows(book: Book, template: Template, language: Language) -> dict[str, Row]:
    """Return what stands in the computed columns, by key and step, after a hard recalculation."""
    book.recalculate()
    sheet = text(f"sheet.{IDENTIFIER}", language)
    lines = book.values(sheet)
    columns = columns_of(template)
    place = 0 if language is Language.CHINESE else 1
    labels = [both("preview.institution")[place], both("preview.bic")[place]]
    header = next(at for at, line in enumerate(lines) if [*line[:2]] == labels)
    key = lines[header].index(both("preview.row_key")[place])
    found: dict[str, Row] = {}
    for line in lines[header + 1 :]:
        found[str(line[key])] = {
            column.step: line[at]
            for at, column in enumerate(columns, 3)
            if isinstance(column, Computed)
        }
    return found


def ruled(template: Template, material: Material, conduct_e6: int) -> dict[str, Decimal | None]:
    """Return what the rules say, by step, in the sheet's unit."""
    judged = material.circumstances.judged
    lines = lines_of(template, material.items, material.before, judged, conduct_e6)
    score = score_of(lines, template.numbers["missing_weight_most"])
    grade = None if score.score_e6 is None else template.grade_of_score(score.score_e6)
    band = None if grade is None else template.band(grade)
    proposal = propose(band, material.means, no_relation=False, no_new_line=False)
    terms = {term.code: term.amount_minor for term in proposal.terms}
    alpha, beta = terms.get("own_tier_1"), terms.get("their_equity")
    found = {
        "score.quotient": _shown(score.score_e6),
        "missing.quotient": _shown(score.missing_weight_e6),
        "grade": None if grade is None else Decimal(grade),
        "alpha": _shown(alpha),
        "beta": _shown(beta),
        "least": None if alpha is None or beta is None else _shown(min(alpha, beta)),
        "limit": _shown(proposal.limit_minor),
        "tenor": None if proposal.tenor_days is None else Decimal(proposal.tenor_days),
    }
    for line in lines:
        found[f"points.{line.code}"] = None if line.points is None else Decimal(line.points)
        if line.kind != "judgement":
            found[f"{line.code}.value"] = _shown(line.value_e6)
    return found


def differences(
    said: Mapping[str, Row], wanted: Mapping[str, Mapping[str, Decimal | None]]
) -> list[tuple[str, str, CellValue, Decimal | None]]:
    """Return every cell that is not the rules' figure to its last digit."""
    assert said.keys() == wanted.keys()
    return [
        (key, step, said[key][step], value)
        for key, row in wanted.items()
        for step, value in row.items()
        if not _same(said[key][step], value)
    ]


def _shown(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / _MILLION


def _same(cell: CellValue, value: Decimal | None) -> bool:
    if value is None:
        return cell == NONE
    # repr is the shortest decimal that is this double: a digit more or less would show.
    return isinstance(cell, float) and Decimal(repr(cell)) == value
