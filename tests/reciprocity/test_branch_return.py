"""分行月报 from a file: taken whole, refused by line and column, known again."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from backend.errors import InputError, OutageError
from backend.language import Language
from sync.dealings.branch_returns import ReturnsTaken, import_branch_return
from sync.dealings.return_lines import ReturnLineError
from tests.house import BING, YI, House
from tests.reciprocity.conftest import opened
from tests.reciprocity.facts import of, year

HEAD = "分行,月份,BIC,方向,产品,币种,笔数,金额(原币),收费(人民币),说明"
GOOD = f"320000江苏,2026-10,{YI},来委,汇款,USD,12,1234567.89,456.7,"
ENGLISH = "Branch,Month,BIC,Direction,Product,Currency,Count,Amount,Fee (CNY)"


def file(tmp_path: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = tmp_path / "return.csv"
    path.write_bytes("\n".join((head, *lines)).encode(encoding))
    return path


def take(house: House, path: Path) -> ReturnsTaken:
    return import_branch_return(opened(house), path, lambda _step, _done, _total: None)


def refusal(house: House, path: Path) -> ReturnLineError:
    with pytest.raises(ReturnLineError) as refused:
        take(house, path)
    assert house.value("SELECT count(*) FROM dealing") == 0, "nothing half-written"
    assert house.value("SELECT count(*) FROM branch_return") == 0
    return refused.value


def test_a_month_comes_in_and_counts(house: House, tmp_path: Path) -> None:
    taken = take(house, file(tmp_path, GOOD, f"江苏分行,202610,{BING},out,托收,JPY,3,50000,,"))
    assert (taken.rows, taken.new, taken.nil) == (2, 1, 0)
    sums = of(year(house)).sums
    assert (sums.inward.count, sums.inward.amount_minor) == (12, 123_456_789)
    assert sums.inward.fee_fen == 456_70
    kept = house.rows("SELECT source, source_file, source_line FROM dealing ORDER BY source_line")
    assert kept == [("branch_return", "return.csv", 2), ("branch_return", "return.csv", 3)]
    (jiangsu,) = [gap for gap in year(house).gaps if gap.unit == "320000"]
    assert date(2026, 10, 1) not in jiangsu.months


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_however_a_spreadsheet_saved_it(house: House, tmp_path: Path, encoding: str) -> None:
    assert take(house, file(tmp_path, GOOD, encoding=encoding)).rows == 1


def test_an_excel_sheet_with_a_title_above(house: House, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["分行月报"])
    sheet.append(["填报单位:江苏分行", None, "单位:原币"])
    sheet.append([*ENGLISH.split(",")])
    row = ["Jiangsu Branch", date(2026, 10, 1), YI, "In", "Remittances", "usd", 2, 1000.5, 3.25]
    sheet.append(row)
    book.save(tmp_path / "return.xlsx")
    assert take(house, tmp_path / "return.xlsx").rows == 1
    assert house.rows("SELECT amount_minor, fee_fen, source_line FROM dealing") == [
        (100_050, 325, 4)
    ]


def test_the_same_file_again_changes_nothing(house: House, tmp_path: Path) -> None:
    path = file(tmp_path, GOOD)
    take(house, path)
    again = take(house, path)
    assert (again.rows, again.new) == (0, 0)


def test_a_corrected_month_is_taken_at_its_new_word(house: House, tmp_path: Path) -> None:
    take(house, file(tmp_path, GOOD))
    take(house, file(tmp_path, GOOD.replace("1234567.89", "1000000")))
    assert of(year(house)).sums.inward.amount_minor == 100_000_000
    assert house.value("SELECT count(*) FROM dealing") == 2, "both are kept"


@pytest.mark.parametrize("line", ["320000,2026-10,无业务,,,,,,,", "320000,2026-10,,,,,,,,"])
def test_no_business_is_said(house: House, tmp_path: Path, line: str) -> None:
    assert take(house, file(tmp_path, line)).nil == 1
    assert house.rows("SELECT unit_code, nil FROM branch_return") == [("320000", 1)]


def test_what_moved_by_more_than_half_wants_a_word(house: House, tmp_path: Path) -> None:
    take(house, file(tmp_path, GOOD.replace("2026-10", "2026-09")))
    less = GOOD.replace("1234567.89", "400000")
    assert len(take(house, file(tmp_path, less)).moved) == 1
    assert not take(house, file(tmp_path, f"{less}客户转走")).moved


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (GOOD.replace("320000江苏", "月球分行"), "unit", "没有这家分行"),
        (GOOD.replace("320000江苏", "资金部"), "unit", "没有这家分行"),
        (GOOD.replace("2026-10", "October"), "month", "不是月份"),
        (GOOD.replace("2026-10", "2026-11"), "month", "尚未结束"),
        (GOOD.replace(YI, "NOBODYXX"), "bic", "没有这家机构"),
        (GOOD.replace("汇款", "汇票"), "product", "没有这个产品"),
        (GOOD.replace("来委", "上"), "direction", "不是方向"),
        (GOOD.replace("汇款", "同业拆借"), "direction", "不符"),
        (GOOD.replace("USD", "GBP"), "currency", "没有它的汇率"),
        (GOOD.replace("1234567.89", "many"), "amount", "不是数字"),
        (GOOD.replace("1234567.89", "1.234"), "amount", "小数超过 2 位"),
        (GOOD.replace("1234567.89", "-5"), "amount", "为负数"),
        (GOOD.replace(",12,", ",1.5,"), "count", "小数超过 0 位"),
        (GOOD.replace(",12,", ",0,"), "count", "笔数为零"),
        (GOOD, "bic", "与第 2 行重复"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_column(
    house: House, tmp_path: Path, line: str, column: str, words: str
) -> None:
    refused = refusal(house, file(tmp_path, GOOD, line))
    assert (refused.parameters["line"], refused.column) == (3, column)
    said = refused.sentence(Language.CHINESE)
    assert said.startswith("return.csv 第 3 行")
    assert words in said
    assert "line 3" in refused.sentence(Language.ENGLISH)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_no_header"),
        ("甲,乙\n1,2\n".encode(), "table_no_header"),
        (HEAD.encode(), "return_empty"),
        (b"\xff\xfe\x00\x81", "not_a_table"),
        (f'{HEAD}\n"320000,2026-10\n{GOOD}'.encode(), "table_torn"),
        (f"{HEAD}\n{GOOD}{'长' * 140_000}".encode(), "table_torn"),
    ],
)
def test_what_is_no_return_is_said(house: House, tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "return.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        take(house, path)
    assert refused.value.code == code


def test_lines_may_end_as_any_program_ends_them(house: House, tmp_path: Path) -> None:
    path = tmp_path / "return.csv"
    path.write_bytes(f"{HEAD}\r{GOOD}\r\n{GOOD.replace('来委', '去委')}\n".encode())
    assert take(house, path).rows == 2


def test_a_missing_header_is_asked_for_in_the_readers_language(
    house: House, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        take(house, file(tmp_path, GOOD, head="甲,乙"))
    assert "分行, 月份" in refused.value.sentence(Language.CHINESE)
    assert "Branch, Month" in refused.value.sentence(Language.ENGLISH)
    assert "分行" not in refused.value.sentence(Language.ENGLISH)


@pytest.mark.parametrize(
    "part",
    ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"],
)
def test_a_workbook_with_a_torn_part_is_no_table(house: House, tmp_path: Path, part: str) -> None:
    whole, torn = tmp_path / "whole.xlsx", tmp_path / "torn.xlsx"
    book = openpyxl.Workbook()
    for line in (HEAD, GOOD):
        book.worksheets[0].append(line.split(","))
    book.save(whole)
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(torn, "w") as copy:
        for name in parts.namelist():
            content = parts.read(name)
            copy.writestr(name, content[: len(content) // 2] if name == part else content)
    with pytest.raises(InputError) as refused:
        take(house, torn)
    assert refused.value.code == "not_a_table"


def test_a_damaged_workbook_and_a_missing_file(house: House, tmp_path: Path) -> None:
    broken = tmp_path / "return.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(InputError) as refused:
        take(house, broken)
    assert refused.value.code == "not_a_table"
    with pytest.raises(OutageError):
        take(house, tmp_path / "nothing.csv")
