"""机构卡: one institution on one page, and its row of the directory, which may be corrected."""

from __future__ import annotations

import pytest

from tests.calc.conftest import office
from tests.calc.office import Office
from tests.calc.test_limits_in_calc import errors
from tests.desk.desk import Clerk, Desk
from workbooks.grid import ReadRow

__all__ = ["office"]

BETA = "EXMBDEFF"
CARD = {"zh": "机构卡", "en": "One view"}


def pulled(desk: Desk, language: str) -> Clerk:
    return desk.pull("li_ming", language, book="institutions", scope=(f"institution={BETA}",))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_who_it_is_and_what_its_lines_are(desk: Desk, language: str) -> None:
    clerk = pulled(desk, language)
    page = clerk.workbook[CARD[language]]
    said = [[cell.value for cell in row] for row in page.iter_rows()]
    words = {value for row in said for value in row}
    ((name,),) = desk.select("SELECT name_en FROM institution WHERE bic8 = ?", BETA)
    assert {BETA, name} <= words
    placement = {"zh": "同业拆借", "en": "Placement"}[language]
    assert [row[1] for row in said if row[0] == placement] == [8000]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("portrait", 9)


def test_its_row_may_be_corrected_beside_the_page(desk: Desk) -> None:
    clerk = pulled(desk, "zh")
    assert [clerk.sheet("institutions").text(row, "key") for row in _known(clerk)] == [BETA]
    clerk.type("institutions", BETA, note="十二月来访")
    assert desk.push("li_ming", clerk.save()).code == 0
    assert desk.select("SELECT note FROM institution WHERE bic8 = ?", BETA) == [("十二月来访",)]


def _known(clerk: Clerk) -> list[ReadRow]:
    sheet = clerk.sheet("institutions")
    return [row for row in sheet.rows if sheet.text(row, "key")]


def test_the_page_shows_what_happened(desk: Desk) -> None:
    desk.ask("li_ming", "event", "management", BETA, "--zh", "行长更换", "--source", "公告")
    page = pulled(desk, "zh").workbook[CARD["zh"]]
    assert "行长更换" in {cell.value for row in page.iter_rows() for cell in row}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_opens_without_an_error(office: Office, desk: Desk, language: str) -> None:
    with office.open(pulled(desk, language).path) as book:
        book.recalculate()
        assert errors(book) == []
