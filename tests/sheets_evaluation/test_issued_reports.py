"""A paper that goes out is recorded: its number, its version, which printing it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backend.services.issued_reports import Paper, content_hash_of, issue_reports
from tests.house import FRIDAY, House, build

PAPER = Paper(
    kind="evaluation",
    subject="EXYIJPJT",
    parameters={"year": "2025", "language": "zh"},
    name="评价报告_EXYIJPJT_2025年报_v{version}.xlsx",
    content_hash="a" * 64,
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build(tmp_path)


def issue(house: House, *papers: Paper) -> list[tuple[str, int, int, str]]:
    """Issue papers by 李 and return number, version, printing and name of each."""
    issued = issue_reports(house.engine, papers, house.clock, "li")
    return [(one.number, one.version, one.print_number, one.name) for one in issued]


def test_a_reprint_counts_and_a_changed_paper_is_the_next_version(house: House) -> None:
    name = "评价报告_EXYIJPJT_2025年报_v"
    changed = replace(PAPER, content_hash="b" * 64)
    assert issue(house, PAPER) == [("BB-20261123-0001", 1, 1, f"{name}1.xlsx")]
    assert issue(house, PAPER) == [("BB-20261123-0002", 1, 2, f"{name}1.xlsx")]
    assert issue(house, changed) == [("BB-20261123-0003", 2, 1, f"{name}2.xlsx")]
    # What it said first is said again: a version of its own, for the second one lay between.
    assert issue(house, PAPER, PAPER) == [
        ("BB-20261123-0004", 3, 1, f"{name}3.xlsx"),
        ("BB-20261123-0005", 3, 2, f"{name}3.xlsx"),
    ]


def test_subject_and_parameters_tell_papers_apart(house: House) -> None:
    other_bank = replace(PAPER, subject="EXBGJPJT")
    other_language = replace(PAPER, parameters={"language": "en", "year": "2025"})
    other_order = replace(PAPER, parameters={"language": "zh", "year": "2025"})
    said = issue(house, PAPER, other_bank, other_language, other_order)
    assert [printing for _number, _version, printing, _name in said] == [1, 1, 1, 2]


def test_numbers_begin_anew_each_day_and_stand_in_the_database(house: House) -> None:
    issue(house, PAPER)
    house.open(FRIDAY)
    meeting = replace(PAPER, kind="meeting_paper", parameters={"side": "内部"})
    for printing in (1, 2):
        (issued,) = issue_reports(house.engine, [meeting], house.clock, "wang")
        assert issued.print_number == printing
    columns = "id, kind, parameters, print_number, made_by"
    assert house.rows(f"SELECT {columns} FROM issued_report ORDER BY id") == [  # noqa: S608 - ours
        ("BB-20261123-0001", "evaluation", '{"language": "zh", "year": "2025"}', 1, "li"),
        ("BB-20261127-0001", "meeting_paper", '{"side": "内部"}', 1, "wang"),
        ("BB-20261127-0002", "meeting_paper", '{"side": "内部"}', 2, "wang"),
    ]


def test_nothing_is_issued_for_nothing(house: House) -> None:
    assert issue(house) == []


def test_content_is_known_by_what_it_says(house: House) -> None:
    assert content_hash_of({"a": 1, "b": house.today}) == content_hash_of(
        {"b": "2026-11-23", "a": 1}
    )
    assert content_hash_of({"a": 1}) != content_hash_of({"a": 2})
