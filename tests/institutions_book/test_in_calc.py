"""The books of one institution in a real Calc: no error anywhere, the sums computed."""

from __future__ import annotations

import pytest

from tests.calc.conftest import office
from tests.calc.office import Office
from tests.calc.test_limits_in_calc import errors
from tests.desk.desk import Desk

__all__ = ["office"]

VIEW = {"zh": "单机构视图", "en": "One institution"}
SCOPE = ("institution=EXMBDEFF",)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_directory_opens_without_an_error(office: Office, desk: Desk, language: str) -> None:
    with office.open(desk.pull("li_ming", language, book="institutions").path) as book:
        book.recalculate()
        assert errors(book) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_view_adds_up_departments(office: Office, desk: Desk, language: str) -> None:
    clerk = desk.pull("li_ming", language, scope=SCOPE)
    key = "EXMBDEFF/treasury"
    cell = clerk.note("institution_view", key, "allocated.placement")
    total = clerk.note("institution_view", key, "total")
    header = clerk.sheet("institution_view").rows[0].number - 1
    sums = f"{cell.rstrip('0123456789')}{header - 2}"
    with office.open(clerk.path) as book:
        book.recalculate()
        assert errors(book) == []
        sheet = VIEW[language]
        before, row = book.value(sheet, sums), book.value(sheet, total)
        assert isinstance(before, float)
        assert isinstance(row, float)
        typed = book.value(sheet, cell)
        assert isinstance(typed, float)
        book.write(sheet, cell, typed + 100)
        book.recalculate()
        assert book.value(sheet, sums) == before + 100
        assert book.value(sheet, total) == row + 100


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_history_opens_without_an_error(office: Office, desk: Desk, language: str) -> None:
    with office.open(desk.pull("examiner", language, book="history", scope=SCOPE).path) as book:
        book.recalculate()
        assert errors(book) == []
