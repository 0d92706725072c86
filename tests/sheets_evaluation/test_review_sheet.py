"""年审进度: what a desk types about a review stands after the push, and is shown again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.exchange import check_book, pull_book, push_book
from backend.bootstrap import House, open_house
from backend.contract import ApproveLine
from backend.contract.review import ReportSource, ReviewKind
from backend.language import Language
from backend.queries.institutions import institution_names
from backend.queries.review.campaign import read_reviews
from backend.queries.review.rows import ReviewRow
from backend.services.execute import execute
from workbooks.sheets.review import REVIEW

TODAY = date(2026, 11, 23)
KEY = "EXMFFRPP/2025"


@pytest.fixture
def house(sample_house: House, tmp_path: Path) -> House:
    """A copy of the sample's house."""
    path = tmp_path / "fidesk.db"
    with (
        closing(sqlite3.connect(sample_house.settings.path)) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target)
    return open_house(replace(sample_house.settings, database=str(path)), sample_house.clock)


class Sheet:
    """The register in a workbook, by key and column."""

    def __init__(self, path: Path, language: Language) -> None:
        """Open it; the header is the last line that names the key's column."""
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.page: Any = self.book[REVIEW.title(language)]
        self.language = language

    def place(self, key: str, column: str) -> Any:
        """Return a cell."""
        keys = [cell for line in self.page.iter_rows() for cell in line if cell.value == key]
        return self.page.cell(keys[0].row, REVIEW.position(column) + 1)

    def shown(self, key: str, column: str) -> Any:
        """Return what a cell shows, a day as a date."""
        value = self.place(key, column).value
        return value.date() if isinstance(value, datetime) else value

    def type(self, key: str, **cells: Any) -> None:
        """Type into a row and save."""
        for column, value in cells.items():
            self.place(key, column).value = value
        self.book.save(self.path)

    def above(self) -> dict[str, Any]:
        """Return the strip of counters by its labels."""
        labels, figures = (list(line) for line in self.page.iter_rows(min_row=4, max_row=5))
        return {
            label.value: figure.value
            for label, figure in zip(labels, figures, strict=True)
            if label.value
        }


def pulled(house: House, path: Path, language: Language) -> Sheet:
    pull_book(house, "evaluation", path, language)
    return Sheet(path, language)


def standing(house: House, key: str = KEY) -> ReviewRow:
    with house.reading() as connection:
        (row,) = (row for row in read_reviews(connection, TODAY, 2025) if row.key == key)
    return row


PICKED = {
    Language.CHINESE: {
        "analyst": "李明",
        "kind": "全面",
        "report_source": "官网",
        "tenor": "180 天",
        "approved": "已批复",
    },
    Language.ENGLISH: {
        "analyst": "Li Ming",
        "kind": "Full",
        "report_source": "Website",
        "tenor": "180 days",
        "approved": "Approved",
    },
}


@pytest.mark.parametrize("language", list(Language))
def test_a_plan_travels_and_is_shown_again(
    house: House, tmp_path: Path, language: Language
) -> None:
    path, result = tmp_path / "book.xlsx", tmp_path / "result.xlsx"
    typed: dict[str, Any] = {
        **{name: PICKED[language][name] for name in ("analyst", "kind", "report_source", "tenor")},
        "received": date(2026, 4, 30),
        "recommended": 12_000,
        "committee": date(2026, 6, 18),
        "approval_number": "金机审〔2026〕18号",
        "valid_until": date(2027, 6, 17),
        "next_reminder": date(2027, 3, 1),
        "note": "须补充集团合并报表",
    }
    sheet = pulled(house, path, language)
    before = sheet.above()
    sheet.type(KEY, **typed)
    checked = check_book(house, path)
    assert (checked.blocking, checked.diff.counts.edits) == ((), len(typed))
    pushed = push_book(house, path, result)
    assert (pushed.blocking, pushed.applied) == ((), True)
    kept = standing(house).planned
    assert kept.analyst == "li_ming"
    assert (kept.kind, kept.report_source) == (ReviewKind.FULL, ReportSource.WEBSITE)
    assert (kept.recommended_minor, kept.recommended_tenor_days) == (12_000 * 1_000_000, 180)
    again = pulled(house, tmp_path / "again.xlsx", language)
    assert {column: again.shown(KEY, column) for column in typed} == typed
    assert again.shown(KEY, "status") == PICKED[language]["approved"]
    counted = list(again.above().values())
    assert counted[-2] == list(before.values())[-2] + 1, "one more is approved"
    assert push_book(house, path, result).repeated


def test_what_the_house_knows_is_shown_beside(house: House, tmp_path: Path) -> None:
    sheet = pulled(house, tmp_path / "book.xlsx", Language.ENGLISH)
    assert sheet.shown(KEY, "year_end") == date(2025, 12, 31)
    basis = "consolidated · unaudited · US GAAP · USD, full units"
    assert sheet.shown(KEY, "basis") == basis
    row = standing(house)
    assert row.year is not None
    assert sheet.shown(KEY, "grade") == f"{row.year.grade}*", "nobody has confirmed it"
    assert sheet.shown(KEY, "checked") is None
    assert sheet.shown("EXMAUS33/2025", "checked")
    received = next(iter(sheet.above().values()))
    with house.reading() as connection:
        rows = read_reviews(connection, TODAY, 2025)
    assert received == f"{sum(row.received for row in rows)}/{len(rows)}"


