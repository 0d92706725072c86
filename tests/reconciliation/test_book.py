"""The book of breaks as it is pulled: what stands where, in which order, with which totals."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from addin.exchange import check_book, pull_book
from backend.errors import InputError
from backend.language import Language
from tests.feeds.desk import Desk
from tests.reconciliation.book import pulled, reconciled, sheet, standing
from tests.reconciliation.planted import ROWS, contents_with, planted
from workbooks.books.reconciliation import RECONCILIATION
from workbooks.build import build_book

ORDER = [
    "status", "key", "date", "age", "class", "between", "institution", "product", "unit",
    "our_reference", "their_reference", "currency", "ours", "theirs", "difference",
    "use_difference", "cause", "responsible", "owner", "treatment", "explanation", "promised",
    "change_slip", "closed", "version",
]  # fmt: skip


def keys(path: Path, identifier: str = "breaks") -> list[str]:
    found = sheet(path, identifier)
    return [found.text(row, "key") for row in found.rows if not found.blank(row)]


@pytest.mark.parametrize("language", list(Language))
def test_open_ones_stand_first_then_the_oldest_then_the_largest(
    tmp_path: Path, language: Language
) -> None:
    path = build_book(RECONCILIATION, contents_with(), tmp_path / "book.xlsx", language)
    numbers = [int(key[-4:]) for key in keys(path)]
    assert numbers == [5, 4, 7, 6, 1, 3, 2, 8, 9]


def test_the_columns_stand_in_their_order(tmp_path: Path) -> None:
    path = build_book(RECONCILIATION, contents_with(), tmp_path / "book.xlsx", Language.CHINESE)
    columns = sheet(path).columns
    assert sorted(columns, key=lambda name: columns[name]) == ORDER


def test_a_closed_break_opens_no_cell(tmp_path: Path) -> None:
    path = build_book(RECONCILIATION, contents_with(), tmp_path / "book.xlsx", Language.CHINESE)
    found = sheet(path)
    page = openpyxl.load_workbook(path)[found.name]
    fills = {
        found.text(row, "key")[-4:]: page.cell(row.number, found.columns["treatment"]).fill
        for row in found.rows
    }
    assert fills["0001"].fgColor.rgb == "FFFFFBE0"
    assert fills["0009"].fgColor.rgb == "FFFFFFFF"


def test_a_missing_side_is_blank_and_never_zero(tmp_path: Path) -> None:
    path = build_book(RECONCILIATION, contents_with(), tmp_path / "book.xlsx", Language.CHINESE)
    found = sheet(path)
    shown = {
        found.text(row, "key")[-4:]: tuple(
            found.text(row, name) for name in ("ours", "theirs", "difference")
        )
        for row in found.rows
    }
    assert shown["0004"] == ("", "3000000.0", "3000000.0")
    assert shown["0005"] == ("8000000.0", "", "-8000000.0")
    assert shown["0008"] == ("1500000000.0", "1499997000.0", "-3000.0"), "whole yen"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("未处理", "本系统 / 授信系统 / 资金系统", "本系统 / 授信系统(额度)")),
        (
            "en",
            ("Open", "FI Desk / Limit system / Treasury system", "FI Desk / Limit system (line)"),
        ),
    ],
)
def test_states_and_systems_are_said_in_words(
    tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    path = build_book(RECONCILIATION, contents_with(), tmp_path / "book.xlsx", Language(language))
    found = sheet(path)
    by_key = {found.text(row, "key")[-4:]: row for row in found.rows}
    said = (
        found.text(by_key["0004"], "status"),
        found.text(by_key["0004"], "between"),
        found.text(by_key["0007"], "between"),
    )
    assert said == words


def test_causes_count_the_open_and_the_untreated(tmp_path: Path) -> None:
    path = build_book(RECONCILIATION, contents_with(), tmp_path / "book.xlsx", Language.CHINESE)
    found = sheet(path, "break_causes")
    counts = {
        found.text(row, "key"): tuple(
            found.text(row, name) for name in ("count", "untreated", "use_difference")
        )
        for row in found.rows
    }
    assert len(counts) == 7, "the closed one has no row"
    assert counts["rate_of_another_day/limit_system"] == ("2.0", "1.0", "5.0")
    assert counts["not_released/limit_system"] == ("1.0", "0.0", "800.0")
    assert keys(path, "break_causes")[0] == "rate_of_another_day/limit_system", "the most"
    assert keys(path, "break_causes")[-1] == "not_released/limit_system", "treated already"


def test_a_bank_without_breaks_has_an_empty_book(tmp_path: Path) -> None:
    nothing = contents_with(planted(1, ROWS[0].kind, 1, state=ROWS[-1].state), totals=None)
    path = build_book(RECONCILIATION, nothing, tmp_path / "book.xlsx", Language.ENGLISH)
    assert keys(path, "break_causes") == []
    statement = openpyxl.load_workbook(path)["Statement"]
    said = [cell.value for line in statement.iter_rows() for cell in line if cell.value]
    assert "Nothing was reconciled for this day; run fidesk reconcile first" in said


# --- from the database ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pulled_book_shows_every_break_and_orders_nothing(desk: Desk, language: str) -> None:
    reconciled(desk)
    path = pulled(desk, language)
    assert keys(path) == list(standing(desk))
    assert check_book(desk.house, path).diff.submission is None


def test_before_the_first_comparison_the_book_is_empty(desk: Desk) -> None:
    assert keys(pulled(desk)) == []


def test_a_day_is_asked_for_by_its_scope(desk: Desk) -> None:
    reconciled(desk)
    assert keys(pulled(desk, day="2026-11-20")) == list(standing(desk))
    with pytest.raises(InputError, match="2026-11-19"):
        pulled(desk, day="2026-11-19")
    with pytest.raises(InputError, match="soon"):
        pull_book(desk.house, "reconciliation", desk.folder / "x.xlsx", Language.ENGLISH,
                  {"day": "soon"})  # fmt: skip
