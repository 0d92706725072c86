"""The built workbook: what stands where, in both languages, and what it never contains."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from backend.contract import RequestState
from backend.errors import OutageError
from backend.language import Language, both
from backend.money import from_minor, in_wan
from backend.queries.rows import LimitsBook
from tests.sheets.books import (
    BETA,
    BRANCHES,
    GAMMA,
    UNITS,
    book_of,
    check_lookups,
    line,
    request,
    split,
    wan,
)
from tests.sheets.paper import Paper, PaperOf
from workbooks.books.limits import LIMITS, contents_of
from workbooks.build import build_book
from workbooks.grid import ReadCell
from workbooks.intake import read_book
from workbooks.sheets.kinds import Kind
from workbooks.values import read_deal_amount, read_ledger_amount

LEDGER = "limits_ledger"
KEY = "EXMCJPJT"
#: Every native function that the workbook may use is older than Excel 2010.
EXCEL_2010 = {
    *("ABS", "ROW"),
    *(
        "AND",
        "CHOOSE",
        "COUNTA",
        "COUNTIF",
        "COUNTIFS",
        "EDATE",
        "FIND",
        "IF",
        "IFERROR",
        "INDEX",
        "ISNUMBER",
    ),
    *(
        "LEFT",
        "LEN",
        "LOWER",
        "MATCH",
        "MAX",
        "MIN",
        "N",
        "NOT",
        "OFFSET",
        "OR",
        "RIGHT",
        "ROUND",
        "ROUNDUP",
    ),
    *(
        "SUBSTITUTE",
        "SUBTOTAL",
        "SUM",
        "SUMIFS",
        "SUMPRODUCT",
        "TEXT",
        "TRIM",
        "UPPER",
        "VALUE",
        "WEEKDAY",
    ),
}


def a_book() -> LimitsBook:
    return book_of(
        ledger=[
            line(KEY, 30000, "placement", excess_passive_minor=wan("120.5"), days_left=-3),
            line(KEY, 40000, note="年审中"),
            line("EXMDTWTP", 3000, source="limit_system", days_left=0, suspended=True),
            line("EXMBDEFF", 12000, days_left=12, binding=None, used_minor=wan(11500)),
        ],
        allocation=[
            split(KEY, "placement", 30000, treasury=20000, trade=5000, _320000=500),
        ],
        requests=[
            request(7, 500_000_000),
            request(6, 30_000_000_000, currency="JPY", test_room_minor=-wan(20)),
            request(2, 100, state=RequestState.LAPSED),
        ],
        lookups=check_lookups(),
    )


def table(sheet: Paper, identifier: str, *columns: str) -> list[list[Any]]:
    """Return some columns of a sheet, row by row, as far as there are keys."""
    page = sheet.sheet(identifier)
    places = [sheet.column(identifier, column) for column in columns]
    key = sheet.column(identifier, "key")
    rows = [row for row in range(6, page.max_row + 1) if page.cell(row, key).value]
    return [[page.cell(row, place).value for place in places] for row in rows]


def test_the_ledger_reads_like_a_ledger(paper: PaperOf) -> None:
    """Sorted by country, group, institution; the entity's total, then its products."""
    rows = table(paper(a_book()), LEDGER, "level", "country", "institution", "product", "approved")
    assert rows == [
        ["法人合计", "德国", "示例银行乙", None, 12000],
        ["法人合计", "日本", "示例银行丙", None, 40000],
        ["产品", "日本", "示例银行丙", "同业拆借", 30000],
        ["法人合计", "中国台湾", "示例银行丁", None, 3000],
    ]


def test_what_is_over_late_or_frozen_carries_a_word(paper: PaperOf) -> None:
    sheet = paper(a_book())
    columns = ("key", "excess", "frozen", "use_share", "bound_by", "source")
    rows = {row[0]: row[1:] for row in table(sheet, LEDGER, *columns)}
    assert rows["EXMCJPJT/placement"][0] == "被 120.50"
    assert rows["EXMDTWTP"][1] == "全部"
    assert rows["EXMBDEFF"][2] == 0.9583
    assert rows["EXMBDEFF"][3] is None
    assert rows[KEY][3] == "国别限额(日本) 3,250.00 · 风险管理部 李 8021"
    assert rows["EXMDTWTP"][4] == "授信系统 2026-11-22 日终"
    assert rows[KEY][4] == "手工补录"
    days = sheet.sheet(LEDGER).cell(6, sheet.column(LEDGER, "days_left"))
    assert days.number_format == both("number_format.days_left")[0]


@pytest.mark.parametrize("language", list(Language))
def test_no_figure_without_unit_currency_and_time(paper: PaperOf, language: Language) -> None:
    sheet = paper(a_book(), language)
    for identifier in (LEDGER, "allocation", "requests"):
        facts = sheet.sheet(identifier)["A2"].value
        assert "2026-11-23 10:15" in facts
        assert both("unit.ledger")[0 if language is Language.CHINESE else 1] in facts
        assert "2026-11-23 10:15" in sheet.pages[0]["D7"].value


