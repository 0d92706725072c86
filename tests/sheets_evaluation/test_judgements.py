"""评价打分: a level and its reason typed into the sheet stand in the database after the push."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.exchange import check_book, pull_book, push_book
from addin.undoing import undo_submission
from backend.bootstrap import House
from backend.language import Language
from backend.queries.evaluation.judged import read_judgements
from workbooks.sheets.evaluation_judgements import EVALUATION_JUDGEMENTS

KEY = "EXMFFRPP/2025/franchise"


def type_into(path: Path, language: Language, **cells: str) -> None:
    """Type into the row of `KEY`, by column."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book[EVALUATION_JUDGEMENTS.title(language)]
    place = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    row = place[KEY].row
    for name, value in cells.items():
        heading = EVALUATION_JUDGEMENTS.by_identifier[name].heading(language)
        header = max(
            (cell for line in sheet.iter_rows(max_row=8) for cell in line if cell.value == heading),
            key=lambda cell: cell.row,
        )
        sheet.cell(row, header.column).value = value
    book.save(path)


@pytest.mark.parametrize(
    ("language", "word", "level"), [(Language.CHINESE, "4 良", 4), (Language.ENGLISH, "2 weak", 2)]
)
def test_a_judgement_travels_with_its_reason(
    sample_house: House, tmp_path: Path, language: Language, word: str, level: int
) -> None:
    path, result = tmp_path / "book.xlsx", tmp_path / "result.xlsx"
    pull_book(sample_house, "evaluation", path, language, {"institution": "EXMFFRPP"})
    type_into(path, language, level=word)
    type_into(path, language, reason="")
    assert [one.code for one in check_book(sample_house, path).blocking] == ["reason_missing"]
    type_into(path, language, reason=f"年报与走访 {level}")
    pushed = push_book(sample_house, path, result)
    assert (pushed.blocking, pushed.applied) == ((), True)
    with sample_house.reading() as connection:
        found = [
            years["franchise"]
            for (_owner, year), years in read_judgements(connection).items()
            if year == 2025 and "franchise" in years
        ]
    assert (level, f"年报与走访 {level}") in [(one.level, one.reason) for one in found]
    assert push_book(sample_house, path, result).repeated


def test_a_judgement_undone_has_its_former_level_and_reason(
    sample_house: House, tmp_path: Path
) -> None:
    path, result = tmp_path / "book.xlsx", tmp_path / "result.xlsx"
    numbers = []
    for level, reason in (("5 优", "先前的理由"), ("3 中", "后来的理由")):
        pull_book(sample_house, "evaluation", path, Language.CHINESE, {"institution": "EXMFFRPP"})
        type_into(path, Language.CHINESE, level=level, reason=reason)
        pushed = push_book(sample_house, path, result)
        assert pushed.outcome is not None, pushed.findings
        assert pushed.applied, pushed.findings
        numbers.append(pushed.outcome.submission_id)
    assert undo_submission(sample_house, numbers[1]).applied
    with sample_house.reading() as connection:
        found = [
            years for (_bank, year), years in read_judgements(connection).items() if year == 2025
        ]
    told = [
        (one["franchise"].level, one["franchise"].reason) for one in found if "franchise" in one
    ]
    assert (5, "先前的理由") in told
