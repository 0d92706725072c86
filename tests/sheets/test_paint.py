"""Painting puts words into the status column and adds a sheet; nothing else may change."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from backend.contract import Finding
from backend.errors import OutageError
from backend.language import Language
from tests.sheets.books import book_of, line, request, split
from tests.sheets.paper import HEADER, Paper, PaperOf
from workbooks.edits import Diff
from workbooks.gate import Package
from workbooks.intake import read_book
from workbooks.paint import paint
from workbooks.scan import column_letters, column_number
from workbooks.surgery import put_texts

LEDGER = "limits_ledger"
KEY = "EXMCJPJT"


def a_paper(paper: PaperOf, language: Language = Language.CHINESE) -> Paper:
    rows = [line(KEY, 40000), line(KEY, 30000, "placement"), line("EXMBDEFF", 12000)]
    shares = [split(KEY, "placement", 30000, treasury=20000)]
    return paper(book_of(rows, shares, [request(7, 500_000_000)]), language)


def a_users_afternoon(sheet: Paper) -> Diff:
    """One edit, one text that is no amount; a colour, a note, a width, an own sheet, a chart."""
    sheet.type(LEDGER, KEY, "approved", 41000)
    sheet.type(LEDGER, "EXMBDEFF", "approved", "一万")
    page = sheet.sheet(LEDGER)
    page["F6"].fill = PatternFill("solid", fgColor="FFCCFF")
    page["P6"].comment = Comment("问过风险部", "张伟")
    page.column_dimensions["F"].width = 41
    own = sheet.workbook.create_sheet("我的草稿")
    own.append(["甲", 1])
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=1))
    own.add_chart(chart, "D2")
    return sheet.push()


def statuses(path: Path, sheet: Paper, identifier: str = LEDGER) -> list[Any]:
    page = openpyxl.load_workbook(path)[sheet.sheet(identifier).title]
    column = sheet.column(identifier, "status")
    return [page.cell(row, column).value for row in range(HEADER + 1, HEADER + 5)]


def painted(sheet: Paper, diff: Diff, **changes: Any) -> Path:
    target = sheet.path.with_name("painted.xlsx")
    return paint(
        sheet.path,
        target,
        changes.get("findings", diff.findings),
        changes.get("saved", ()),
        changes.get("language", sheet.language),
        marks=diff.marks,
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.CHINESE, ["有误", "已改", None, None]),
        (Language.ENGLISH, ["Wrong", "Edited", None, None]),
    ],
)
def test_the_status_says_what_became_of_a_row(
    paper: PaperOf, language: Language, words: list[str]
) -> None:
    sheet = a_paper(paper, language)
    assert statuses(painted(sheet, a_users_afternoon(sheet)), sheet) == words


def test_saved_rows_are_said_by_the_places_of_their_commands(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    diff = a_users_afternoon(sheet)
    path = painted(sheet, diff, saved=[command.place for command in diff.commands])
    assert statuses(path, sheet)[:2] == ["有误", "已保存"]


def test_a_second_painting_replaces_the_first(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    first = painted(sheet, a_users_afternoon(sheet))
    again = first.with_name("again.xlsx")
    paint(first, again, [], [], Language.CHINESE)
    assert statuses(again, sheet)[:2] == [None, None]
    assert openpyxl.load_workbook(again).sheetnames.count("检查结果") == 1


def test_a_request_keeps_its_state_when_nothing_is_said(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    assert statuses(painted(sheet, sheet.push()), sheet, "requests")[0] == "待调出方"


def test_the_results_lead_to_their_cells(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    page = openpyxl.load_workbook(painted(sheet, a_users_afternoon(sheet)))["检查结果"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert rows[0] == ["程度", "表", "单元格", "列", "编号", "问题", "怎么办", "代码"]
    assert rows[1] == [
        "须改",
        "额度台账",
        "L6",
        "批准额度",
        "EXMBDEFF",
        "“一万”不是金额",
        "请填数字,如 1,000 或 1000万",
        "not_a_number",
    ]
    assert page["C4"].hyperlink.location == "'额度台账'!L6"


def test_every_other_byte_stays(paper: PaperOf) -> None:
    """Charts, notes, colours, validations, formats: parts that aren't concerned are identical."""
    sheet = a_paper(paper)
    path = painted(sheet, a_users_afternoon(sheet))
    with Package(sheet.path) as package:
        parts = {part.name: part.path for part in package.sheets}
        concerned = {
            parts["额度台账"],
            "xl/styles.xml",
            "[Content_Types].xml",
            package.workbook_part,
            "xl/_rels/workbook.xml.rels",
        }
    with zipfile.ZipFile(sheet.path) as old, zipfile.ZipFile(path) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert changed == concerned
        assert any("chart" in name for name in new.namelist())
        before, after = old.read(parts["额度台账"]), new.read(parts["额度台账"])
    assert _without_status(before) == _without_status(after)


