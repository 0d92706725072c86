"""A meeting is recorded once, changed on what was seen, and never loses an earlier version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.bootstrap import open_house
from backend.contract import Outcome, OutcomeCode
from backend.contract.meetings import RecordMeeting
from backend.language import Language
from backend.queries.meetings import MeetingRow, meetings_with
from backend.services.masters import load_institutions
from backend.settings import Settings
from sync.authorities.tables import read_records
from sync.sample.meetings import load_meetings_sample
from sync.sample.rules import SAMPLE_FOLDER
from tests import house
from tests.house import BING, YI, House
from tests.letters.conftest import Secretary

DAY = date(2026, 11, 20)


@pytest.fixture
def built(tmp_path: Path) -> House:
    return house.build(tmp_path)


def record(built: House, **fields: Any) -> Outcome:
    """Record a meeting of last Friday with 示例银行乙."""
    usual = {"institution": YI, "day": DAY, "summary_zh": "交流清算合作"}
    return built.send(RecordMeeting, **{**usual, **fields})


def meetings(built: House, bank: str = YI) -> list[MeetingRow]:
    return list(built.reading(lambda connection: meetings_with(connection, bank)))


def test_a_meeting_gets_a_number_and_stands(built: House) -> None:
    outcome = record(built, follow_up_zh="提供文本", follow_up_date=date(2026, 12, 1))
    assert outcome.code is OutcomeCode.DONE
    assert outcome.reference == "HT-20261123-001"
    assert record(built).reference == "HT-20261123-002"
    first = meetings(built)[1]
    assert (first.summary_zh, first.follow_up_zh, first.version) == ("交流清算合作", "提供文本", 1)
    assert first.is_open
    assert not first.is_overdue(date(2026, 12, 1))
    assert first.is_overdue(date(2026, 12, 2))
    assert not meetings(built, BING)


def test_the_same_again_is_the_same_meeting(built: House) -> None:
    order = built.command(RecordMeeting, institution=YI, day=DAY, summary_zh="一")
    first, again = built.execute(order)[0], built.execute(order)[0]
    assert (first.code, again.code) == (OutcomeCode.DONE, OutcomeCode.EXISTS)
    assert len(meetings(built)) == 1


def test_a_change_needs_what_the_sender_saw(built: House) -> None:
    number = record(built, follow_up_zh="提供文本").reference
    done = {"number": number, "follow_up_zh": "提供文本", "done_date": DAY, "done_zh": "已提供"}
    assert record(built, **done, base_version=1).code is OutcomeCode.DONE
    assert record(built, **done, base_version=1).code is OutcomeCode.CHANGED_MEANWHILE
    (standing,) = meetings(built)
    assert (standing.version, standing.done_zh, standing.is_open) == (2, "已提供", False)
    images = built.rows("SELECT version FROM audit WHERE table_name = 'meeting' ORDER BY version")
    assert images == [(1,), (2,)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"institution": "XXXXXXXX"}, OutcomeCode.UNKNOWN_INSTITUTION),
        ({"number": "HT-20261123-009", "base_version": 1}, OutcomeCode.UNKNOWN_REFERENCE),
        ({"day": date(2026, 11, 24)}, OutcomeCode.BAD_DATE),
        ({"follow_up_date": date(2026, 12, 1)}, OutcomeCode.BAD_DATE),
        ({"follow_up_zh": "一", "follow_up_date": date(2026, 11, 19)}, OutcomeCode.BAD_DATE),
        ({"follow_up_zh": "一", "done_date": date(2026, 11, 24)}, OutcomeCode.BAD_DATE),
        ({"done_date": DAY}, OutcomeCode.BAD_DATE),
        ({"summary_zh": "  "}, OutcomeCode.REASON_MISSING),
        ({"login": "reader"}, OutcomeCode.NOT_PERMITTED),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    built: House, fields: dict[str, Any], code: OutcomeCode
) -> None:
    assert record(built, **fields).code is code
    assert not built.rows("SELECT number FROM meeting")


def test_another_banks_meeting_is_not_found(built: House) -> None:
    number = record(built).reference
    outcome = record(built, institution=BING, number=number, base_version=1)
    assert outcome.code is OutcomeCode.UNKNOWN_REFERENCE


# --- the command -------------------------------------------------------------------------------


def test_record_settle_and_list(built: House, sit: Callable[[House], Secretary]) -> None:
    desk = sit(built)
    code, said = desk.call(
        *("meeting", "示例银行乙", "--date", "2026-11-20", "--summary-zh", "交流清算合作"),
        *("--follow-up-zh", "提供文本", "--due", "2026-12-01", "--place", "北京"),
    )
    assert code == 0
    assert "HT-20261123-001" in said
    code, said = desk.call(
        "meeting", YI, "--number", "HT-20261123-001", "--done", "2026-11-23", "--done-zh", "已提供"
    )
    assert code == 0
    (standing,) = desk.answer("meeting", YI)["meetings"]
    assert standing["place"] == "北京"
    assert standing["summary_zh"] == "交流清算合作"
    assert (standing["done_date"], standing["done_zh"]) == ("2026-11-23", "已提供")


def test_refusals_are_sentences(built: House, sit: Callable[[House], Secretary]) -> None:
    desk = sit(built)
    for words, part in (
        (("--summary-zh", "一", "--date", "2026-12-24"), "会谈不晚于今天"),
        (("--place", "北京"), "--summary-zh"),
        (("--number", "HT-20261123-009", "--summary-zh", "一"), "HT-20261123-009"),
    ):
        code, said = desk.call("meeting", YI, *words)
        assert code == 1
        assert part in said
    assert desk.call("meeting", YI, "--summary-zh", "一", login="reader")[0] == 1


# --- the sample --------------------------------------------------------------------------------


def test_the_sample_stands_once_and_only_with_invented_banks(built: House) -> None:
    invented = [
        {**row, "group_code": None, "onshore_legal_person": 0}
        for row in read_records(SAMPLE_FOLDER / "institutions.csv")
        if row["bic8"].startswith("EXM") and not row["head_office_bic8"]
    ]
    load_institutions(
        built.engine,
        [],
        [one for one in invented if not one["group_code"]],
        built.clock(),
        "founder",
    )
    opened = open_house(Settings(str(built.path), "li", Language.CHINESE), built.clock)
    steps: list[tuple[str, int, int]] = []
    count = load_meetings_sample(opened, lambda *step: steps.append(step))
    records = read_records(SAMPLE_FOLDER / "meetings.csv")
    assert count == len(records) == steps[-1][1]
    assert {one["bic8"][:3] for one in records} == {"EXM"}
    assert load_meetings_sample(replace(opened), lambda *_step: None) == count
    assert built.value("SELECT count(*) FROM meeting") == count
    assert built.value("SELECT min(is_sample) FROM meeting") == 1
    assert all(one["summary_en"] for one in records), "a sample is in both languages"
