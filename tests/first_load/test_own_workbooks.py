"""Three departments' own workbooks: a mapping is proposed, corrected, tried, loaded; then again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.calc.office import Office
from tests.desk.desk import Desk

#: Of the small house: banks without a line of this product.
BANK = "EXMGHKHH"


def merged(folder: Path) -> Path:
    """Country cells over blocks of rows, a title above, subtotals between, units in the heading."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "授信一览"
    page.append(["代理行授信额度一览表"])
    page.append(["单位:万美元", None, None, None, "制表:张三"])
    page.append([])
    page.append(["国家", "银  行", "业务品种", "额度\n(万美元)", "有效期至", "文号", "备注"])
    page.append(
        ["中国香港", " EXMG HKHH XXX ", "福费廷/贴现", "1,200", "2027.6.30", "批〔2026〕1号", None]
    )
    page.append([None, "EXMGHKHH", "保函", 300, "2027年6月30日", "批〔2026〕1号", "新增"])
    page.append([None, "小计", None, 1500])
    page.append(["合计", None, None, 1500])
    page.merge_cells("A5:A7")
    path = folder / "授信一览.xlsx"
    book.save(path)
    return path


def directory(folder: Path) -> Path:
    """A list of banks as a CSV of GB18030."""
    path = folder / "代理行名录.csv"
    rows = [
        "SWIFT代码,客户号,中文名称,英文名称,国家(地区),城市",
        "EXMZDEFFXXX,90000001,示例银行壬,Sample Bank Z,德国,法兰克福",
        "EXMYFRPP,90000002,示例银行癸,Sample Bank Y,法国,巴黎",
        "BAD,90000003,示例银行子,Sample Bank W,法国,巴黎",
    ]
    path.write_bytes("\r\n".join(rows).encode("gb18030"))
    return path


def in_millions(folder: Path) -> Path:
    """Another department: English, in millions, two sheets, one of them notes."""
    book = openpyxl.Workbook()
    notes: Any = book.active
    notes.title = "notes"
    notes.append(["Ask Frankfurt before the committee"])
    page: Any = book.create_sheet("limits")
    page.append(["Limits, USD mn"])
    page.append(["Bank", "Product", "Limit", "Expiry", "Note"])
    page.append(["EXMZDEFF", "Placement", 50, "2027-06-30", None])
    page.append(["EXMZDEFF", "Total line", "USD 80m", "2027-06-30", None])
    page.append(["Sample", "Placement", 10, "2027-06-30", None])
    page.append(["EXMZDEFF", "Spaceships", 10, "2027-06-30", None])
    path = folder / "limits_mn.xlsx"
    book.save(path)
    return path


def proposed(desk: Desk, *files: Path, name: str = "mapping") -> Path:
    mapping = desk.folder / f"{name}.xlsx"
    words = [str(one) for one in files]
    said = desk.run("zhao_lei", "load", *words, "--propose", str(mapping), machine=True)
    assert said.code == 0, said.words
    return mapping


def load(desk: Desk, mapping: Path, *files: Path, options: tuple[str, ...] = ()) -> Any:
    words = [str(one) for one in files]
    return desk.run("zhao_lei", "load", *words, "--mapping", str(mapping), *options, machine=True)


@pytest.fixture
def desk(small_desk: Desk) -> Desk:
    return small_desk


def test_headings_are_understood_wherever_they_stand(desk: Desk) -> None:
    files = (merged(desk.folder), directory(desk.folder), in_millions(desk.folder))
    mapping = proposed(desk, *files)
    page: Any = openpyxl.load_workbook(mapping).active
    lines = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    kinds = {(line[0], line[1]): (line[2], line[3], line[4]) for line in lines if line[0]}
    assert kinds == {
        ("授信一览.xlsx", "授信一览"): ("lines", "4", "ten thousand"),
        ("代理行名录.csv", "代理行名录"): ("institutions", "1", "ten thousand"),
        ("limits_mn.xlsx", "limits"): ("lines", "2", "million"),
        ("limits_mn.xlsx", "notes"): ("ignore", "1", "one"),
    }
    fields = {line[6]: line[7] for line in lines if line[0] == "授信一览.xlsx"}
    assert fields["额度\n(万美元)"] == "Amount"
    assert not fields["国家"]


