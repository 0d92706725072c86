"""评价测算 in a real Calc: every figure is the rules' to the last digit, whatever it rests on."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from addin.books.evaluation import EVALUATION_READER
from addin.books.reader import Asked
from addin.exchange import pull_book
from backend.bootstrap import House
from backend.language import Language, text
from backend.queries.evaluation.preview import Preview, PreviewRow, read_preview
from backend.queries.evaluation.rows import JudgementRow
from backend.queries.evaluation.template import read_template
from tests.calc.office import Book, CellError, Office
from tests.calc.preview_book import computed_rows, differences, ruled
from tests.calc.preview_material import (
    fdic_house,
    fdic_years,
    judged_again,
    odd_years,
    previews,
)
from tests.calc.test_limits_in_calc import sort
from tests.sheets_evaluation.conftest import NOW, sample_house
from workbooks.books.evaluation import EVALUATION
from workbooks.build import build_book
from workbooks.preview.grade_formulas import exact
from workbooks.preview.page import FIRST_ROW
from workbooks.preview.sheet import IDENTIFIER as PREVIEW
from workbooks.preview.working import SHEET as WORKING
from workbooks.scan import column_letters
from workbooks.sheets.evaluation_judgements import (
    EVALUATION_JUDGEMENTS,
    FACTORS,
    IDENTIFIER,
    JudgedRow,
)

__all__ = ["sample_house"]  # a fixture

Wanted = Mapping[str, Mapping[str, Decimal | None]]


def preview_of(house: House) -> Preview:
    """Return the preview of a whole house."""
    with house.reading() as connection:
        return read_preview(connection, NOW.date(), NOW)


def wanted_of(preview: Preview) -> Wanted:
    """Return what the rules say of every row."""
    rows = preview.rows
    return {row.key: ruled(preview.template, row.material, row.conduct_e6) for row in rows}


def build(house: House, path: Path, language: Language, preview: Preview) -> Path:
    """Write the evaluation book with these rows in the preview and their judgements."""
    asked = Asked(day=NOW.date(), moment=NOW, login="zhao_lei", language=language)
    with house.reading() as connection:
        contents = EVALUATION_READER.contents(connection, asked)
    rows = {**contents.rows, IDENTIFIER: [one for row in preview.rows for one in _judged(row)]}
    return build_book(EVALUATION, replace(contents, rows=rows, more=preview), path, language)


def _judged(row: PreviewRow) -> Sequence[JudgedRow]:
    judged = row.material.circumstances.judged
    year = row.statement.fiscal_year
    return [
        JudgedRow(
            institution=row.institution,
            fiscal_year=year,
            factor=factor,
            judged=JudgementRow(
                factor=factor,
                fiscal_year=year,
                level=judged[factor].level if factor in judged else None,
                reason="x",
                version=1,
                changed_by="x",
            ),
            before=None,
        )
        for factor in FACTORS
    ]


def judge(book: Book, language: Language, key: str, said: str) -> None:
    """Pick a level in the sheet of judgements, as a person does."""
    sheet = EVALUATION_JUDGEMENTS.title(language)
    lines = book.values(sheet)
    heads = [
        EVALUATION_JUDGEMENTS.by_identifier[name].heading(language) for name in ("key", "level")
    ]
    header = next(line for line in lines if all(head in line for head in heads))
    key_at, level_at = (header.index(head) for head in heads)
    row = next(number for number, line in enumerate(lines, 1) if line[key_at] == key)
    book.write(sheet, f"{chr(65 + level_at)}{row}", said)


@pytest.mark.parametrize("language", list(Language))
def test_the_sample_is_computed_as_the_rules_compute_it(
    office: Office, sample_house: House, tmp_path: Path, language: Language
) -> None:
    preview, path = preview_of(sample_house), tmp_path / "book.xlsx"
    pull_book(sample_house, "evaluation", path, language)
    wanted = wanted_of(preview)
    with office.open(path) as book:
        assert differences(computed_rows(book, preview.template, language), wanted) == []
        assert any(row["score.quotient"] for row in wanted.values())
        cells = [cell for sheet in book.sheets() for line in book.values(sheet) for cell in line]
        assert [cell for cell in cells if isinstance(cell, CellError)] == []


@pytest.mark.parametrize("language", list(Language))
def test_every_fdic_statement_is_computed_to_the_last_digit(
    office: Office, public_data: Path, tmp_path: Path, language: Language
) -> None:
    house = fdic_house(tmp_path, public_data)
    with house.reading() as connection:
        template = read_template(connection, NOW.date())
    rows = previews(template, fdic_years(house), random.Random(418))
    assert len(rows) == 418
    assert all(exact(row, template) for row in rows)
    own = rows[0].material.means.own_tier_1_minor
    preview = Preview(template=template, rows=rows, own_tier_1_minor=own, moment=NOW)
    wanted = wanted_of(preview)
    assert sum(map(len, wanted.values())) == 418 * 42
    path = build(house, tmp_path / "book.xlsx", language, preview)
    with office.open(path) as book:
        assert differences(computed_rows(book, template, language), wanted) == []


def test_halves_zeros_losses_and_gaps_are_computed_to_the_last_digit(
    office: Office, sample_house: House, tmp_path: Path
) -> None:
    template, chance = preview_of(sample_house).template, random.Random(7)
    rows = previews(template, odd_years(chance, 300), chance)
    assert 10 < sum(not exact(row, template) for row in rows) < 200, "both kinds are met"
    own = rows[0].material.means.own_tier_1_minor
    preview = Preview(template=template, rows=rows, own_tier_1_minor=own, moment=NOW)
    path = build(sample_house, tmp_path / "book.xlsx", Language.CHINESE, preview)
    with office.open(path) as book:
        said = computed_rows(book, template, Language.CHINESE)
        assert differences(said, wanted_of(preview)) == []
        _as_written(path, book)


def _as_written(path: Path, book: Book) -> None:
    """The steps that stand in the file are those that Calc computes: an edit builds on them."""
    written = openpyxl.load_workbook(path, data_only=True)[WORKING]
    for computed, line in zip(book.values(WORKING), written.iter_rows(), strict=True):
        for cell, value in zip(line, computed, strict=True):
            assert (cell.value or 0) == (value or 0), cell.coordinate


@pytest.mark.parametrize(
    ("language", "picked", "level"),
    [
        (Language.CHINESE, "1 差", 1),
        (Language.ENGLISH, "5 very strong", 5),
        (Language.CHINESE, "", None),
    ],
)
def test_a_level_that_is_not_sent_yet_moves_score_and_grade(
    office: Office,
    sample_house: House,
    tmp_path: Path,
    language: Language,
    picked: str,
    level: int | None,
) -> None:
    preview, path = preview_of(sample_house), tmp_path / "book.xlsx"
    pull_book(sample_house, "evaluation", path, language)
    row = next(one for one in preview.rows if one.institution.bic8 == "EXMFFRPP")
    edited = judged_again(row, {"support": level, "franchise": level})
    wanted = ruled(preview.template, edited, row.conduct_e6)
    standing = wanted_of(preview)
    assert wanted["score.quotient"] != standing[row.key]["score.quotient"]
    with office.open(path) as book:
        for factor in ("support", "franchise"):
            judge(book, language, f"{row.key}/{factor}", picked)
        said = computed_rows(book, preview.template, language)
        assert differences(said, {**standing, row.key: wanted}) == []


def test_sorted_rows_keep_their_figures(
    office: Office, sample_house: House, tmp_path: Path
) -> None:
    preview, path = preview_of(sample_house), tmp_path / "book.xlsx"
    pull_book(sample_house, "evaluation", path, Language.CHINESE)
    sheet = text(f"sheet.{PREVIEW}", Language.CHINESE)
    with office.open(path) as book:
        before = [line[0] for line in book.values(sheet)]
        width = column_letters(len(book.values(sheet)[0]))
        first = FIRST_ROW + 1
        last = FIRST_ROW + len(preview.rows)
        sort(book, sheet, f"A{first}:{width}{last}", 3, ascending=False)
        assert [line[0] for line in book.values(sheet)] != before
        said = computed_rows(book, preview.template, Language.CHINESE)
        assert differences(said, wanted_of(preview)) == []


def test_a_wrong_cut_off_is_felt(office: Office, sample_house: House, tmp_path: Path) -> None:
    preview = preview_of(sample_house)
    first, *others = preview.template.indicators
    wrong = replace(first, cutoffs=(990_000, *first.cutoffs[1:]))
    template = replace(preview.template, indicators=[wrong, *others])
    path = tmp_path / "book.xlsx"
    build(sample_house, path, Language.ENGLISH, replace(preview, template=template))
    with office.open(path) as book:
        said = computed_rows(book, template, Language.ENGLISH)
        found = differences(said, wanted_of(preview))
    assert {step for _key, step, _said, _wanted in found} >= {
        f"points.{first.code}",
        "score.quotient",
    }
