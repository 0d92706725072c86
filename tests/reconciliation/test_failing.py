"""A comparison that fails at its Nth statement, for every N, leaves nothing; then it succeeds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from backend.errors import OutageError
from tests.feeds.desk import Desk
from tests.reconciliation.test_a_day import PLANTED, rows, run, take


@contextmanager
def _failing_at(desk: Desk, number: int) -> Iterator[list[str]]:
    """Let the statement of this number fail as a full disk does; yield the statements seen."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)
        if len(seen) == number:
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(desk.house.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(desk.house.engine, "before_cursor_execute", count)


def test_no_statement_leaves_half_a_comparison(desk: Desk) -> None:
    take(desk, *PLANTED)
    before = desk.everything()
    number, written = 0, 0
    while True:
        number += 1
        with _failing_at(desk, number) as seen:
            try:
                done = run(desk)
            except (OutageError, sqlite3.OperationalError):
                assert desk.everything() == before, f"statement {number} left something"
                written += seen[-1].startswith("INSERT INTO break_item")
                continue
        break
    assert written == 1  # the writing was reached
    assert len(done.added) == len(PLANTED) == len(rows(desk))
