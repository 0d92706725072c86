"""The Nth statement of a submission fails, for every N: nothing is half-written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from backend.contract import AllocateLine, ApproveLine, Command, DrawLimit, ReserveLimit
from backend.errors import OutageError
from tests.house import BING, MILLION, House, with_lines
from tests.machine.sums import balances, dues, summed_balances, summed_dues


@contextmanager
def _failing_at(house: House, number: int) -> Iterator[list[str]]:
    """Let the statement of this number fail as a full disk does; yield the statements seen."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)
        if len(seen) == number:
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(house.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(house.engine, "before_cursor_execute", count)


def _orders(house: House) -> list[Command]:
    """A small submission that touches every kind of row: node, line, receipt, edit, entry."""
    return [
        ApproveLine(
            id="n1",
            login="li",
            institution=BING,
            product="placement",
            target_minor=9 * MILLION,
            base_minor=None,
        ),
        AllocateLine(
            id="n2",
            login="li",
            institution=BING,
            product="placement",
            unit="trade",
            target_minor=5 * MILLION,
            base_minor=0,
            reason="新增",
        ),
        house.deal(ReserveLimit, MILLION, id="n3", unit="trade", institution=BING),
        house.deal(DrawLimit, MILLION, id="n4"),
    ]


def _content(house: House) -> dict[str, list[tuple[Any, ...]]]:
    tables = [name for (name,) in house.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: house.rows(f"SELECT * FROM {name}") for name in tables}  # noqa: S608


def test_no_statement_leaves_half_a_submission(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    orders = _orders(house)
    before = _content(house)
    with _failing_at(house, 0) as seen:
        trial = house.submit("trial", *orders, dry_run=True)
        assert all(one.accepted for one in trial.outcomes)
        assert _content(house) == before
        decisions = len(seen)
    number = 0
    while True:
        number += 1
        with _failing_at(house, number) as seen:
            try:
                applied = house.submit("whole", *orders)
            except (OutageError, sqlite3.OperationalError):
                assert _content(house) == before, f"statement {number} left something"
                continue
        break
    assert number > decisions + 5  # the writing was reached, statement by statement
    assert applied.applied
    with house.sqlite() as connection:
        assert balances(connection) == summed_balances(connection)
        assert dues(connection) == summed_dues(connection)
    assert house.submit("whole", *orders).repeated


def test_a_failing_commit_is_an_outage_and_leaves_nothing(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    before = _content(house)

    def fail(_connection: Any) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    event.listen(house.engine, "commit", fail)
    with pytest.raises((OutageError, sqlite3.OperationalError)):
        house.draw(MILLION)
    event.remove(house.engine, "commit", fail)
    assert _content(house) == before
    assert house.draw(MILLION).accepted
