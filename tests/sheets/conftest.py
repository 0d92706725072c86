"""What the tests of sheets share: `paper(book)` builds a workbook and hands it to its user."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.language import Language
from backend.queries.rows import LimitsBook
from tests.calc.conftest import office
from tests.sheets.paper import Paper, PaperOf

__all__ = ["office", "paper"]  # the office of tests/calc serves here too


@pytest.fixture
def paper(tmp_path: Path) -> PaperOf:
    """Build workbooks in a folder of this test."""

    def build(book: LimitsBook, language: Language = Language.CHINESE) -> Paper:
        return Paper(book, tmp_path / f"limits_{language.value}.xlsx", language)

    return build
