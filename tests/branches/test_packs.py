"""A pack goes out, is filled in, and comes back: taken once, or returned with its reasons."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.desk.desk import Desk

MONTH, BEFORE = "2026-10", "2026-09"
HEADER, NIL, FIRST = 7, 8, 9  # rows of the first sheet


def returned(desk: Desk, month: str, *lines: tuple[object, ...]) -> None:
    """Import a month that came by file: BIC, direction, product, currency, count, amount, fee."""
    path = desk.folder / f"return_{month}.csv"
    head = "分行,月份,BIC,方向,产品,币种,笔数,金额(原币),收费(人民币)"
    rows = [",".join(["320000", month, *map(str, line)]) for line in lines]
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    said = desk.run("li_ming", "import", "branch_return", str(path))
    assert said.code == 0, said.words


@pytest.fixture
def desk(small_desk: Desk) -> Desk:
    returned(
        small_desk,
        BEFORE,
        ("EXMBDEFF", "来委", "托收", "USD", 10, 1000, 50),
        ("EXMCJPJT", "去委", "托收", "JPY", 4, 500000, 20),
    )
    return small_desk


class Pack:
    """A pack in the hands of its branch."""

    def __init__(self, desk: Desk, language: str = "zh", month: str = MONTH) -> None:
        """Make it and open it."""
        out = desk.folder / f"out_{language}"
        out.mkdir(exist_ok=True)
        words = ("pack", "branch", "--code", "320000", "--month", month, "-o", str(out))
        said = desk.run("li_ming", *words, language=language, machine=True)
        assert said.code == 0, said.words
        self.desk, self.path = desk, Path(said.answer["paths"][0])
        self.book = openpyxl.load_workbook(self.path)
        self.page: Any = self.book.worksheets[0]
        self.columns: dict[str, int] = {
            str(cell.value): int(cell.column or 0) for cell in self.page[HEADER]
        }

    def row(self, bic: str) -> int:
        column = self.columns["BIC"]
        rows = range(FIRST, self.page.max_row + 1)
        return next(row for row in rows if self.page.cell(row, column).value == bic)

    def fill(self, bic: str, **cells: object) -> Pack:
        return self.fill_at(self.row(bic), **cells)

    def fill_at(self, row: int, **cells: object) -> Pack:
        for label, value in cells.items():
            column = next(place for name, place in self.columns.items() if name.startswith(label))
            self.page.cell(row, column).value = value
        return self

    def save(self, name: str = "") -> Path:
        target = self.path.with_name(name) if name else self.path
        self.book.save(target)
        return target

    def push(self) -> Any:
        return self.desk.push("li_ming", self.save())


def month_of(desk: Desk, month: str) -> list[tuple[str, int, int, int]]:
    """Return what stands for the branch's month: BIC, count, amount, fee."""
    return [
        (bic, int(count), int(amount), int(fee))
        for bic, count, amount, fee in desk.select(
            "SELECT bic8, sum(deal_count), sum(amount_minor), sum(fee_fen) FROM dealing "
            "JOIN institution ON institution.id = institution_id "
            "WHERE unit_code = '320000' AND month = ? GROUP BY bic8 ORDER BY bic8",
            f"{month}-01",
        )
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_done_last_month_stands_there_to_be_filled(desk: Desk, language: str) -> None:
    pack = Pack(desk, language)
    assert pack.path.stem.endswith("_202610")
    assert "320000" in pack.path.name
    shown = [pack.page.cell(row, pack.columns["BIC"]).value for row in (FIRST, FIRST + 1)]
    assert shown == ["EXMBDEFF", "EXMCJPJT"]
    assert len(pack.book.sheetnames) == 6  # month, lines, requests, contents, and two hidden ones
    assert pack.push().findings[0][2] == "return_blank"


def test_a_month_comes_back_and_is_taken_once(desk: Desk) -> None:
    pack = Pack(desk)
    pack.fill("EXMBDEFF", 笔数=12, 金额=1200, 收费=60)
    pack.fill("EXMCJPJT", 笔数=3, 金额="40万", 收费=0)
    pack.fill_at(
        FIRST + 2, BIC="EXMDGB2L", 方向="来委", 产品="托收", 币种="USD", 笔数=1, 金额=70, 收费=1
    )
    pack.fill_at(FIRST + 2, 说明="新客户")
    said = pack.push()
    assert (said.code, [code for *_place, code in said.findings]) == (0, ["return_taken"])
    assert month_of(desk, MONTH) == [
        ("EXMBDEFF", 12, 120000, 6000),
        ("EXMCJPJT", 3, 400000, 0),
        ("EXMDGB2L", 1, 7000, 100),
    ]
    rows = desk.count("dealing")
    again = desk.push("li_ming", pack.path)
    assert (again.code, again.findings[0][2], desk.count("dealing")) == (0, "return_stands", rows)


def test_a_correction_replaces_and_keeps_both(desk: Desk) -> None:
    Pack(desk).fill("EXMBDEFF", 笔数=10, 金额=1000, 收费=50).push()
    pack = Pack(desk)
    assert pack.page.cell(pack.row("EXMBDEFF"), pack.columns["笔数"]).value == 10
    pack.fill("EXMBDEFF", 笔数=11, 金额=1100, 收费=55)
    assert pack.push().code == 0
    assert month_of(desk, MONTH) == [("EXMBDEFF", 11, 110000, 5500)]
    assert desk.count("dealing") == 4, "the month before, the first word, and the difference"


def test_a_great_change_needs_a_word(desk: Desk) -> None:
    pack = Pack(desk).fill("EXMBDEFF", 笔数=10, 金额=1600, 收费=50)
    before = desk.dump()
    said = pack.push()
    codes = [(cell, code) for _sheet, cell, code in said.findings]
    assert codes == [(f"M{pack.row('EXMBDEFF')}", "return_unexplained")]
    assert desk.dump() == before
    pack.fill("EXMBDEFF", 说明="一笔大额")
    assert pack.push().code == 0


def test_no_business_is_said_too(desk: Desk) -> None:
    pack = Pack(desk).fill_at(NIL, BIC="无业务")
    assert pack.push().code == 0
    assert desk.select("SELECT nil FROM branch_return WHERE month = ?", f"{MONTH}-01") == [(1,)]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"笔数": "几笔", "金额": 1}, "return_line"),
        ({"笔数": 1, "金额": -5}, "return_line"),
        ({"笔数": 1, "金额": 5, "月份": "2026-08"}, "return_other_branch"),
        ({"笔数": 1, "金额": 5, "分行": "210000大连"}, "return_other_branch"),
    ],
)
def test_what_is_wrong_is_said_in_its_cell(desk: Desk, cells: dict[str, object], code: str) -> None:
    pack = Pack(desk).fill("EXMBDEFF", **cells)
    before = desk.dump()
    said = pack.push()
    assert said.findings[0][2] == code
    assert said.findings[0][1].endswith(str(pack.row("EXMBDEFF")))
    assert desk.dump() == before


