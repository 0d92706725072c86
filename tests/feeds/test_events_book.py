"""评级与事件 on paper: pulled, typed into, pushed; what happened is never rewritten."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from addin.exchange import Examined, pull_book, push_book
from addin.typist import Typist
from backend.language import Language
from backend.queries.events import event_rows
from sync.sample_events import load_events_sample
from tests.feeds.desk import Desk, silent
from workbooks.intake import read_book

NEW = {
    "institution": "示例银行庚",
    "kind": "评级",
    "agency": "惠誉",
    "rating_type": "长期外币主体",
    "to_value": "BBB+",
    "outlook": "稳定",
    "summary_zh": "首次评级",
    "source": "惠誉公告",
    "scope": "全集团",
    "measure": "提示",
}


@pytest.fixture
def book(desk: Desk, tmp_path: Path) -> Path:
    """Pull the book over the sample events."""
    load_events_sample(desk.house, silent)
    path = tmp_path / "events.xlsx"
    pull_book(desk.house, "events", path, Language.CHINESE)
    return path


def _push(desk: Desk, typist: Typist, path: Path) -> Examined:
    edited = typist.save(path.with_name("edited.xlsx"))
    return push_book(desk.house, edited, path.with_name("result.xlsx"))


def _events(desk: Desk) -> dict[str, Any]:
    with desk.house.reading() as connection:
        return {one.number: one for one in event_rows(connection)}


def test_the_columns_stand_in_the_order_of_the_office(book: Path) -> None:
    sheet = read_book(book).sheets["events"]
    order = sorted(sheet.columns, key=lambda name: sheet.columns[name])
    expected = (
        "status key occurred institution country kind agency rating_type from_value to_value"
        " outlook summary_zh summary_en source scope approved used last_maturity measure sent"
        " closed version"
    )
    assert order == expected.split()
    rows = [row for row in sheet.rows if not sheet.blank(row)]
    assert sheet.text(rows[0], "key") == "SJ-20261123-001"  # the newest first
    assert sheet.text(rows[0], "institution") == "示例乙"
    assert sheet.text(rows[0], "agency") == "穆迪"
    assert sheet.text(rows[0], "occurred") == "2026-11-20 22:40"


def test_what_people_keep_is_changed_and_an_event_closed(desk: Desk, book: Path) -> None:
    clerk = Typist(book)
    clerk.type("events", "SJ-20261123-001", "measure", "冻结")
    clerk.type("events", "SJ-20261123-001", "summary_en", None)
    clerk.type("events", "SJ-20261123-002", "closed", datetime(2026, 11, 23))  # noqa: DTZ001
    before = _events(desk)
    pushed = _push(desk, clerk, book)
    assert pushed.applied, pushed
    after = _events(desk)
    first, second = after["SJ-20261123-001"], after["SJ-20261123-002"]
    assert (first.measure, first.summary_en, first.version) == ("freeze", "", 2)
    assert second.closed_date == date(2026, 11, 23)
    assert first.used_minor == before["SJ-20261123-001"].used_minor


def test_a_new_event_is_typed_beneath_the_table(desk: Desk, book: Path) -> None:
    clerk = Typist(book)
    clerk.new_row("events", occurred="2026-11-23 09:30", **NEW)
    assert _push(desk, clerk, book).applied
    event = _events(desk)["SJ-20261123-006"]
    said = (event.bic8, event.kind, event.agency, event.rating_type, event.to_value, event.scope)
    assert said == ("EXMGHKHH", "rating", "fitch", "issuer_long_term", "BBB+", "group")
    assert event.occurred_at == datetime.fromisoformat("2026-11-23T09:30+08:00")
    assert event.outlook == "stable"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"source": None}, "required_missing"),
        ({"summary_zh": None}, "required_missing"),
        ({"kind": "谣言"}, "not_in_list"),
        ({"occurred": "昨天下午"}, "bad_date"),
        ({"to_value": "Baa1"}, "unknown_rating"),
        ({"agency": None}, "unknown_rating"),
    ],
)
def test_what_is_wrong_in_a_new_row_is_a_finding(
    desk: Desk, book: Path, cells: dict[str, object], code: str
) -> None:
    clerk = Typist(book)
    clerk.new_row("events", **{**NEW, **cells})
    before = _events(desk)
    pushed = _push(desk, clerk, book)
    assert code in {one.code for one in pushed.blocking}
    assert _events(desk) == before


def test_what_happened_cannot_be_typed_over(desk: Desk, book: Path) -> None:
    clerk = Typist(book)
    clerk.type("events", "SJ-20261123-001", "to_value", "A1")
    before = _events(desk)
    pushed = _push(desk, clerk, book)
    assert pushed.findings
    assert _events(desk) == before