@pytest.mark.parametrize("language", list(Language))
def test_labels_stand_in_both_languages(paper: PaperOf, language: Language) -> None:
    """The header in this language, small above it the other one."""
    sheet = paper(a_book(), language)
    for register in LIMITS.registers(a_book().lookups):
        page = sheet.sheet(register.identifier)
        places = range(1, len(register.columns) + 1)
        pairs = [(page.cell(5, place).value, page.cell(4, place).value) for place in places]
        labels = [column.labels for column in register.columns]
        if language is Language.ENGLISH:
            labels = [(english, chinese) for chinese, english in labels]
        assert pairs == labels
        (only,) = page.tables.values()
        assert only.displayName == register.identifier
        assert [column.name for column in only.tableColumns] == [label for label, _ in labels]


def test_yellow_says_who_may_write(paper: PaperOf) -> None:
    """The approved amount is open only where it was typed by hand."""
    sheet = paper(a_book())
    page, column = sheet.sheet(LEDGER), sheet.column(LEDGER, "approved")

    def fill(key: str) -> str:
        return str(page.cell(sheet.row(LEDGER, key), column).fill.fgColor.rgb)

    assert (fill(KEY), fill("EXMDTWTP")) == ("FFFFFBE0", "FFFFFFFF")


def test_units_fold_and_branches_fold_deeper(paper: PaperOf) -> None:
    sheet = paper(a_book())
    page = sheet.sheet("allocation")

    def depth(column: str) -> tuple[int, bool]:
        # openpyxl groups equal columns under the first letter; ask for the group that holds ours
        place = sheet.column("allocation", column)
        found = next(
            dimension
            for dimension in page.column_dimensions.values()
            if dimension.min <= place <= dimension.max
        )
        return int(found.outlineLevel), bool(found.hidden)

    for unit in UNITS:
        assert depth(f"allocated.{unit.code}") == (0, False)
        assert depth(f"used.{unit.code}") == depth(f"available.{unit.code}") == (1, True)
    for branch in BRANCHES:
        assert depth(f"allocated.{branch.code}") == (2, True)


def test_products_fold_beneath_their_total(paper: PaperOf) -> None:
    book = replace(a_book(), ledger=[line(KEY, 40000), line(KEY, 30000, "placement")])
    page = paper(book).sheet(LEDGER)
    assert page.row_dimensions[7].outlineLevel == 1
    assert page.row_dimensions[7].hidden
    assert not page.row_dimensions[6].hidden
    assert page.sheet_properties.outlinePr.summaryBelow is False


def test_sums_are_native_and_written_in_full(paper: PaperOf) -> None:
    sheet = paper(a_book())
    page = sheet.sheet("allocation")
    allocated = page.cell(6, sheet.column("allocation", "allocated")).value
    assert allocated.startswith("=allocation[[#This Row],[资金部分配]]+")
    assert allocated.count("[#This Row]") == len(UNITS)
    pool = page.cell(6, sheet.column("allocation", "pool")).value
    assert pool == "=allocation[[#This Row],[批准额度]]-allocation[[#This Row],[已分配]]"
    shown = openpyxl.load_workbook(sheet.path, data_only=True)["部门分配"]
    assert shown.cell(6, sheet.column("allocation", "allocated")).value == 25000
    assert shown.cell(6, sheet.column("allocation", "pool")).value == 5000


@pytest.mark.parametrize("language", list(Language))
def test_formulas_use_functions_of_excel_2010(paper: PaperOf, language: Language) -> None:
    sheet = paper(a_book(), language)
    used: set[str] = set()
    formulas = [
        str(cell.value)
        for page in sheet.pages
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    formulas += [name.value for name in sheet.workbook.defined_names.values()]
    for formula in formulas:
        bare = re.sub(r'"[^"]*"', "", formula)
        used |= set(re.findall(r"\b([A-Z][A-Z0-9.]+|N)\(", bare))
        assert "[@" not in bare
    assert used <= EXCEL_2010, used - EXCEL_2010


def test_only_the_form_is_protected(paper: PaperOf) -> None:
    sheet = paper(a_book())
    form, *registers = sheet.pages[:4]
    assert form.protection.sheet
    assert not any(page.protection.sheet for page in registers)
    open_cells = [cell.coordinate for row in form.iter_rows() for cell in row if _is_open(cell)]
    assert open_cells == [f"B{row}" for row in range(3, 12)]
    hidden = {page.title for page in sheet.pages if page.sheet_state == "veryHidden"}
    assert hidden == {"_nodes", "_check", "_lists", "_fidesk"}


def _is_open(cell: Any) -> bool:
    return not cell.protection.locked


def test_the_page_is_a4_with_its_header_and_footer(paper: PaperOf) -> None:
    for page in paper(a_book()).pages[:4]:
        assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
        assert page.page_setup.fitToWidth in {1, None}
        assert "内部资料 · 第 &P 页 共 &N 页" in page.oddFooter.center.text
    page = paper(a_book()).sheet(LEDGER)
    assert page.print_title_rows == "$4:$5"
    assert page.freeze_panes == "G6"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "http://example.org"])
