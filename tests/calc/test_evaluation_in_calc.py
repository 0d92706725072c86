"""评价测算 in a real Calc: every figure is the rules' to the last digit, whatever it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.exchange import pull_book
from backend.bootstrap import House
from backend.language import Language
from backend.queries.evaluation_preview import Preview, read_preview
from tests.calc.office import CellError, Office
from tests.calc.preview_book import computed_rows, differences, ruled
from tests.sheets_evaluation.conftest import NOW, sample_house

__all__ = ["sample_house"]  # a fixture


def preview_of(house: House) -> Preview:
    """Return the preview of a whole house."""
    with house.reading() as connection:
        return read_preview(connection, NOW.date(), NOW)


@pytest.mark.parametrize("language", list(Language))
def test_the_sample_is_computed_as_the_rules_compute_it(
    office: Office, sample_house: House, tmp_path: Path, language: Language
) -> None:
    preview, path = preview_of(sample_house), tmp_path / "book.xlsx"
    pull_book(sample_house, "evaluation", path, language)
    wanted = {
        row.key: ruled(preview.template, row.material, row.conduct_e6) for row in preview.rows
    }
    with office.open(path) as book:
        said = computed_rows(book, preview.template, language)
        assert differences(said, wanted) == []
        assert any(row["score.quotient"] for row in wanted.values())
        cells = [cell for sheet in book.sheets() for line in book.values(sheet) for cell in line]
        assert [cell for cell in cells if isinstance(cell, CellError)] == []