def test_the_awaited_come_first_by_their_reminders(house: House, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    sheet = pulled(house, path, Language.ENGLISH)
    late, later = [
        row.key for row in sorted(_awaited(house), key=lambda row: row.key, reverse=True)[:2]
    ]
    sheet.type(late, next_reminder=date(2026, 11, 20))
    sheet.type(later, next_reminder=date(2026, 12, 1))
    assert push_book(house, path, tmp_path / "result.xlsx").applied
    again = pulled(house, tmp_path / "again.xlsx", Language.ENGLISH)
    assert again.shown(late, "status") == "‼ overdue"
    assert again.place(later, "key").row == again.place(late, "key").row + 1
    assert again.place(KEY, "key").row > again.place(later, "key").row
    assert list(again.above().values())[-1] == 1


def _awaited(house: House) -> list[ReviewRow]:
    with house.reading() as connection:
        return [row for row in read_reviews(connection, TODAY, 2025) if row.awaited]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("analyst", "Nobody Known", "not_in_list"),
        ("kind", "Half", "not_in_list"),
        ("kind", None, "cell_cleared"),
        ("received", "some day", "bad_date"),
        ("received", date(2026, 11, 24), "bad_date_order"),
        ("received", date(2024, 12, 31), "bad_date_order"),
        ("committee", date(2026, 1, 1), "bad_date_order"),
        ("valid_until", date(2026, 5, 1), "bad_date_order"),
        ("recommended", -5, "negative_amount"),
        ("tenor", "9 days", "not_in_list"),
    ],
)
def test_what_cannot_be_is_refused_in_its_cell(
    house: House, tmp_path: Path, column: str, value: Any, code: str
) -> None:
    path = tmp_path / "book.xlsx"
    sheet = pulled(house, path, Language.ENGLISH)
    sheet.type(KEY, received=date(2026, 4, 30), committee=date(2026, 6, 18))
    assert push_book(house, path, tmp_path / "first.xlsx").applied
    sheet = pulled(house, path, Language.ENGLISH)
    sheet.type(KEY, note="noted", **{column: value})
    pushed = push_book(house, path, tmp_path / "result.xlsx")
    assert [(one.code, one.cell) for one in pushed.blocking] == [
        (code, sheet.place(KEY, column).coordinate)
    ]
    assert standing(house).planned.note == ""


def test_two_desks_on_one_row(house: House, tmp_path: Path) -> None:
    """Different cells of one row merge; one cell of it is a conflict."""
    mine, theirs, third = (tmp_path / f"{name}.xlsx" for name in ("mine", "theirs", "third"))
    sheets = [pulled(house, path, Language.ENGLISH) for path in (mine, theirs, third)]
    sheets[0].type(KEY, note="called")
    sheets[1].type(KEY, kind="KYC only")
    sheets[2].type(KEY, note="wrote")
    assert push_book(house, mine, tmp_path / "1.xlsx").applied
    assert push_book(house, theirs, tmp_path / "2.xlsx").applied
    refused = push_book(house, third, tmp_path / "3.xlsx")
    assert [one.code for one in refused.blocking] == ["conflict"]
    kept = standing(house).planned
    assert (kept.note, kept.kind, kept.version) == ("called", ReviewKind.KYC_ONLY, 2)


def test_a_line_that_came_meanwhile_changes_the_kind_and_nothing_else(
    house: House, tmp_path: Path
) -> None:
    """The kind of a row that nobody planned follows the line: in an older sheet it is no edit."""
    path = tmp_path / "book.xlsx"
    sheet = pulled(house, path, Language.ENGLISH)
    assert sheet.shown(KEY, "kind") == "Simple"
    order = ApproveLine(
        id="line",
        login="zhao_lei",
        institution="EXMFFRPP",
        product="",
        target_minor=1_000_000_00,
        base_minor=None,
    )
    (approved,) = execute(house.engine, [order], house.clock)
    assert approved.accepted
    sheet.type(KEY, note="called")
    examined = check_book(house, path)
    assert (examined.blocking, examined.diff.counts.theirs_only) == ((), 1)
    assert push_book(house, path, tmp_path / "result.xlsx").applied
    kept = standing(house).planned
    assert (kept.kind, kept.note) == (ReviewKind.FULL, "called")


def test_a_branch_means_its_legal_entity(house: House, tmp_path: Path) -> None:
    with house.reading() as connection:
        branch = next(name for name in institution_names(connection).values() if name.head_office)
    path = tmp_path / "book.xlsx"
    contents = pull_book(house, "evaluation", path, Language.ENGLISH, {"institution": branch.bic8})
    assert [row.institution.bic8 for row in contents.rows[REVIEW.identifier]] == [
        branch.head_office
    ]
