"""The workbook in a real spreadsheet program: it computes, prints, and comes back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from backend.language import Language
from backend.queries.rows import LadderRow, Lookups
from tests.calc.office import Office
from tests.sheets.books import (
    LADDER,
    PULL,
    book_of,
    check_lookups,
    ladder_row,
    line,
    no_base,
    request,
    split,
    wan,
)
from workbooks.books.limits import LIMITS, contents_of
from workbooks.build import build_book
from workbooks.diff import diff_book
from workbooks.intake import read_book

pytestmark = pytest.mark.calc
FORM, LEDGER, SHARES, REQUESTS = "额度速查", "额度台账", "部门分配", "申请与调剂"
KEY = "EXMCJPJT"


def a_book(lookups: Lookups | None = None) -> Any:
    return book_of(
        ledger=[line(KEY, 40000), line(KEY, 30000, "placement"), line("EXMBDEFF", 12000)],
        allocation=[split(KEY, "placement", 30000, treasury=20000, trade=5000)],
        requests=[request(7, 500_000_000)],
        lookups=lookups or check_lookups(),
    )


def jiangsu_lookups() -> Lookups:
    """Domestic branches hold 600 of the line, Jiangsu 40 of that."""
    more = (
        ladder_row("unit/EXMCJPJT/placement/domestic_branches", "部门分配(境内分行)", 600, 0),
        ladder_row("unit/EXMCJPJT/placement/320000", "部门分配(江苏分行)", 40, 0),
    )
    return replace(check_lookups(), ladder=(*LADDER, *more))


@dataclass(frozen=True)
class Asked:
    """What is typed into the form and how its answer begins."""

    typed: Mapping[str, Any]
    answer: str
    bound_by: str = ""


ROOM: dict[str, Any] = {"B3": "exmcjp", "B8": 100_000_000}
ASKED = [
    Asked({}, "请在 B3 输入机构"),
    Asked({"B3": "没有这家"}, "没有匹配的机构"),
    Asked({"B3": "示例银行丙"}, "有多家机构匹配,请在 B4 选定;匹配数:3"),
    Asked({"B3": "EXMCJPJT"}, "请填产品、部门、币种、金额和期限"),
    Asked({**ROOM}, "可以,本笔后可用 3,250.00 万美元", "国别限额(日本) 13,250.00 万美元"),
    Asked({**ROOM, "B8": 132_500_000}, "可以,本笔后可用 0.00 万美元"),
    Asked({**ROOM, "B8": 132_500_001}, "不可以,差 0.01 万美元"),
    Asked({**ROOM, "B8": 200_000_000}, "不可以,差 6,750.00 万美元"),
    Asked({**ROOM, "B7": "JPY", "B8": 1e10}, "可以,本笔后可用 6,580.00 万美元"),
    Asked(
        {**ROOM, "B6": "江苏分行", "B8": 500_000},
        "不可以,差 10.00 万美元",
        "部门分配(江苏分行) 40",
    ),
    Asked({**ROOM, "B6": "国际业务部"}, "不可以,差 10,000.00 万美元", "部门 未分配额度 0.00"),
    Asked({**ROOM, "B5": "贸易融资"}, "不可以,差 10,000.00 万美元", "产品 未分配额度 0.00 万美元"),
    Asked({**ROOM, "B10": "2Y"}, "不可以:"),
    Asked({**ROOM, "B3": "gb2l"}, "可以,本笔后可用 3,250.00 万美元"),
    Asked({**ROOM, "B10": date(2026, 12, 1)}, "可以,本笔后可用 3,250.00 万美元"),
]


def test_the_form_answers(office: Office, tmp_path: Path) -> None:
    """Ten seconds at the desk: what is typed, what stands in D3 and D4."""
    path = build_book(
        LIMITS, contents_of(a_book(jiangsu_lookups())), tmp_path / "a.xlsx", Language.CHINESE
    )
    with office.open(path) as book:
        fresh: Any = book.values(FORM, "B3:B11")
        for asked in ASKED:
            book.write(FORM, "B3", fresh)
            for cell, value in asked.typed.items():
                book.write(FORM, cell, value)
            answer = str(book.value(FORM, "D3"))
            assert answer.startswith(asked.answer), (asked, answer)
            assert str(book.value(FORM, "D4")).startswith(asked.bound_by), asked
        book.recalculate()
        everything = [cell for row in book.values(FORM) for cell in row]
        assert not [cell for cell in everything if type(cell).__name__ == "CellError"]


def test_limits_across_the_lines_bind_in_the_form(office: Office, tmp_path: Path) -> None:
    """The tightest that the deal falls under is named; a regulatory cap is said to be apart."""

    def across(key: str, room: int, days: int = 0, currency: str = "") -> LadderRow:
        row = ladder_row(key, f"限额({key})", room, 0)
        place = "EXMCJPJT/placement" if "placement" in key else "EXMCJPJT"
        return replace(row, across=place, tenor_from_days=days, currency=currency)

    more = (
        across("tenor/EXMCJPJT/90", 900, days=90),
        across("tenor/EXMCJPJT/placement/180", 700, days=180),
        across("currency/EXMCJPJT/JPY", 100, currency="JPY"),
        replace(across("tenor/EXMBDEFF/1", 1, days=1), across="EXMBDEFF"),
    )
    lookups = replace(check_lookups(), ladder=(*LADDER, *more))
    path = build_book(LIMITS, contents_of(a_book(lookups)), tmp_path / "a.xlsx", Language.CHINESE)
    asked = [
        Asked({**ROOM, "B10": "1M"}, "可以", "国别限额(日本)"),
        Asked({**ROOM, "B10": "100D"}, "不可以,差 9,100.00 万美元", "限额(tenor/EXMCJPJT/90) 900"),
        Asked(
            {**ROOM, "B10": "200D"}, "不可以,差 9,300.00 万美元", "限额(tenor/EXMCJPJT/placement"
        ),
        Asked(
            {**ROOM, "B7": "JPY", "B8": 1e10, "B10": "1M"},
            "不可以,差",
            "限额(currency/EXMCJPJT/JPY) 100",
        ),
    ]
    with office.open(path) as book:
        fresh: Any = book.values(FORM, "B3:B11")
        for one in asked:
            book.write(FORM, "B3", fresh)
            for cell, value in one.typed.items():
                book.write(FORM, cell, value)
            assert str(book.value(FORM, "D3")).startswith(one.answer), (one, book.value(FORM, "D3"))
            assert str(book.value(FORM, "D4")).startswith(one.bound_by), book.value(FORM, "D4")

    capped = ladder_row("regulation/country_concentration/country:JP", "监管限额", 1, 0)
    lookups = replace(check_lookups(), ladder=(*LADDER, capped))
    path = build_book(LIMITS, contents_of(a_book(lookups)), tmp_path / "b.xlsx", Language.CHINESE)
    with office.open(path) as book:
        for cell, value in ROOM.items():
            book.write(FORM, cell, value)
        assert "监管限额不在本表" in str(book.value(FORM, "D3"))


def test_a_choice_among_matches_decides(office: Office, tmp_path: Path) -> None:
    path = build_book(LIMITS, contents_of(a_book()), tmp_path / "a.xlsx", Language.CHINESE)
    with office.open(path) as book:
        book.write(FORM, "B3", "示例银行丙")
        book.write(FORM, "B8", 1_000_000)
        matches = [row[0] for row in book.values("_check", "D1:D4")]
        assert matches == [
            "示例银行丙 · EXMCJPJT · 日本 · 等级3",
            "　└ 示例银行丙伦敦分行 · EXMCGB2L · 日本",
            "示例银行丙(中国) · EXMCCNBJ · 中国 · 境内法人",
            "",
        ]
        book.write(FORM, "B4", str(matches[1]))
        assert str(book.value(FORM, "D3")).startswith("可以")
        said = "示例银行丙伦敦分行 · EXMCGB2L · 日本,使用总行额度 EXMCJPJT"
        assert str(book.value(FORM, "D9")).strip("　 ") == said
        book.write(FORM, "B3", "乙")
        assert (
            str(book.value(FORM, "D3")).startswith("请填") or book.value(FORM, "B4") == matches[1]
        )


@pytest.mark.parametrize("language", list(Language))
def test_a_save_by_calc_orders_what_was_typed(
    office: Office, tmp_path: Path, language: Language
) -> None:
    """Built, opened, typed into, sums seen, saved by Calc, read back: the same commands."""
    path = build_book(LIMITS, contents_of(a_book()), tmp_path / "a.xlsx", language)
    before = read_book(path).sheets
    shares, ledger = before["allocation"], before["limits_ledger"]
    with office.open(path) as book:
        (row,) = list(shares)
        for column, value in (("allocated.trade", 6000), ("reason", "调整")):
            book.write(shares.name, shares.cell(row, column).address, value)
        total = next(row for row in ledger if ledger.text(row, "key") == KEY)
        book.write_formulas(ledger.name, ledger.cell(total, "approved").address, "4.1亿")
        assert book.value(shares.name, shares.cell(row, "allocated").address) == 26000
        assert book.value(shares.name, shares.cell(row, "pool").address) == 4000
        saved = tmp_path / "saved.xlsx"
        book.save(saved)
    diff = diff_book(LIMITS, read_book(saved), contents_of(a_book()), no_base, PULL.login)
    assert [finding.code for finding in diff.findings] == []
    assert [
        (type(command).__name__, getattr(command, "target_minor", None))
        for command in diff.commands
    ] == [("ApproveLine", wan(41000)), ("AllocateLine", wan(6000))]


@pytest.mark.parametrize("language", list(Language))
def test_every_sheet_prints_on_pages_of_one_width(
    office: Office, tmp_path: Path, language: Language
) -> None:
    path = build_book(LIMITS, contents_of(a_book()), tmp_path / "a.xlsx", language)
    pages = office.render(path, tmp_path, dpi=40)
    assert len(pages) == 5
    assert all(page.stat().st_size > 2000 for page in pages)


@pytest.mark.parametrize("language", list(Language))
def test_a_fresh_book_shows_what_its_formulas_give(
    office: Office, tmp_path: Path, language: Language
) -> None:
    """A program that doesn't recalculate on opening starts from right results."""
    path = build_book(LIMITS, contents_of(a_book()), tmp_path / "a.xlsx", language)
    formulas: Any = openpyxl.load_workbook(path)
    stored = openpyxl.load_workbook(path, data_only=True)
    wrong = []
    with office.open(path) as book:
        book.recalculate()
        for page in formulas.worksheets:
            computed = book.values(page.title)
            for row in page.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    given = stored[page.title].cell(cell.row, cell.column).value
                    found = computed[cell.row - 1][cell.column - 1]
                    if (given or "") != (found or ""):
                        wrong.append((page.title, cell.coordinate, given, found))
    assert not wrong