def test_a_load_is_tried_then_done_then_done_again(desk: Desk) -> None:
    files = (merged(desk.folder),)
    mapping = proposed(desk, *files)
    before = desk.dump()
    tried = load(desk, mapping, *files, options=("--dry-run",))
    assert (tried.code, desk.dump() == before) == (0, True), tried.words
    assert tried.answer["counts"]["lines"] == {"new": 2, "waiting": 0, "same": 0, "wrong": 0}
    done = load(desk, mapping, *files)
    assert (done.code, done.answer["applied"]) == (0, True)
    (total,) = done.answer["totals"]
    assert total["found"] == total["held"] == 1_500_000_000
    assert desk.approved(f"{BANK}/forfaiting") == 1200
    entries = desk.count("entry")
    again = load(desk, mapping, *files)
    assert (again.code, again.answer["counts"]["lines"]["same"]) == (0, 2)
    assert desk.count("entry") == entries


def test_what_is_wrong_is_said_by_file_sheet_and_cell(desk: Desk) -> None:
    files = (directory(desk.folder), in_millions(desk.folder))
    mapping = proposed(desk, *files)
    before = desk.dump()
    said = load(desk, mapping, *files)
    found = {(one["file"], one["cell"], one["code"]) for one in said.answer["findings"]}
    assert found == {("代理行名录.csv", "A4", "load_bad_bic")}
    assert desk.dump() == before, "all or nothing"

    good = load(desk, mapping, *files, options=("--only-good",))
    found = {(one["file"], one["cell"], one["code"]) for one in good.answer["findings"]}
    assert found >= {
        ("limits_mn.xlsx", "A5", "ambiguous_institution"),
        ("limits_mn.xlsx", "B6", "unknown_product"),
    }
    assert desk.select("SELECT name_en FROM institution WHERE bic8 = 'EXMZDEFF'") == [
        ("Sample Bank Z",)
    ]
    result = openpyxl.load_workbook(good.answer["result"])
    texts = [str(cell.value) for row in result.worksheets[0].iter_rows() for cell in row]
    assert "代理行名录.csv" in texts
    assert any("BIC" in one for one in texts)


def test_a_corrected_mapping_is_honoured(desk: Desk) -> None:
    path = merged(desk.folder)
    mapping = proposed(desk, path)
    book = openpyxl.load_workbook(mapping)
    page: Any = book.active
    for row in page.iter_rows(min_row=3):
        row[4].value = "million"
    book.save(mapping)
    assert load(desk, mapping, path).answer["totals"][0]["found"] == 150_000_000_000
    page["C3"].value = "nonsense"
    book.save(mapping)
    wrong = load(desk, mapping, path)
    assert (wrong.code, "nonsense" in wrong.words) == (1, True)


def test_a_line_that_stands_otherwise_is_left_to_the_limits_book(desk: Desk) -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(["BIC", "产品", "批准额度"])
    page.append(["EXMBDEFF", "拆放", 1])
    path = desk.folder / "other.xlsx"
    book.save(path)
    said = load(desk, proposed(desk, path), path)
    codes = [one["code"] for one in said.answer["findings"]]
    assert codes in (["load_line_differs"], ["unknown_product"])


def test_a_file_that_the_mapping_does_not_know_is_refused(desk: Desk) -> None:
    mapping = proposed(desk, merged(desk.folder))
    assert "says nothing" in load(desk, mapping, directory(desk.folder)).words
    assert desk.run("zhao_lei", "load", "--mapping", str(mapping)).code == 2


def test_an_old_workbook_saved_by_calc_is_read(office: Office, desk: Desk) -> None:
    path = merged(desk.folder)
    old = desk.folder / "授信一览.xls"
    with office.open(path) as book, office.patience():
        properties = office.properties(FilterName="MS Excel 97")
        book.document.storeToURL(old.resolve().as_uri(), properties)
    said = load(desk, proposed(desk, old), old)
    assert said.code == 0, said.words
    assert desk.approved(f"{BANK}/forfaiting") == 1200
