"""What the sheets promise of any book: cells of every type, versions, strips, its own identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.typist import Typist
from backend.contract import AnnotateLine, Finding
from backend.language import Language
from backend.queries.rows import Bases, Versions
from tests.sheets.any_book import (
    ANY_BOOK,
    EMPTY,
    FULL,
    REGISTER,
    TARGETS,
    TargetRow,
    contents_with,
)
from tests.sheets.books import PULL, no_base
from workbooks.build import build_book
from workbooks.content import CellError
from workbooks.diff import diff_book
from workbooks.edits import Diff
from workbooks.grid import ReadCell
from workbooks.intake import read_book
from workbooks.merge import BaseOf
from workbooks.sentences import sentence
from workbooks.values import read_count, read_percent, read_ratio

KEY = FULL.key


def build(folder: Path, *rows: TargetRow, language: Language = Language.CHINESE) -> Path:
    return build_book(ANY_BOOK, contents_with(*rows), folder / "any.xlsx", language)


def compare(path: Path, *rows: TargetRow, base_of: BaseOf = no_base) -> Diff:
    return diff_book(ANY_BOOK, read_book(path), contents_with(*rows), base_of, PULL.login)


def typed(folder: Path, column: str, value: object, row: TargetRow = FULL) -> Path:
    """Return a workbook of one row in which somebody typed one cell."""
    clerk = Typist(build(folder, row))
    clerk.type(TARGETS, row.key, column, value)
    return clerk.save(folder / "typed.xlsx")


def notes(diff: Diff) -> list[str]:
    return [command.note for command in diff.commands if isinstance(command, AnnotateLine)]


@pytest.mark.parametrize("language", list(Language))
def test_an_untouched_book_orders_nothing(tmp_path: Path, language: Language) -> None:
    diff = compare(build(tmp_path, FULL, EMPTY, language=language), FULL, EMPTY)
    assert (diff.commands, diff.findings) == ((), ())


def test_a_book_carries_its_kind_and_its_scope(tmp_path: Path) -> None:
    identity = read_book(build(tmp_path, FULL)).identity
    assert (identity.book, identity.scope) == ("any", {"year": "2026"})


def test_a_workbook_of_the_first_days_is_the_limits_book(tmp_path: Path) -> None:
    """Its hidden sheet did not say."""
    book = openpyxl.load_workbook(build(tmp_path, FULL))
    page: Any = book["_fidesk"]
    (number,) = [row[0].row for row in page.iter_rows() if row[0].value == "book"]
    page.delete_rows(number)
    old = tmp_path / "old.xlsx"
    book.save(old)
    assert read_book(old).identity.book == "limits"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("target", 150, "target=150000000"),
        ("target", "1.5mn", "target=150000000"),
        ("target", None, "target=None"),
        ("growth", 0.075, "growth=75000"),
        ("growth", "7.5%", "growth=75000"),
        ("growth", -0.02, "growth=-20000"),
        ("ratio", "1.125", "ratio=1125000"),
        ("count", 13, "count=13"),
        ("due", date(2027, 1, 31), "due=2027-01-31"),
        ("due", "20270131", "due=2027-01-31"),
        ("due", None, "due=None"),
        ("owner", "Wang", "owner=wang"),
        ("owner", "王", "owner=wang"),
    ],
)
def test_a_cell_is_kept_as_its_column_declares(
    tmp_path: Path, column: str, value: object, said: str
) -> None:
    diff = compare(typed(tmp_path, column, value), FULL)
    assert (notes(diff), diff.findings) == ([said], ())


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("growth", "a bit", "not_a_ratio"),
        ("growth", "5.25%", "too_many_places"),
        ("growth", 0.0525, "too_many_places"),
        ("growth", None, "cell_cleared"),
        ("ratio", -1, "negative_number"),
        ("ratio", 1.0005, "too_many_places"),
        ("ratio", 0.0000001, "too_many_places"),
        ("count", 1.5, "not_whole"),
        ("count", "some", "not_whole"),
        ("count", -1, "negative_number"),
        ("count", 0, "amount_zero"),
        ("target", -1, "negative_amount"),
        ("due", "soon", "bad_date"),
        ("owner", "Zhao", "not_in_list"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, column: str, value: object, code: str) -> None:
    diff = compare(typed(tmp_path, column, value), FULL)
    (finding,) = diff.findings
    assert (finding.code, finding.column, diff.commands) == (code, column, ())
    for language in Language:
        assert "{" not in said(finding, language)


def said(finding: Finding, language: Language) -> str:
    return sentence(finding, language)


def test_too_many_decimals_say_how_many_are_kept() -> None:
    for read, places in ((read_percent, "1"), (read_ratio, "1")):
        with pytest.raises(CellError) as found:
            read(ReadCell("A1", "0.12345"), 1)
        assert found.value.detail == {"places": places}


@pytest.mark.parametrize("value", [0.07, "7%", " 7 % ", "\uff17\uff05", "0.07"])
def test_a_percentage_in_any_dress(value: float | str) -> None:
    assert read_percent(ReadCell("A1", value), 0) == 70_000


def test_large_whole_numbers_keep_every_digit() -> None:
    assert read_count(ReadCell("A1", "1,234,567,890")) == 1_234_567_890


def test_a_closed_row_says_so(tmp_path: Path) -> None:
    closed = replace(FULL, closed=True)
    (finding,) = compare(typed(tmp_path, "count", 9, closed), closed).findings
    assert finding.code == "request_closed"


def test_a_new_row_is_read_by_its_columns(tmp_path: Path) -> None:
    clerk = Typist(build(tmp_path, FULL))
    clerk.new_row(TARGETS, institution="EXMBDEFF", target="2,000")
    diff = compare(clerk.save(tmp_path / "new.xlsx"), FULL)
    (command,) = diff.commands
    assert isinstance(command, AnnotateLine)
    assert (command.institution, command.note) == ("EXMBDEFF", "target=2000000000")


def test_a_new_row_says_what_it_lacks(tmp_path: Path) -> None:
    clerk = Typist(build(tmp_path, FULL))
    clerk.new_row(TARGETS, institution="EXMBDEFF")
    (finding,) = compare(clerk.save(tmp_path / "new.xlsx"), FULL).findings
    assert (finding.code, finding.column) == ("required_missing", "target")


def test_rows_that_the_system_makes_are_not_added(tmp_path: Path) -> None:
    columns = tuple(replace(column, when_new=False) for column in REGISTER.columns)
    given = replace(ANY_BOOK, registers=lambda _lookups: [replace(REGISTER, columns=columns)])
    path = build_book(given, contents_with(FULL), tmp_path / "given.xlsx", Language.ENGLISH)
    clerk = Typist(path)
    clerk.new_row(TARGETS, institution="EXMBDEFF", target="2,000")
    read = read_book(clerk.save(tmp_path / "new.xlsx"))
    (finding,) = diff_book(given, read, contents_with(FULL), no_base, PULL.login).findings
    assert finding.code == "rows_given"


# --- three ways --------------------------------------------------------------------------------


def test_a_row_that_was_not_there_yet_had_empty_cells(tmp_path: Path) -> None:
    """It has no version; what others wrote into it meanwhile is theirs, or a conflict."""
    asked: list[Versions] = []

    def empty(wanted: Versions) -> Bases:
        asked.append(wanted)
        return {TARGETS: {(EMPTY.key, column): None for column in ("target", "due", "count")}}

    now = replace(EMPTY, version="1", due=date(2026, 12, 1))
    mine = compare(typed(tmp_path, "target", 5, EMPTY), now, base_of=empty)
    assert asked == [{TARGETS: {EMPTY.key: ""}}]
    assert (notes(mine), mine.counts.theirs_only) == (["target=5000000"], 1)
    both = compare(typed(tmp_path, "due", date(2027, 1, 1), EMPTY), now, base_of=empty)
    assert [finding.code for finding in both.findings] == ["conflict"]


def test_a_date_of_an_image_is_a_date(tmp_path: Path) -> None:
    """The trail keeps it as text."""
    now = replace(FULL, version="4", count=11)

    def base(_wanted: Versions) -> Bases:
        return {TARGETS: {(KEY, "due"): "2026-12-31", (KEY, "count"): 12}}

    diff = compare(typed(tmp_path, "due", date(2027, 1, 1)), now, base_of=base)
    assert (notes(diff), diff.counts.theirs_only) == (["due=2027-01-01"], 1)


def test_a_conflict_is_said_in_the_column_s_own_way(tmp_path: Path) -> None:
    now = replace(FULL, version="4", growth=60_000, owner="wang")

    def base(_wanted: Versions) -> Bases:
        return {TARGETS: {(KEY, "growth"): 50_000, (KEY, "owner"): ""}}

    (finding,) = compare(typed(tmp_path, "growth", "8%"), now, base_of=base).findings[:1]
    assert [finding.detail[name] for name in ("base", "mine", "theirs")] == ["5.0%", "8.0%", "6.0%"]


# --- the page ----------------------------------------------------------------------------------


def test_figures_stand_above_the_table(tmp_path: Path) -> None:
    """Unit and scope in row 2, then a strip of labels and figures, then the header."""
    page = openpyxl.load_workbook(build(tmp_path, FULL, EMPTY)).worksheets[0]
    assert "万元人民币" in str(page["A2"].value)
    assert "2026" in str(page["A2"].value).rpartition("范围")[2]
    strip = [[cell.value for cell in row if cell.value] for row in page["A4:J5"]]
    assert strip == [["有误", "申请与调剂"], [2, "08:15"]]
    (table,) = page.tables.values()
    assert table.ref.startswith("A7:")
    assert page.freeze_panes == "D8"
    assert page.print_title_rows == "$6:$7"


def test_only_the_lists_that_are_offered_are_written(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(build(tmp_path, FULL))
    names = [cell.value for cell in book["_lists"][1]]
    assert sorted(map(str, names)) == ["institutions", "owners"]
    owners = names.index("owners") + 1
    assert [book["_lists"].cell(row, owners).value for row in (2, 3)] == ["李", "王"]


def test_numbers_show_the_decimals_of_their_column(tmp_path: Path) -> None:
    read = read_book(build(tmp_path, FULL)).sheets[TARGETS]
    page = openpyxl.load_workbook(tmp_path / "any.xlsx").worksheets[0]
    shown = {
        column: page.cell(8, read.columns[column]).number_format
        for column in ("growth", "ratio", "count")
    }
    assert shown == {"growth": "0.0%", "ratio": "#,##0.000", "count": '#,##0_);(#,##0);"-"_)'}
