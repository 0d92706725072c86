"""A week at the desk comes to the same on both databases, to the last balance and image."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from backend.contract import OnExpiry, Outcome
from backend.queries.verification.verify import verify
from backend.services.sealing import seal
from tests.house import FRIDAY, MILLION, House
from tests.mssql import houses

TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (24, 25, 26))
NEXT_MONDAY = date(2026, 11, 30)


def week(house: House) -> list[Outcome]:
    """Reserve, draw, tell, lend, move, release, and let the calendar post; return the answers."""
    answers: list[Outcome] = []

    def note(outcome: Outcome) -> str:
        answers.append(outcome)
        return outcome.reference

    note(house.reserve(5 * MILLION))
    held = note(house.reserve(3 * MILLION, last_date=FRIDAY))
    drawn = note(house.draw(10 * MILLION))
    note(house.draw(700_000_000, currency="JPY"))
    note(house.draw(25 * MILLION, unit="trade", login="sun"))
    note(house.draw(25 * MILLION, unit="trade", told=True))
    note(house.move("treasury", "overseas_branches", 3 * MILLION))
    note(house.lend(15 * MILLION, "overseas_branches", last_date=WEDNESDAY))
    note(
        house.lend(
            2 * MILLION,
            "treasury",
            "domestic_branches",
            last_date=TUESDAY,
            on_expiry=OnExpiry.ALL_RETURNS,
        )
    )
    borrowed = note(house.draw(18 * MILLION, unit="320000", login="wu"))
    house.open(TUESDAY)
    note(house.draw(3 * MILLION, reservation=held))
    note(house.void(held))  # too late
    note(house.void(note(house.reserve(2 * MILLION))))
    note(house.release(drawn, 333_333_333))
    house.open(WEDNESDAY)
    note(house.reserve(MILLION, unit="320000", login="wu"))
    house.open(THURSDAY)
    note(house.release(borrowed, 7 * MILLION, login="wu"))
    note(house.release(drawn))
    note(house.release(drawn))
    house.open(NEXT_MONDAY)
    note(house.release(borrowed, login="wu"))
    return answers


@pytest.mark.mssql
def test_a_week_comes_to_the_same_on_both_databases(tmp_path: Path, server_database: str) -> None:
    file = houses.with_lines(str(tmp_path / "house.db"))
    server = houses.with_lines(server_database)

    assert week(server) == week(file)

    on_file, on_server = houses.picture(file.engine), houses.picture(server.engine)
    for part, expected in on_file.items():
        assert on_server[part] == expected, part
    kinds = {row[1] for row in on_server["entries"]}
    assert kinds >= {"reserve", "draw", "void", "lapse", "release", "lend", "borrow", "return"}
    server.engine.dispose()


def test_after_a_week_balances_equal_their_entries(house: House) -> None:
    week(house)

    book = house.book()
    drawn = 25 * MILLION + 455_864_196  # trade's told deal, and the yen at Monday's rate
    assert book.nodes["country:JP"].used_minor == book.nodes["group:example"].used_minor
    assert book.nodes["country:JP"].used_minor >= drawn
    assert all(node.reserved_minor == 0 for node in book.nodes.values())
    assert all(due.open_minor == 0 for due in book.dues.values() if due.kind == "lapse")


def test_a_moment_keeps_its_microseconds(house: House) -> None:
    house.clock.now += timedelta(microseconds=123_457)
    house.draw(MILLION)
    entry = houses.picture(house.engine)["entries"][-1]
    assert house.clock.now in entry

    seal(house.engine, house.clock)

    with house.engine.connect() as connection:
        assert verify(connection) == []
