"""Somebody works in the sheets in a real Calc: sorts, hides, colours, adds, copies, renames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backend.language import Language
from tests.calc.office import Book, Office
from tests.calc.test_limits_in_calc import errors, sort
from tests.desk.conftest import desk, seat, small_desk, small_house, whole_house
from tests.desk.desk import Clerk, Desk
from workbooks.books.limits import LIMITS

__all__ = ["desk", "seat", "small_desk", "small_house", "whole_house"]  # fixtures

LINE, OTHER = "EXMBDEFF/placement", "EXMCJPJT/placement"
LEDGER = "limits_ledger"
PINK = 0xFF00AA


def page_of(book: Book, name: str) -> Any:
    return book.document.Sheets.getByName(name)


def known_rows(clerk: Clerk, identifier: str) -> list[int]:
    sheet = clerk.sheet(identifier)
    return [row.number for row in sheet.rows if sheet.text(row, "key")]


def english(clerk: Clerk, column: str) -> str:
    return clerk.read.identity.columns[LEDGER][column][1]


def test_whatever_is_done_to_a_sheet_only_the_edits_are_sent(
    office: Office, small_desk: Desk
) -> None:
    """An inserted column, hidden rows, a sort, headings in the other language, a copied row."""
    clerk = small_desk.pull("li_ming")
    sheet, saved = clerk.sheet(LEDGER), small_desk.folder / "worked.xlsx"
    rows = known_rows(clerk, LEDGER)
    with office.open(clerk.path) as book, office.patience():
        page = page_of(book, sheet.name)
        book.write(sheet.name, clerk.note(LEDGER, LINE, "note"), "我的备注")
        book.write(sheet.name, clerk.note(LEDGER, LINE, "approved"), "8,100")
        heading = clerk.address(LEDGER, sheet.header_row, "note")
        book.write(sheet.name, heading, english(clerk, "note"))
        sort(book, sheet.name, f"A{rows[0]}:{_last(clerk, rows[-1])}", 1, ascending=False)
        page.Columns.insertByIndex(3, 2)
        book.write(sheet.name, f"D{sheet.header_row}", "我的判断")
        book.write(sheet.name, f"D{rows[0]}", [["先问"], ["再看"]])
        page.getCellRangeByName(f"D{rows[0]}:D{rows[3]}").CellBackColor = PINK
        page.Rows.insertByIndex(0, 1)
        for hidden in rows[2:5]:
            page.Rows.getByIndex(hidden).IsVisible = False
        book.save(saved)
    said = small_desk.push("li_ming", saved)
    assert (said.code, said.findings, said.answer["edits"]) == (0, [], 2)
    assert small_desk.approved(LINE) == 8100
    fresh = small_desk.pull("li_ming")
    assert fresh.shown(LEDGER, LINE, "note") == "我的备注"
    with office.open(Path(said.answer["result"])) as book, office.patience():
        page = page_of(book, sheet.name)
        assert book.value(sheet.name, f"D{sheet.header_row + 1}") == "我的判断"
        assert page.getCellRangeByName(f"D{rows[0] + 1}").CellBackColor == PINK
        assert not page.Rows.getByIndex(rows[2]).IsVisible
        assert errors(book) == []


def test_a_copied_row_is_said_and_nothing_is_lost(office: Office, small_desk: Desk) -> None:
    clerk = small_desk.pull("li_ming")
    sheet, saved = clerk.sheet(LEDGER), small_desk.folder / "copied.xlsx"
    row, free = clerk.row(LEDGER, LINE).number, max(known_rows(clerk, LEDGER)) + 1
    with office.open(clerk.path) as book, office.patience():
        page = page_of(book, sheet.name)
        target = page.getCellRangeByName(f"A{free}").CellAddress
        page.copyRange(target, page.getCellRangeByName(_whole(clerk, row)).RangeAddress)
        book.write(sheet.name, clerk.note(LEDGER, OTHER, "note"), "另一行")
        book.save(saved)
    before = small_desk.dump()
    said = small_desk.push("li_ming", saved)
    assert [code for _sheet, _cell, code in said.findings] == ["equal_keys"]
    assert small_desk.dump() == before
    assert small_desk.push("li_ming", saved, "--only-good").answer["applied"]
    assert small_desk.pull("li_ming").shown(LEDGER, OTHER, "note") == "另一行"


def test_a_refresh_changes_nothing_that_is_its_users(office: Office, small_desk: Desk) -> None:
    """A filter, colours, an extra column with a formula, a wider column, and unsent edits."""
    clerk = small_desk.pull("li_ming")
    sheet, saved = clerk.sheet(LEDGER), small_desk.folder / "mine.xlsx"
    rows, free = known_rows(clerk, LEDGER), max(sheet.columns.values()) + 2
    number = clerk.row(LEDGER, OTHER).number
    with office.open(clerk.path) as book, office.patience():
        page = page_of(book, sheet.name)
        book.write(sheet.name, clerk.note(LEDGER, OTHER, "note"), "未提交")
        page.getCellByPosition(free, number - 1).setFormula("=1+1")
        page.getCellRangeByName(clerk.note(LEDGER, OTHER, "bic")).CellBackColor = PINK
        page.Columns.getByIndex(sheet.columns["bic"] - 1).Width = 7000
        _keep_only(office, page, clerk, rows)
        book.save(saved)
    others = small_desk.pull("wang_fang", "en")
    others.type(LEDGER, LINE, note="theirs", approved=8100)
    assert small_desk.push("wang_fang", others.save(), language="en").code == 0
    said = small_desk.run("li_ming", "refresh", str(saved), machine=True)
    assert (said.code, said.answer["kept"]) == (0, 1)
    again = Clerk(saved)
    assert again.shown(LEDGER, LINE, "note") == "theirs"
    assert again.shown(LEDGER, OTHER, "note") == "未提交"
    with office.open(saved) as book, office.patience():
        page = page_of(book, sheet.name)
        assert page.getCellByPosition(free, number - 1).Formula == "=1+1"
        assert page.getCellRangeByName(clerk.note(LEDGER, OTHER, "bic")).CellBackColor == PINK
        assert abs(page.Columns.getByIndex(sheet.columns["bic"] - 1).Width - 7000) < 60
        shown = [row for row in rows if page.Rows.getByIndex(row - 1).IsVisible]
        assert shown == [row for row in rows if "EXMC" in _key(clerk, row)]
        assert errors(book) == []
        tables = book.document.DatabaseRanges
        assert tables.hasByName(LEDGER), "still a table"
    pushed = small_desk.push("li_ming", saved)
    assert (pushed.code, pushed.answer["edits"]) == (0, 1)


def test_a_chinese_copy_is_pushed_beside_an_english_one(office: Office, small_desk: Desk) -> None:
    """Every heading of the sheet in the other language, typed in Calc: still the same columns."""
    clerk = small_desk.pull("li_ming")
    sheet, saved = clerk.sheet(LEDGER), small_desk.folder / "english.xlsx"
    (register,) = (one for one in LIMITS.registers(_no_lookups(clerk)) if one.identifier == LEDGER)
    with office.open(clerk.path) as book, office.patience():
        for column in register.columns:
            place = clerk.address(LEDGER, sheet.header_row, column.identifier)
            book.write(sheet.name, place, column.heading(Language.ENGLISH))
        book.write(sheet.name, clerk.note(LEDGER, LINE, "note"), "in English")
        book.save(saved)
    said = small_desk.push("li_ming", saved)
    assert (said.code, said.findings, said.answer["edits"]) == (0, [], 1)


def _no_lookups(_clerk: Clerk) -> Any:
    from tests.sheets.books import LOOKUPS  # noqa: PLC0415

    return LOOKUPS


def _key(clerk: Clerk, row: int) -> str:
    sheet = clerk.sheet(LEDGER)
    return sheet.text(sheet.row(row), "key")


def _last(clerk: Clerk, row: int) -> str:
    columns = clerk.sheet(LEDGER).columns
    return clerk.address(LEDGER, row, max(columns, key=lambda name: columns[name]))


def _whole(clerk: Clerk, row: int) -> str:
    return f"A{row}:{_last(clerk, row)}"


def _keep_only(office: Office, page: Any, clerk: Clerk, rows: list[int]) -> None:
    """Filter the table as its arrow does: only banks whose key begins with EXMC."""
    block = page.getCellRangeByName(f"A{rows[0] - 1}:{_last(clerk, rows[-1])}")
    descriptor = block.createFilterDescriptor(True)
    field = office._uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    field.Field = clerk.sheet(LEDGER).columns["key"] - 1
    field.Operator = office._uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    field.StringValue = "EXMC.*"
    descriptor.ContainsHeader = True
    descriptor.UseRegularExpressions = True
    descriptor.setFilterFields((field,))
    block.filter(descriptor)
