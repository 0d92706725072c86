"""A workbook in use is brought up to date: today's values come, nothing that was typed goes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from tests.desk.desk import Clerk, Desk
from tests.desk.test_requests import ask
from workbooks.intake import read_book

LINE = "EXMBDEFF/placement"  # 8,000: treasury 6,000, overseas branches 1,200
OTHER = "EXMCJPJT/placement"
LEDGER = "limits_ledger"


def refresh(desk: Desk, clerk: Clerk, name: str = "") -> tuple[Any, Clerk]:
    """Save, refresh, and open again."""
    path = clerk.save(name)
    login, language = clerk.read.identity.login, clerk.language.value
    said = desk.run(login, "refresh", str(path), language=language, machine=True)
    assert said.code == 0, said.words
    return said.answer, Clerk(path)


def others(desk: Desk, **cells: object) -> None:
    """Let Wang Fang change the ledger meanwhile."""
    wang = desk.pull("wang_fang", "en")
    wang.type(LEDGER, LINE, **cells)
    assert desk.push("wang_fang", wang.save(), language="en").code == 0


def values(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {
        page.title: [[cell.value for cell in row] for row in page.iter_rows()]
        for page in book.worksheets
        if page.title != "_fidesk"
    }


def test_nothing_happened_and_nothing_changes_but_the_time(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    before = values(li.path)
    small_desk.at("2026-11-23T11:30:00+08:00")
    answer, _again = refresh(small_desk, li)
    counts = ("changed", "arrived", "left_out", "kept", "restored", "discarded", "gone", "stale")
    assert [answer[one] for one in counts] == [0, 0, 0, 0, [], [], [], []]
    after = values(li.path)
    differing = {
        (name, row, column)
        for name, lines in before.items()
        for row, line in enumerate(lines, 1)
        for column, value in enumerate(line, 1)
        if value != after[name][row - 1][column - 1]
    }
    assert {row for _name, row, _column in differing} <= {1, 2}
    assert all("11:30" in str(after[name][row - 1][column - 1]) for name, row, column in differing)
    assert small_desk.push("li_ming", li.path).answer["edits"] == 0


def test_my_edits_stay_and_theirs_arrive(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    others(small_desk, approved=8100, note="theirs")
    li.type(LEDGER, OTHER, note="mine")
    li.share(LINE, "overseas_branches", 1250)
    answer, again = refresh(small_desk, li)
    assert (again.shown(LEDGER, LINE, "approved"), again.shown(LEDGER, LINE, "note")) == (
        8100,
        "theirs",
    )
    assert again.shown(LEDGER, OTHER, "note") == "mine"
    assert again.shown("allocation", LINE, "allocated.overseas_branches") == 1250
    assert again.shown("allocation", LINE, "reason") == "年度调整"
    assert answer["kept"] == 2
    said = small_desk.push("li_ming", li.path)
    assert (said.code, said.answer["edits"], said.findings) == (0, 2, [])
    assert small_desk.approved(LINE) == 8100


def test_a_conflict_stays_one(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    others(small_desk, approved=8100, note="theirs")
    li.type(LEDGER, LINE, note="mine")
    _answer, again = refresh(small_desk, li)
    assert again.shown(LEDGER, LINE, "note") == "mine"
    assert again.shown(LEDGER, LINE, "approved") == 8000, "its row rests on the version it has"
    assert again.shown(LEDGER, LINE, "status") == "冲突"
    said = small_desk.push("li_ming", li.path)
    assert [code for _sheet, _cell, code in said.findings] == ["conflict"]


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_conflict_is_decided(small_desk: Desk, choice: str) -> None:
    li = small_desk.pull("li_ming")
    others(small_desk, approved=8100, note="theirs")
    li.type(LEDGER, LINE, note="mine", approved=8200)
    path = li.save()
    said = small_desk.run("li_ming", "resolve", str(path), "--all", choice, machine=True)
    assert (said.code, said.answer["decided"], said.answer["left"]) == (0, 2, 0)
    pushed = small_desk.push("li_ming", path)
    assert (pushed.code, pushed.findings) == (0, [])
    fresh = small_desk.pull("li_ming")
    assert fresh.shown(LEDGER, LINE, "note") == choice
    assert small_desk.approved(LINE) == (8200 if choice == "mine" else 8100)


def test_each_conflict_is_decided_by_its_cell(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    others(small_desk, approved=8100, note="theirs")
    li.type(LEDGER, LINE, note="mine", approved=8200)
    path = li.save()
    note, approved = (li.note(LEDGER, LINE, one) for one in ("note", "approved"))
    half = small_desk.run("li_ming", "resolve", str(path), "--mine", note, machine=True)
    assert (half.code, half.answer["left"]) == (1, 2), "a row is decided as a whole"
    assert [cell for _sheet, cell, _code in small_desk.push("li_ming", path).findings] == [
        note,
        approved,
    ]
    whole = f"额度台账!{approved}"
    words = ("resolve", str(path), "--mine", note, "--theirs", whole)
    assert small_desk.run("li_ming", *words).code == 0
    assert small_desk.push("li_ming", path).code == 0
    assert small_desk.approved(LINE) == 8100
    again = small_desk.run("li_ming", "resolve", str(path), "--mine", note)
    assert again.code == 1
    assert "holds no conflict" in again.words


@pytest.mark.parametrize(("word", "stands"), [("取我", 8200), ("Theirs", 8100)])
def test_a_conflict_is_decided_on_the_sheet_of_results(
    small_desk: Desk, word: str, stands: int
) -> None:
    li = small_desk.pull("li_ming")
    others(small_desk, approved=8100)
    li.type(LEDGER, LINE, approved=8200)
    said = small_desk.push("li_ming", li.save())
    result = Path(said.answer["result"])
    book = openpyxl.load_workbook(result)
    page: Any = book["检查结果"]
    headings = {cell.value: cell.column for cell in page[3]}
    shown = [page.cell(4, headings[one]).value for one in ("取数时", "我填", "现为")]
    assert shown == ["8,000.00", "8,200.00", "8,100.00"]
    page.cell(4, headings["取值"]).value = word
    book.save(result)
    pushed = small_desk.push("li_ming", result)
    assert (pushed.code, pushed.findings) == (0, [])
    assert small_desk.approved(LINE) == stands


def test_a_decision_on_a_value_that_changed_again_decides_nothing(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    others(small_desk, approved=8100)
    li.type(LEDGER, LINE, approved=8200)
    result = Path(small_desk.push("li_ming", li.save()).answer["result"])
    book = openpyxl.load_workbook(result)
    page: Any = book["检查结果"]
    page.cell(4, next(cell.column for cell in page[3] if cell.value == "取值")).value = "取我"
    book.save(result)
    others(small_desk, approved=8300)
    said = small_desk.push("li_ming", result)
    assert [code for _sheet, _cell, code in said.findings] == ["conflict"]
    assert "8,300.00" in said.answer["findings"][0]["message"]
    assert small_desk.approved(LINE) == 8300


def test_what_was_sent_is_not_sent_twice(small_desk: Desk) -> None:
    """Its user goes on in the result of the push."""
    li = small_desk.pull("li_ming")
    li.share(LINE, "treasury", 6100)
    li.type(LEDGER, LINE, note="first")
    said = small_desk.push("li_ming", li.save())
    assert said.code == 0
    entries = small_desk.count("entry")
    _answer, again = refresh(small_desk, Clerk(Path(said.answer["result"])))
    assert again.shown("allocation", LINE, "allocated.treasury") == 6100
    assert again.shown("allocation", LINE, "reason") in ("", None)
    again.type(LEDGER, LINE, note="second")
    said = small_desk.push("li_ming", again.save())
    assert (said.code, said.answer["edits"]) == (0, 1)
    assert small_desk.count("entry") == entries


def test_the_result_of_a_push_is_gone_on_with(small_desk: Desk) -> None:
    """The same cells again, in the painted copy: one's own edit is nobody else's."""
    li = small_desk.pull("li_ming")
    li.share(LINE, "treasury", 6100)
    li.type(LEDGER, LINE, note="first")
    result = Path(small_desk.push("li_ming", li.save()).answer["result"])
    again = Clerk(result)
    assert again.shown(LEDGER, LINE, "status") == "已保存"
    assert again.shown("allocation", LINE, "reason") in ("", None), "it was said"
    again.share(LINE, "treasury", 6200)
    again.type(LEDGER, LINE, note="second")
    said = small_desk.push("li_ming", again.save())
    assert (said.code, said.findings, said.answer["edits"]) == (0, [], 2)
    assert small_desk.approved(f"{LINE}/treasury") == 6200


def test_a_cell_that_is_not_mine_is_restored(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    bic = li.shown(LEDGER, LINE, "bic")
    li.type(LEDGER, LINE, bic="WRONGXXX", available=1)
    answer, again = refresh(small_desk, li)
    assert again.shown(LEDGER, LINE, "bic") == bic
    assert again.shown(LEDGER, LINE, "available") != 1
    assert f"额度台账!{li.note(LEDGER, LINE, 'bic')}" in answer["restored"]


def test_new_rows_stay_until_they_are_sent(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    number = li.new_row("requests", institution="EXMBDEFF", product="拆放")
    _answer, again = refresh(small_desk, li)
    sheet = again.sheet("requests")
    assert sheet.text(sheet.row(number), "institution") == "EXMBDEFF"


def test_edits_are_given_up(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    before = values(li.path)
    li.type(LEDGER, LINE, note="mine", approved="not a number")
    li.share(OTHER, "treasury", 1)
    li.new_row("requests", institution="EXMBDEFF", product="拆放")
    path = li.save()
    said = small_desk.run("li_ming", "discard", str(path), machine=True)
    assert said.code == 0
    assert values(path) == before
    assert len(said.answer["discarded"]) == 5  # two cells, a share, its reason, a new row


def test_only_some_rows_are_given_up(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    for key in (LINE, OTHER):
        li.type(LEDGER, key, note="mine")
    path = li.save()
    row = li.row(LEDGER, LINE).number
    said = small_desk.run("li_ming", "discard", str(path), "--rows", f"额度台账!{row}")
    assert said.code == 0
    again = Clerk(path)
    assert (again.shown(LEDGER, LINE, "note"), again.shown(LEDGER, OTHER, "note")) == ("", "mine")


def test_the_users_own_things_stay_byte_for_byte(small_desk: Desk) -> None:
    """A filter, a hidden row, colours, a column and a sheet of one's own."""
    li = small_desk.pull("li_ming")
    sheet = li.sheet(LEDGER)
    page = li.workbook[sheet.name]
    mine = max(sheet.columns.values()) + 2
    page.cell(sheet.header_row, mine).value = "我的备注"
    page.cell(sheet.header_row + 1, mine).value = "=1+1"
    page.cell(sheet.header_row + 2, mine).fill = PatternFill("solid", "FF00AA")
    page.row_dimensions[sheet.header_row + 3].hidden = True
    li.workbook.create_sheet("我的草稿")["B2"] = "草稿"
    others(small_desk, note="theirs")
    _answer, again = refresh(small_desk, li)
    page = again.workbook[sheet.name]
    assert page.cell(sheet.header_row + 1, mine).value == "=1+1"
    assert page.cell(sheet.header_row + 2, mine).fill.fgColor.rgb == "00FF00AA"
    assert page.row_dimensions[sheet.header_row + 3].hidden
    assert again.workbook["我的草稿"]["B2"].value == "草稿"
    assert again.shown(LEDGER, LINE, "note") == "theirs"


def test_rows_that_came_since_find_their_place(small_desk: Desk) -> None:
    li = small_desk.pull("li_ming")
    before = len(list(li.sheet("requests")))
    deng = ask(small_desk)
    assert small_desk.push("deng_hui", deng.path).code == 0
    answer, again = refresh(small_desk, li)
    assert answer["arrived"] == 1
    assert len(list(again.sheet("requests"))) == before + 1
    with zipfile.ZipFile(li.path) as package:
        assert package.testzip() is None
    assert read_book(li.path).findings == ()


@pytest.mark.parametrize(
    "book", ["home", "reciprocity", "events", "reconciliation", "evaluation", "parameters"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_book_is_refreshed(small_desk: Desk, book: str, language: str) -> None:
    clerk = small_desk.pull("zhao_lei", language, book)
    before = values(clerk.path)
    small_desk.at("2026-11-23T11:30:00+08:00")
    answer, _again = refresh(small_desk, clerk)
    assert (answer["changed"], answer["restored"], answer["arrived"]) == (0, [], 0)
    after = values(clerk.path)
    assert [
        (name, row)
        for name, lines in before.items()
        for row, line in enumerate(lines, 1)
        if line != after[name][row - 1] and "11:30" not in str(after[name][row - 1])
    ] == []