def _without_status(xml: bytes) -> bytes:
    return put_texts(xml, "A", dict.fromkeys(range(HEADER + 1, HEADER + 20), ""))


def test_what_openpyxl_can_see_survives(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    path = painted(sheet, a_users_afternoon(sheet))
    before = openpyxl.load_workbook(sheet.path)
    after = openpyxl.load_workbook(path)
    assert set(after.defined_names) == set(before.defined_names)
    for name in before.sheetnames:
        old, new = before[name], after[name]
        assert new.sheet_state == old.sheet_state
        assert new.freeze_panes == old.freeze_panes
        assert new.tables.keys() == old.tables.keys()
        assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
        assert len(new.conditional_formatting) == len(old.conditional_formatting)
        assert {row: new.row_dimensions[row].outlineLevel for row in range(1, 12)} == {
            row: old.row_dimensions[row].outlineLevel for row in range(1, 12)
        }
    assert after["额度台账"]["F6"].fill.fgColor.rgb == "00FFCCFF"
    assert after["额度台账"]["P6"].comment.text == "问过风险部"
    assert after["额度台账"].column_dimensions["F"].width == 41


def test_a_painted_book_is_read_as_before(paper: PaperOf) -> None:
    """A push of the painted copy orders the same: the words change nothing."""
    sheet = a_paper(paper)
    diff = a_users_afternoon(sheet)
    sheet.workbook = openpyxl.load_workbook(painted(sheet, diff))
    again = sheet.push()
    assert diff.submission is not None
    assert again.submission is not None
    assert again.submission.id == diff.submission.id


def test_painting_over_the_source_is_whole_or_nothing(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    diff = a_users_afternoon(sheet)
    paint(sheet.path, sheet.path, diff.findings, [], Language.CHINESE, marks=diff.marks)
    assert statuses(sheet.path, sheet)[:2] == ["有误", "已改"]
    missing = sheet.path.parent / "away" / "painted.xlsx"
    with pytest.raises(OutageError) as away:
        paint(sheet.path, missing, [], [], Language.CHINESE)
    assert away.value.code == "file_not_written"
    assert not list(sheet.path.parent.glob(".*tmp"))


def test_odd_texts_and_places_are_put_safely(paper: PaperOf) -> None:
    """A finding without a cell, of a sheet that is gone, with characters that XML forbids."""
    sheet = a_paper(paper)
    findings = [
        Finding("not_a_number", LEDGER, "L7", detail={"given": '=1+1<&">\x01'}),
        Finding("sheet_missing", "requests", "", blocking=False),
        Finding("over_line", "elsewhere", "B2"),
    ]
    path = painted(sheet, sheet.push(), findings=findings)
    page = openpyxl.load_workbook(path)["检查结果"]
    assert page["F4"].value == '“=1+1<&">”不是金额'
    assert page["F4"].data_type == "s"
    assert read_book(path).sheets.keys() == {LEDGER, "allocation", "requests"}


# --- surgery -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "after"),
    [
        ('<row r="2"/>', '<row r="2">{cell}</row>'),
        ('<row r="2"></row>', '<row r="2">{cell}</row>'),
        ('<row r="2"><c r="A2"/></row>', '<row r="2"><c r="A2"/>{cell}</row>'),
        (
            '<row r="2"><c r="A2"/><c r="C2"><v>1</v></c></row>',
            '<row r="2"><c r="A2"/>{cell}<c r="C2"><v>1</v></c></row>',
        ),
        ('<row r="2"><c r="B2" t="s"><v>7</v></c></row>', '<row r="2">{cell}</row>'),
        ('<row r="12"><c r="B12"/></row>', '<row r="12"><c r="B12"/></row>'),
    ],
)
def test_one_cell_is_put_in_its_place(row: str, after: str) -> None:
    cell = '<c r="B2" t="inlineStr"><is><t xml:space="preserve">好</t></is></c>'
    assert put_texts(row.encode(), "B", {2: "好"}).decode() == after.format(cell=cell)


def test_a_cell_keeps_its_style_and_prefix() -> None:
    xml = b'<x:row r="2"><x:c r="B2" s="5"><x:v>1</x:v></x:c></x:row>'
    assert put_texts(xml, "B", {2: ""}) == b'<x:row r="2"><x:c r="B2" s="5"/></x:row>'


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")]
)
def test_columns_have_letters(number: int, letters: str) -> None:
    assert (column_letters(number), column_number(letters)) == (letters, number)