def test_a_request_comes_with_the_month(desk: Desk) -> None:
    pack = Pack(desk).fill("EXMBDEFF", 笔数=10, 金额=1000, 收费=50)
    page: Any = pack.book["本行申请"]
    header: Any = next(row for row in page.iter_rows() if row[0].value == "状态")
    columns: dict[str, int] = {str(cell.value): cell.column for cell in header}
    asked = {"类型": "领用", "申请单位": "江苏分行", "机构": "EXMBDEFF", "产品": "贸易融资"}
    asked |= {"币种": "USD", "申请金额": "500万", "止用日": "2026-12-31", "用途": "信用证保兑"}
    number = header[0].row + 1
    for label, value in asked.items():
        column = next(place for name, place in columns.items() if name.startswith(label))
        page.cell(number, column).value = value
    said = pack.push()
    assert said.code == 0, said.answer["findings"]
    assert desk.select("SELECT unit_code, state FROM request") == [("320000", "submitted")]
    assert month_of(desk, MONTH) == [("EXMBDEFF", 10, 100000, 5000)]


def test_a_pack_holds_nothing_of_another_branch(desk: Desk) -> None:
    """Neither their figures and names in its lines, nor grades, nor who uses what."""
    path = Pack(desk).path
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    words = set(re.findall(r"<t[^>]*>([^<]*)</t>", parts["xl/sharedStrings.xml"]))
    grades = {row[0] for row in desk.select("SELECT DISTINCT grade FROM evaluation")}
    assert not {f"等级 {grade}" for grade in grades} & words
    assert "内部等级" not in words
    book = openpyxl.load_workbook(path)
    shown = [
        str(cell.value)
        for page in book.worksheets
        if not page.title.startswith("_")
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert not [one for one in shown if "大连" in one or "云南" in one]


def test_every_branch_gets_one(desk: Desk) -> None:
    out = desk.folder / "all"
    out.mkdir()
    said = desk.run("li_ming", "pack", "branch", "--all", "-o", str(out), machine=True)
    branches = desk.select("SELECT count(*) FROM unit WHERE kind = 'branch'")[0][0]
    assert (said.code, len(said.answer["paths"])) == (0, branches)
    assert len(list(out.iterdir())) == branches
    assert desk.run("li_ming", "pack", "branch", "--code", "999999", "-o", str(out)).code == 1
    wrong = ("pack", "branch", "--all", "--month", "2026-11", "-o", str(out))
    assert "no month that is over" in desk.run("li_ming", *wrong).words


# --- the folder --------------------------------------------------------------------------------


def test_the_folder_takes_what_is_good_and_gives_the_rest_back(desk: Desk) -> None:
    inbox = desk.folder / "inbox"
    inbox.mkdir()
    good = Pack(desk).fill("EXMBDEFF", 笔数=10, 金额=1000, 收费=50)
    good.book.save(inbox / "江苏(填好).xlsx")
    bad = Pack(desk).fill("EXMBDEFF", 笔数="几笔", 金额=1000)
    bad.book.save(inbox / "bad.xlsx")
    (inbox / "~$bad.xlsx").write_bytes(b"lock")
    (inbox / "rates.xlsx").write_bytes(b"PK\x03\x04 torn")
    limits = desk.pull("li_ming")
    limits.type("limits_ledger", "EXMBDEFF/placement", note="slipped in")
    limits.workbook.save(inbox / "limits.xlsx")
    said = desk.run("li_ming", "inbox", str(inbox), "--once", language="zh", machine=True)
    taken = {one["file"]: one["taken"] for one in said.answer["files"]}
    assert taken == {
        "江苏(填好).xlsx": True,
        "bad.xlsx": False,
        "rates.xlsx": False,
        "limits.xlsx": False,
    }
    assert sorted(path.name for path in inbox.iterdir()) == ["~$bad.xlsx", "已收", "退回"]
    assert {path.name for path in (inbox / "已收").iterdir()} == {
        "江苏(填好).xlsx",
        "江苏(填好)_结果.xlsx",
    }
    assert "bad_结果.xlsx" in {path.name for path in (inbox / "退回").iterdir()}
    assert desk.select("SELECT note FROM node WHERE note = 'slipped in'") == []

    # The same file once more does no harm, and keeps its own name beside the first.
    good.book.save(inbox / "江苏(填好).xlsx")
    rows = desk.count("dealing")
    again = desk.run("li_ming", "inbox", str(inbox), "--once", language="zh", machine=True)
    assert (again.code, desk.count("dealing")) == (0, rows)
    assert len(list((inbox / "已收").iterdir())) == 4


def test_who_has_not_returned_is_listed(desk: Desk) -> None:
    said = desk.run("li_ming", "returns", machine=True)
    (jiangsu,) = (one for one in said.answer["missing"] if one["branch"] == "320000")
    assert BEFORE not in jiangsu["months"]
    assert MONTH in jiangsu["months"]
    assert said.code == 1