def test_text_never_becomes_a_formula_or_a_link(paper: PaperOf, text: str) -> None:
    """Names and notes are other people's words."""
    sheet = paper(book_of(ledger=[line(KEY, 1, note=text, approval_number=text)]))
    for column in ("note", "approval_number"):
        cell = sheet.sheet(LEDGER).cell(6, sheet.column(LEDGER, column))
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    # A note that begins so and was not touched is no edit.
    diff = sheet.push()
    assert not diff.commands


def test_text_that_openpyxl_made_a_formula_is_no_edit_when_calc_kept_it(paper: PaperOf) -> None:
    """Read straight from the built file, such a note is text and unchanged."""
    sheet = paper(book_of(ledger=[line(KEY, 1, note="=1+1")]))
    read = read_book(sheet.path).sheets[LEDGER]
    (row,) = list(read)
    assert (read.cell(row, "note").value, read.cell(row, "note").formula) == ("=1+1", False)


def test_an_amount_beyond_fifteen_digits_stands_as_text(paper: PaperOf) -> None:
    huge = 1_234_567_890_123_456_789
    sheet = paper(book_of(ledger=[line(KEY, 1, approved_minor=huge)]))
    cell = sheet.sheet(LEDGER).cell(6, sheet.column(LEDGER, "approved"))
    assert (cell.value, cell.data_type) == ("1,234,567,890,123.456789", "s")
    assert sheet.push().findings == ()


def test_a_currency_without_decimals_shows_none(paper: PaperOf) -> None:
    sheet = paper(a_book())
    row = sheet.row("requests", "SQ-20261123-006")
    cell = sheet.sheet("requests").cell(row, sheet.column("requests", "amount"))
    assert (cell.value, cell.number_format) == (30_000_000_000, '#,##0_);(#,##0);"-"_)')


def test_an_empty_bank_gives_a_book_all_the_same(paper: PaperOf) -> None:
    assert paper(book_of()).push().findings == ()


def test_two_institutions_of_one_name_carry_their_bics(paper: PaperOf) -> None:
    twin = replace(BETA, bic8="EXMBCHZZ")
    book = book_of(ledger=[line(KEY, 1), line("EXMBDEFF", 1)])
    lookups = replace(book.lookups, institutions=(GAMMA, BETA, twin))
    rows = table(paper(replace(book, lookups=lookups)), LEDGER, "institution")
    assert rows == [["示例银行乙 EXMBDEFF"], ["示例银行丙"]]


def test_a_place_that_cannot_be_written_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(OutageError) as away:
        build_book(LIMITS, contents_of(a_book()), tmp_path / "away" / "book.xlsx", Language.CHINESE)
    assert away.value.code == "file_not_written"


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock and no chance in it, so that golden copies can be compared."""
    one, other = (
        build_book(LIMITS, contents_of(a_book()), tmp_path / name, Language.CHINESE)
        for name in "ab"
    )
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
        assert first.namelist() == second.namelist()
        for name in first.namelist():
            assert first.read(name) == second.read(name), name


@given(some.integers(min_value=0, max_value=10**14))
@settings(max_examples=300)
def test_an_amount_comes_back_as_it_was_written(minor: int) -> None:
    """Through the number that a sheet keeps, to the cent."""
    number = float(in_wan(minor))
    assert read_ledger_amount(ReadCell("A1", number)) == minor
    assert read_ledger_amount(ReadCell("A1", f"{in_wan(minor):,f}")) == minor
    assert read_deal_amount(ReadCell("A1", float(from_minor(minor))), 2) == minor


def test_every_column_is_declared_as_the_office_draws_it() -> None:
    """Kinds in their order: system, key, then what is read and what is written."""
    ledger, shares, requests = LIMITS.registers(check_lookups())
    assert "".join(column.kind for column in ledger.columns) == "SK" + "C" * 24 + "ES"
    assert "".join(column.kind for column in requests.columns) == "SKLLCLLLECEELELLCEESCCCS"
    assert "".join(column.kind for column in shares.columns if column.outline == 0) == (
        "SKCCCCCC" + "E" * len(UNITS) + "CEES"
    )
    for register in (ledger, shares, requests):
        assert register.columns[0].kind is Kind.SYSTEM
        for column in register.columns:
            assert all(column.labels)
            assert "国家" not in column.labels[0].replace("国家(地区)", "")


def test_a_product_without_its_total_stays_in_sight(paper: PaperOf) -> None:
    """It must not disappear beneath another institution's line."""
    rows = [line("EXMBDEFF", 12000), line(KEY, 30000, "placement")]
    page = paper(replace(a_book(), ledger=rows)).sheet(LEDGER)
    assert not page.row_dimensions[6].hidden
    assert not page.row_dimensions[7].hidden


def test_overdrawn_pools_come_first(paper: PaperOf) -> None:
    rows = [
        split("EXMBDEFF", "placement", 100, treasury=50),
        split(KEY, "placement", 100, treasury=150),
    ]
    sheet = paper(replace(a_book(), allocation=rows))
    assert table(sheet, "allocation", "institution") == [["示例银行丙"], ["示例银行乙"]]
