"""What happens is recorded with what stood then, and the limit system is told of it once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from backend.contract import Outcome
from backend.contract.events import CloseEvent, EventKind, RecordEvent, Scope
from backend.errors import InputError
from backend.queries.events import event_rows
from backend.services.execute import execute
from sync.feeds.findings import Findings
from sync.feeds.layout_file import find_layout
from sync.feeds.reading import read_content
from sync.outbound import export_again, export_risk
from sync.sample_events import load_events_sample
from tests.feeds.desk import MORNING, Desk, silent

YI = "EXMBDEFF"


def _record(desk: Desk, **changes: Any) -> Outcome:
    said: dict[str, Any] = {
        "id": f"event-{desk.count('receipt')}",
        "login": "li_ming",
        "institution": YI,
        "kind": EventKind.RATING,
        "occurred_at": MORNING,
        "agency": "moodys",
        "rating_type": "issuer_long_term",
        "to_value": "Baa2",
        "summary_zh": "长期评级下调",
        "source": "穆迪公告",
    }
    (outcome,) = execute(desk.house.engine, [RecordEvent(**said | changes)], desk.house.clock)
    return outcome


def _close(desk: Desk, number: str, **changes: Any) -> Outcome:
    said: dict[str, Any] = {
        "id": f"close-{desk.count('receipt')}",
        "login": "li_ming",
        "number": number,
        "version": 0,
        "closed_date": MORNING.date(),
    }
    (outcome,) = execute(desk.house.engine, [CloseEvent(**said | changes)], desk.house.clock)
    return outcome


def _rows(desk: Desk, path: Path) -> list[dict[str, Any]]:
    """Read a file that went out, as the limit system would."""
    content = read_content(path, find_layout("risk_events"), Findings(path.name))
    assert content.business_date == desk.now.date()
    return [dict(row.values) for row in content.rows]


def test_an_event_keeps_what_stood_at_that_moment(desk: Desk) -> None:
    outcome = _record(desk)
    assert outcome.reference == "SJ-20261123-001"
    with desk.house.reading() as connection:
        (row,) = event_rows(connection)
    line = desk.rows(
        "SELECT b.approved_minor, b.used_minor FROM balance b JOIN node n ON n.id = b.node_id"
        " JOIN institution i ON i.id = n.institution_id"
        " WHERE i.bic8 = ? AND n.dimension = 'entity'",
        YI,
    )
    assert [(row.approved_minor, row.used_minor)] == line
    assert row.last_maturity == date(2027, 7, 9)  # the guarantee of Jiangsu
    desk.take_deals({"foreign_id": YI, "maturity_date": date(2027, 11, 19)})
    with desk.house.reading() as connection:
        assert event_rows(connection) == [row]  # what happens later changes no event
    assert _record(desk).reference == "SJ-20261123-002"


def test_from_is_filled_and_the_rating_is_kept(desk: Desk) -> None:
    _record(desk, to_value="Baa1", occurred_at=datetime.fromisoformat("2026-11-02T09:00+08:00"))
    _record(desk, to_value="Baa2")
    with desk.house.reading() as connection:
        newest, oldest = event_rows(connection)
    assert (oldest.from_value, oldest.to_value) == ("", "Baa1")
    assert (newest.from_value, newest.to_value) == ("Baa1", "Baa2")
    kept = desk.rows("SELECT valid_from, value FROM rating ORDER BY 1")
    assert kept == [("2026-11-02", "Baa1"), ("2026-11-23", "Baa2")]


def test_an_outlook_leaves_the_rating(desk: Desk) -> None:
    _record(desk, to_value="Baa1", occurred_at=datetime.fromisoformat("2026-11-02T09:00+08:00"))
    _record(desk, kind=EventKind.OUTLOOK, to_value="", outlook="negative")
    kept = desk.rows("SELECT value, outlook FROM rating ORDER BY valid_from")
    assert kept == [("Baa1", ""), ("Baa1", "negative")]


def test_a_group_s_event_counts_the_whole_group(desk: Desk) -> None:
    bing = "EXMCJPJT"
    _record(desk, institution=bing)
    _record(desk, institution=bing, scope=Scope.GROUP)
    with desk.house.reading() as connection:
        group, own = event_rows(connection)
    assert (group.used_minor or 0) > (own.used_minor or 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"institution": "NOBODYXX"}, "unknown_institution"),
        ({"kind": EventKind.COUNTRY, "institution": "", "country": "XX"}, "unknown_cap"),
        ({"to_value": "BBB"}, "unknown_rating"),  # Standard & Poor's scale, not Moody's
        ({"agency": ""}, "unknown_rating"),
        ({"rating_type": "long"}, "unknown_rating"),
        ({"kind": EventKind.OUTLOOK}, "unknown_rating"),
        ({"occurred_at": datetime.fromisoformat("2026-11-24T09:00+08:00")}, "bad_date"),
        ({"source": " "}, "reason_missing"),
        ({"summary_zh": ""}, "reason_missing"),
        ({"summary_zh": "长" * 61}, "text_too_long"),
        ({"login": "examiner"}, "not_permitted"),
    ],
)
def test_what_cannot_be_recorded(desk: Desk, changes: dict[str, Any], code: str) -> None:
    assert _record(desk, **changes).code == code
    assert desk.count("event") == desk.count("rating") == 0


def test_closing_an_event(desk: Desk) -> None:
    number = _record(desk).reference
    assert _close(desk, "SJ-1").code == "unknown_reference"
    assert _close(desk, number, closed_date=date(2026, 11, 22)).code == "bad_date"
    assert _close(desk, number, version=2).code == "changed_meanwhile"
    assert _close(desk, number, version=1).accepted
    assert _close(desk, number).code == "already_resolved"
    assert len(desk.rows("SELECT image FROM audit WHERE table_name = 'event'")) == 2


# --- out -----------------------------------------------------------------------------------------


def test_everything_is_told_once(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    number = _record(desk, urgent=True, summary_en="Cut | by one notch\n").reference
    _record(desk, kind=EventKind.DEFAULT, agency="", rating_type="", to_value="")
    urgent = export_risk(desk.house, out, urgent=True)
    assert urgent is not None
    (row,) = _rows(desk, urgent[1])
    expected = {
        "number": number,
        "action": "new",
        "kind": "rating",
        "bic8": YI,
        "to_value": "Baa2",
        "urgent": "urgent",
        "summary_zh": "长期评级下调",
        "summary_en": "Cut by one notch",
        "occurred_at": MORNING,
    }
    assert {name: row[name] for name in expected} == expected
    assert export_risk(desk.house, out, urgent=True) is None
    regular = export_risk(desk.house, out)
    assert regular is not None
    assert [one["kind"] for one in _rows(desk, regular[1])] == ["default"]
    assert export_risk(desk.house, out) is None
    _close(desk, number)
    closing = export_risk(desk.house, out)
    assert closing is not None
    assert [(one["number"], one["action"]) for one in _rows(desk, closing[1])] == [
        (number, "closed")
    ]


def test_no_amount_goes_out(desk: Desk, tmp_path: Path) -> None:
    load_events_sample(desk.house, silent)
    sent = export_risk(desk.house, tmp_path)
    assert sent is not None
    figures = desk.rows("SELECT approved_minor, used_minor FROM event")
    for approved, used in figures:
        assert str(approved) not in sent[0].content
        assert str(used // 100) not in sent[0].content


def test_a_day_without_news_says_so_once(desk: Desk, tmp_path: Path) -> None:
    nil = export_risk(desk.house, tmp_path)
    assert nil is not None
    assert _rows(desk, nil[1]) == []
    assert export_risk(desk.house, tmp_path) is None


def test_a_file_is_sent_again_to_the_byte(desk: Desk, tmp_path: Path) -> None:
    load_events_sample(desk.house, silent)
    export_risk(desk.house, tmp_path / "first", urgent=True)
    export_risk(desk.house, tmp_path / "first")
    before = {one.name: one.read_bytes() for one in (tmp_path / "first").iterdir()}
    assert len(before) == 4
    assert before["FI_RISK_20261123_01.txt"].endswith(b"T|1\r\n")
    again = export_again(desk.house, tmp_path / "again", MORNING.date())
    assert [file.row_count for file, _path in again] == [1, 4]
    assert {one.name: one.read_bytes() for one in (tmp_path / "again").iterdir()} == before
    with pytest.raises(InputError) as refused:
        export_again(desk.house, tmp_path, date(2026, 11, 20))
    assert refused.value.code == "nothing_sent"


def test_the_sample_is_invented_and_changes_nothing_the_second_time(desk: Desk) -> None:
    assert {one.code for one in load_events_sample(desk.house, silent)} == {"done"}
    before = desk.everything()
    assert {one.code for one in load_events_sample(desk.house, silent)} == {"exists"}
    assert desk.everything() == before
    with desk.house.reading() as connection:
        assert all(one.bic8.startswith("EXM") for one in event_rows(connection))
