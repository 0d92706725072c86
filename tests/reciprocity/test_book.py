"""The reciprocity book, there and back: what stands in it, what is typed, what becomes of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from addin.exchange import Examined, check_book, pull_book, push_book
from addin.typist import Typist
from backend.errors import InputError
from backend.language import Language
from backend.money import WAN_MINOR
from tests.house import BING, YI, House
from tests.reciprocity.conftest import Pull, opened
from tests.reciprocity.facts import dealing, take
from workbooks.grid import ReadSheet
from workbooks.intake import read_book

SHEET = "reciprocity"
KEY = f"{BING}/2026"


def sheet(path: Path, identifier: str = SHEET) -> ReadSheet:
    return read_book(path).sheets[identifier]


def texts(found: ReadSheet, column: str) -> list[str]:
    return [found.text(row, column) for row in found.rows]


def push(house: House, path: Path, login: str = "li") -> Examined:
    return push_book(opened(house, login), path, path.with_name("result.xlsx"))


def typed(path: Path, **cells: object) -> Path:
    typist = Typist(path)
    for column, value in cells.items():
        typist.type(SHEET, KEY, column, value)
    return typist.save(path.with_name(f"typed_{path.name}"))


def plans(house: House) -> list[tuple[object, ...]]:
    return house.rows(
        "SELECT row_key, target_minor, strategy, points, version, changed_by FROM reciprocity_plan"
    )


# --- what stands in it ---------------------------------------------------------------------------


def test_the_lowest_difference_stands_first(dealt: House, pull: Pull) -> None:
    take(dealt, dealing(500_00))
    found = sheet(pull(dealt))
    assert texts(found, "key") == [KEY, f"{YI}/2026"]


def test_what_has_no_meaning_is_a_dash(dealt: House, pull: Pull) -> None:
    found = sheet(pull(dealt))
    row = next(row for row in found.rows if found.text(row, "key") == f"{YI}/2026")
    shown = {name: found.text(row, name) for name in ("ratio", "balance", "inward_growth")}
    assert shown == dict.fromkeys(shown, "—")


def test_the_columns_of_the_year_stand_in_their_order(dealt: House, pull: Pull) -> None:
    printed = [
        "country", "institution", "relationship_manager", "inward_count", "inward", "inward_growth",
        "inward_fees", "outward_count", "outward", "outward_growth", "outward_fees", "difference",
        "ratio", "balance", "vostro", "nostro", "mutual", "line_use", "target", "achieved", "score",
        "strategy", "points", "gaps",
    ]  # fmt: skip
    columns = sheet(pull(dealt)).columns
    in_order = sorted(columns, key=lambda name: columns[name])
    kept = {"status", "key", "version", "inward_before", "outward_before"}
    assert [name for name in in_order if "." not in name and name not in kept] == printed
    assert sum(name.startswith("inward.") for name in in_order) == 9


def test_products_stand_with_their_direction_and_last_year(dealt: House, pull: Pull) -> None:
    found = sheet(pull(dealt), "reciprocity_products")
    assert sorted(texts(found, "key")) == [
        f"{BING}/2026/credit_advised/in",
        f"{BING}/2026/placement/mutual",
        f"{BING}/2026/remittance/in",
        f"{BING}/2026/remittance/out",
    ]


def test_another_year_is_asked_for_by_its_scope(dealt: House, pull: Pull) -> None:
    found = sheet(pull(dealt, year="2025"))
    assert texts(found, "key") == [f"{BING}/2025"]
    with pytest.raises(InputError, match="soon"):
        pull(dealt, year="soon")


def test_in_january_the_year_before_is_meant(dealt: House, pull: Pull) -> None:
    dealt.open(date(2027, 1, 18))
    assert KEY in texts(sheet(pull(dealt)), "key"), "2026, now whole"
    assert texts(sheet(pull(dealt, year="2027")), "key") == []


# --- there and back ------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "word"), [("zh", "谈判"), ("en", "Negotiate")])
def test_a_plan_is_written_back_and_stands_in_the_next_pull(
    dealt: House, pull: Pull, language: str, word: str
) -> None:
    path = typed(
        pull(dealt, language=language), target=500, strategy=word, points="请增加信用证通知"
    )
    said = push(dealt, path)
    assert (said.blocking, said.applied) == ((), True)
    plan = (KEY, 500 * WAN_MINOR, "negotiate", "请增加信用证通知", 1, "li")
    assert plans(dealt) == [plan]
    assert push(dealt, path).repeated
    assert plans(dealt) == [plan], "a second click changes nothing"
    assert not check_book(opened(dealt), pull(dealt)).diff.edits


def test_a_target_may_be_emptied(dealt: House, pull: Pull) -> None:
    push(dealt, typed(pull(dealt), target=500, strategy="增"))
    push(dealt, typed(pull(dealt), target=None))
    assert [row[1:5] for row in plans(dealt)] == [(None, "increase", "", 2)]


def test_two_who_write_different_cells_of_a_row_both_stand(dealt: House, pull: Pull) -> None:
    mine, theirs = pull(dealt, "li"), pull(dealt, "wang")
    assert push(dealt, typed(mine, target=500)).applied
    assert push(dealt, typed(theirs, points="走访"), "wang").applied
    assert [row[1:4] for row in plans(dealt)] == [(500 * WAN_MINOR, "", "走访")]


def test_two_who_write_one_cell_are_a_conflict(dealt: House, pull: Pull) -> None:
    mine, theirs = pull(dealt, "li"), pull(dealt, "wang")
    push(dealt, typed(mine, target=500))
    said = push(dealt, typed(theirs, target=600), "wang")
    assert [one.code for one in said.blocking] == ["conflict"]
    assert plans(dealt)[0][1] == 500 * WAN_MINOR


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"target": "many"}, "not_a_number"),
        ({"target": -5}, "negative_amount"),
        ({"strategy": "perhaps"}, "not_in_list"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    dealt: House, pull: Pull, cells: dict[str, object], code: str
) -> None:
    said = push(dealt, typed(pull(dealt), **cells))
    assert [one.code for one in said.blocking] == [code]
    assert plans(dealt) == []


def test_who_may_not_plan_is_refused(dealt: House, pull: Pull) -> None:
    said = push(dealt, typed(pull(dealt, "sun"), target=500), "sun")
    assert [one.code for one in said.blocking] == ["not_permitted"]
    assert plans(dealt) == []


def test_a_correction_of_last_month_does_not_touch_the_plan(dealt: House, pull: Pull) -> None:
    path = typed(pull(dealt), target=500)
    take(dealt, dealing(-5_00, bank=BING, month=date(2026, 10, 1)))
    assert push(dealt, path).applied


def test_an_empty_house_has_an_empty_book(house: House, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    pull_book(opened(house), "reciprocity", path, Language.ENGLISH)
    assert [row for row in sheet(path).rows if not sheet(path).blank(row)] == []
