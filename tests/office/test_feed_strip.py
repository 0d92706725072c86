"""Above the home sheet's table: which feeds of the last close came, and which did not."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.desk.desk import Desk


def strip(desk: Desk, language: str = "en") -> dict[str, str]:
    """Return what stands beneath each feed's name."""
    page = openpyxl.load_workbook(desk.pull("li_ming", language, "home").path).worksheets[0]
    names = {str(cell.value): cell.column for cell in page[4] if cell.value}
    return {name: str(page.cell(5, column).value) for name, column in names.items()}


def test_no_feed_ever_came(small_desk: Desk) -> None:
    assert "Treasury: deals" not in strip(small_desk)


def test_one_feed_of_three_came(small_desk: Desk, tmp_path: Path) -> None:
    """Monday morning: treasury's file of Friday is in; the limit system is silent."""
    folder = tmp_path / "feeds"
    assert small_desk.run("li_ming", "sample", "-o", str(folder)).code == 0
    (treasury,) = folder.glob("TRS_DEAL_*.txt")
    taken = small_desk.run("li_ming", "import", "treasury_deals", str(treasury))
    assert taken.code == 0, taken.words
    assert strip(small_desk) == {
        "Limit system: lines": "✖ not in (newest -)",
        "Limit system: uses": "✖ not in (newest -)",
        "Treasury: deals": "✔ 10:00",
    }
    small_desk.at("2026-11-24")
    assert strip(small_desk, "zh")["资金系统交易"] == "✖ 未到(最新 2026-11-20)"
