"""What loses a race or finds the database locked is tried again; what cannot succeed is told."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, text, update
from sqlalchemy.exc import DBAPIError

from backend.errors import OutageError
from backend.services import transaction
from backend.services.transaction import transact
from backend.store.server import error_number
from backend.store.tables import ledger
from tests.house import MILLION, House
from tests.mssql import houses

DEADLOCK = 1205


def test_a_file_that_is_locked_is_tried_again(tmp_path: Any) -> None:
    """SQLite does not always wait by itself: sometimes it says so at once."""
    house = houses.with_lines(str(tmp_path / "house.db"))

    @event.listens_for(house.engine, "connect")
    def impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 0")

    with closing(sqlite3.connect(house.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused: list[str] = []

        @event.listens_for(house.engine, "handle_error")
        def let_go(context: Any) -> None:
            refused.append(str(context.original_exception))
            if len(refused) == 3:
                other.execute("COMMIT")

        assert house.draw(MILLION).accepted
    assert refused == ["database is locked"] * 3
    assert house.figures("used") == (MILLION,)


def test_a_file_that_stays_locked_is_told_and_nothing_is_written(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = houses.with_lines(str(tmp_path / "house.db"))
    monkeypatch.setattr(transaction, "BUSY_SECONDS", 0)

    @event.listens_for(house.engine, "connect")
    def impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 0")

    with closing(sqlite3.connect(house.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OutageError) as caught:
            house.draw(MILLION)
    assert caught.value.code == "database_busy"
    assert house.figures("used") == (0,)


def _raise_note(connection: Connection, dimension: str, words: str) -> None:
    """Hold a balance without changing it, and put down that it was held."""
    held = ledger.balance.c
    of_it = select(ledger.node.c.id).where(ledger.node.c.dimension == dimension)
    connection.execute(
        update(ledger.balance).where(held.node_id.in_(of_it)).values(used_minor=held.used_minor)
    )
    connection.execute(
        text("INSERT INTO setting (name, value) VALUES (:name, '1')"), {"name": f"{words}"}
    )


@pytest.mark.mssql
def test_of_two_transactions_that_cross_both_stand(server_house: House) -> None:
    """Ours holds the country and wants the group; a program of somebody else the other way."""
    both_hold = threading.Barrier(2, timeout=60)
    deadlocks: list[int] = []

    def ours(connection: Connection) -> None:
        tries.append(1)
        _raise_note(connection, "country", "ours/country")
        if len(tries) == 1:
            both_hold.wait()
        _raise_note(connection, "group", "ours/group")

    def theirs() -> None:
        for attempt in range(3):
            try:
                with server_house.engine.begin() as connection:
                    _raise_note(connection, "group", "theirs/group")
                    if attempt == 0:
                        both_hold.wait()
                    _raise_note(connection, "country", "theirs/country")
            except DBAPIError as error:
                deadlocks.append(error_number(error))
            else:
                return

    tries: list[int] = []
    other = threading.Thread(target=theirs)
    other.start()
    transact(server_house.engine, ours)
    other.join(60)

    assert not other.is_alive()
    assert len(tries) - 1 + len(deadlocks) == 1
    assert set(deadlocks) <= {DEADLOCK}
    with server_house.engine.connect() as connection:
        notes = connection.scalars(text("SELECT name FROM setting WHERE name LIKE '%/%'")).all()
    assert sorted(notes) == ["ours/country", "ours/group", "theirs/country", "theirs/group"]
