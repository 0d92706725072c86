"""Seal, verify, and what an altered file is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.desk.desk import Desk


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE entry SET used_delta_minor = 1 WHERE reference = 'SAMPLE-000620'", "entry"),
        ("DELETE FROM entry WHERE reference = 'SAMPLE-000620'", "entry"),
        ("UPDATE balance SET approved_minor = approved_minor + 100 WHERE node_id = 1", "balance"),
        ("UPDATE audit SET image = image || ' ' WHERE number = 5", "audit"),
        ("DELETE FROM audit WHERE number = 5", "audit"),
        ("UPDATE node SET max_tenor_days = 3650 WHERE node_key LIKE 'product:%'", "node"),
    ],
)
def test_an_altered_file_is_named(small_desk: Desk, statement: str, table: str) -> None:
    desk = small_desk
    assert desk.run("zhao_lei", "seal").code == 0
    sound = desk.run("li_min", "verify", language="zh")
    assert (sound.code, "核验通过" in sound.words) == (0, True)

    desk.tamper(statement)

    said = desk.run("li_min", "verify", machine=True)
    assert said.code == 1
    found = said.answer["discrepancies"]
    assert table in {one["table"] for one in found}
    assert all(one["key"] and one["message"] for one in found)
    for language in ("zh", "en"):
        words = desk.run("li_min", "verify", language=language)
        assert words.code == 1
        # Every discrepancy stands on a line of its own, with its place.
        lines = [line for line in words.output.splitlines() if line.startswith("- ")]
        assert len(lines) == len(found)


def test_a_missing_trigger_is_named(small_desk: Desk) -> None:
    desk = small_desk
    ((name,),) = desk.select("SELECT min(name) FROM sqlite_master WHERE type = 'trigger'")
    with closing(sqlite3.connect(desk.database)) as connection:
        connection.execute(f"DROP TRIGGER {name}")
    said = desk.run("li_min", "verify")
    assert said.code == 1
    assert name in said.words


def test_sealing_twice_seals_nothing_more(small_desk: Desk) -> None:
    first = small_desk.ask("zhao_lei", "seal")
    again = small_desk.ask("zhao_lei", "seal")
    assert first["sealed"]["entry"] == small_desk.count("entry")
    assert set(again["sealed"].values()) == {0}
    assert again["heads"] == first["heads"]


def test_founding_and_loading_again_change_nothing(small_desk: Desk) -> None:
    before = small_desk.dump()
    assert small_desk.run("zhao_lei", "init").code == 0
    assert small_desk.run("li_ming", "init").code == 1
    assert small_desk.dump() == before


def test_the_doctor_says_what_is_there(small_desk: Desk) -> None:
    said = small_desk.run("li_ming", "doctor")
    assert said.code == 0
    assert "open, business date 2026-11-23" in said.words
    assert "SQLite" in said.words
    away = small_desk.call("--database", "absent.db", "--language", "zh", "doctor")
    assert away.code == 3
    assert "找不到数据库 absent.db" in away.words


def test_the_doctor_asks_for_next_year_s_holidays(small_desk: Desk) -> None:
    """Without them the first of January would open as a working day."""
    assert small_desk.ask("li_ming", "doctor")["Calendar"]["fine"]
    small_desk.at("2026-12-28")
    assert small_desk.run("li_ming", "today").code == 0
    said = small_desk.ask("li_ming", "doctor")["Calendar"]
    assert (said["fine"], "2026" in said["found"]) == (False, True)


def test_totals(desk: Desk) -> None:
    totals = desk.ask("li_min", "show")
    assert totals["institutions"] == 717
    assert totals["entries"] == desk.count("entry")
