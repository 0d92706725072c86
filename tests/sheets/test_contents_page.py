"""The last sheet of a workbook: where everything is, and whether its sums are those of the pull."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from backend.language import Language, text
from tests.calc.office import Office
from tests.sheets.books import book_of, line
from tests.sheets.paper import PaperOf

KEY = "EXMCJPJT"


def page_of(path: Path, language: Language) -> Any:
    return openpyxl.load_workbook(path)[text("sheet.contents", language)]


@pytest.mark.parametrize("language", list(Language))
def test_every_sheet_is_listed_with_a_link(paper: PaperOf, language: Language) -> None:
    sheet = paper(book_of([line(KEY, 40000)]), language)
    page = page_of(sheet.path, language)
    links = {cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink}
    titles = {one.title(language) for one in sheet.registers.values()}
    assert links == {f"'{title}'!A1" for title in titles}


def test_a_sum_that_moved_is_said(paper: PaperOf, office: Office) -> None:
    """Nothing typed: all is as pulled. A line raised: its sum moved, and by how much."""
    sheet = paper(book_of([line(KEY, 40000), line("EXMBDEFF", 1000)]), Language.CHINESE)
    ledger = sheet.registers["limits_ledger"]
    cell = sheet.sheet("limits_ledger").cell(
        sheet.row("limits_ledger", KEY), sheet.column("limits_ledger", "approved")
    )
    name = text("sheet.contents", Language.CHINESE)
    said = text("contents.sum", Language.CHINESE, column=ledger.by_identifier["approved"].labels[0])
    with office.open(sheet.path) as book:
        book.recalculate()
        assert {row[5] for row in checks(book.values(name))} == {"一致"}
        book.write(ledger.title(Language.CHINESE), cell.coordinate, 41000)
        book.recalculate()
        (moved,) = (row for row in checks(book.values(name)) if row[5] != "一致")
        assert (moved[1], moved[4], moved[5]) == (said, 1000, "有变动")


def checks(lines: list[list[Any]]) -> list[list[Any]]:
    """Return the lines beneath the second heading that hold a check."""
    start = next(at for at, row in enumerate(lines) if row[5] == "结论")
    return [row for row in lines[start + 1 :] if row[0]]
