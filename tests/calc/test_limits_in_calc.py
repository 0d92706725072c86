"""The pulled workbook in a real Calc: no error anywhere, the answer of day A, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.calc.office import Book, CellError, Office
from tests.desk.conftest import desk, seat, small_desk, small_house, whole_house
from tests.desk.desk import Clerk, Desk

__all__ = ["desk", "seat", "small_desk", "small_house", "whole_house"]  # fixtures

FORM = {"zh": "额度速查", "en": "Limit check"}
LINE = "EXMBDEFF/placement"


def errors(book: Book) -> list[tuple[str, int, int, str]]:
    """Return every cell that shows an error: sheet, row, column, text."""
    return [
        (sheet, row, column, cell.text)
        for sheet in book.sheets()
        for row, line in enumerate(book.values(sheet), 1)
        for column, cell in enumerate(line, 1)
        if isinstance(cell, CellError)
    ]


def sort(book: Book, sheet: str, block: str, column: int, *, ascending: bool) -> None:
    """Sort a block as the menu Data does, by a column of it counted from 0."""
    office = book.office
    with office.patience():
        order = office._uno.createUnoStruct("com.sun.star.table.TableSortField")
        order.Field, order.IsAscending = column, ascending
        fields = office._uno.Any("[]com.sun.star.table.TableSortField", (order,))
        cells = book.document.Sheets.getByName(sheet).getCellRangeByName(block)
        cells.sort(office.properties(SortFields=fields, ContainsHeader=False))


def test_the_whole_sample_computes_and_answers(office: Office, desk: Desk) -> None:
    """Day A at the sheet: 示例丙, one month, a hundred million dollars."""
    path = desk.pull("zhou_jie").path
    with office.open(path) as book:
        form = FORM["zh"]
        book.write(form, "B3", "示例丙")
        matches = [row[0] for row in book.values("_check", "D1:D4") if row[0]]
        assert len(matches) > 1, "the bank, its branch and its subsidiary"
        book.write(form, "B3", "EXMCJPJT")
        book.write(form, "B5", "同业拆借")
        book.write(form, "B6", "资金部")
        book.write(form, "B7", "USD")
        book.write(form, "B8", 100_000_000)
        book.write(form, "B10", "1M")
        assert str(book.value(form, "D3")).startswith("可以,本笔后可用 3,250.00 万美元")
        bound = str(book.value(form, "D4"))
        assert bound.startswith("国别限额(日本) 13,250.00 万美元")
        assert "李敏 8021" in bound
        live = desk.ask("zhou_jie", "simulate", "slb", "placement", "100mn")
        assert live["available_usd"] == "32500000.00"

        book.write(form, "B8", 300_000_000)
        assert str(book.value(form, "D3")).startswith("不可以,差 16,750.00 万美元")
        book.recalculate()
        assert errors(book) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sheet_shows_an_error(office: Office, small_desk: Desk, language: str) -> None:
    path = small_desk.pull("li_ming", language).path
    with office.open(path) as book:
        book.recalculate()
        assert errors(book) == []


def test_an_edit_saved_by_calc_is_pushed(office: Office, small_desk: Desk) -> None:
    clerk = small_desk.pull("li_ming")
    shares, ledger = clerk.sheet("allocation").name, clerk.sheet("limits_ledger").name
    saved = small_desk.folder / "saved_by_calc.xlsx"
    with office.open(clerk.path) as book:
        book.write(shares, clerk.note("allocation", LINE, "allocated.treasury"), 6100)
        book.write(shares, clerk.note("allocation", LINE, "reason"), "年度调整")
        book.write_formulas(ledger, clerk.note("limits_ledger", LINE, "approved"), "8100")
        book.write(ledger, clerk.note("limits_ledger", LINE, "note"), "经 Calc 保存")
        book.save(saved)
    said = small_desk.push("li_ming", saved)
    assert (said.code, said.findings, said.answer["edits"]) == (0, [], 3)
    assert small_desk.approved(f"{LINE}/treasury") == 6100
    assert small_desk.approved(LINE) == 8100
    result = Path(said.answer["result"])
    with office.open(result) as book:
        row = clerk.row("limits_ledger", LINE).number
        assert book.value(ledger, f"A{row}") == "已保存"
        assert "检查结果" in book.sheets()
        assert errors(book) == []
    again = small_desk.push("li_ming", saved)
    assert (again.code, again.answer["applied"]) == (0, False)


@pytest.mark.parametrize("ascending", [True, False])
def test_sorted_rows_order_nothing(office: Office, small_desk: Desk, *, ascending: bool) -> None:
    clerk = small_desk.pull("li_ming")
    saved = small_desk.folder / "sorted.xlsx"
    with office.open(clerk.path) as book:
        for identifier, column in (("limits_ledger", "approved"), ("allocation", "institution")):
            sheet = clerk.sheet(identifier)
            rows = [row.number for row in sheet.rows if sheet.text(row, "key")]
            last = clerk.address(identifier, max(rows), _last_column(clerk, identifier))
            place = sheet.columns[column] - 1
            sort(book, sheet.name, f"A{min(rows)}:{last}", place, ascending=ascending)
        assert errors(book) == []
        book.save(saved)
    moved = Clerk(saved)
    assert keys(moved, "limits_ledger") != keys(clerk, "limits_ledger")
    assert sorted(keys(moved, "limits_ledger")) == sorted(keys(clerk, "limits_ledger"))
    before = small_desk.dump()
    said = small_desk.push("li_ming", saved)
    assert (said.code, said.findings, said.answer["edits"]) == (0, [], 0)
    assert small_desk.dump() == before

    # An edit goes to the row's key, wherever the row stands now.
    moved.share(LINE, "treasury", 6100)
    assert small_desk.push("li_ming", moved.save()).code == 0
    assert small_desk.approved(f"{LINE}/treasury") == 6100


def keys(clerk: Clerk, identifier: str) -> list[Any]:
    """Return the keys of a register from top to bottom."""
    sheet = clerk.sheet(identifier)
    return [key for row in sheet.rows if (key := sheet.text(row, "key"))]


def _last_column(clerk: Clerk, identifier: str) -> str:
    columns = clerk.sheet(identifier).columns
    return max(columns, key=lambda name: columns[name])
