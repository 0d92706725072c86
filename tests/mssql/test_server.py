"""What only a server has: snapshots, races, collations, outages, and the whole sample."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from backend.bootstrap import found_house, open_house
from backend.contract import OutcomeCode
from backend.errors import OutageError
from backend.queries.nodes import open_date
from backend.services.transaction import LostRaceError, transact
from backend.store.engine import server_engine
from backend.store.server import error_number, take_turn
from backend.store.tables import ledger, trail
from backend.store.tables.institutions import institution
from backend.store.triggers import expected_triggers
from sync.load import SAMPLE, load_sample
from tests.house import MILLION, YI, Clock, House, ten_o_clock
from tests.mssql import houses

pytestmark = pytest.mark.mssql

WRITERS = 8


# --- answers -----------------------------------------------------------------------------------


def test_an_answer_outlives_the_next_question(server_house: House) -> None:
    with server_house.engine.connect() as connection:
        numbers = connection.scalars(select(institution.c.id).order_by(institution.c.id))
        assert next(numbers) == 1
        assert connection.scalar(select(func.count()).select_from(institution)) == 3
        assert list(numbers) == [2, 3]
        listed = connection.execution_options(yield_per=2).scalars(select(ledger.node.c.id))
        assert len(list(listed)) == connection.scalar(select(func.count()).select_from(ledger.node))


# --- races -------------------------------------------------------------------------------------


def _draws(given: tuple[str, int, int]) -> list[str]:
    """Draw a million again and again as one of the writers; return the answers."""
    url, number, count = given
    # Seven others go before the last, each with a new connection's first and slowest order.
    engine = server_engine(url, wait_seconds=110)
    house = House(Path(), engine, Clock(ten_o_clock(date(2026, 11, 23))))
    answers = [house.draw(MILLION, id=f"race-{number}-{turn}").code.value for turn in range(count)]
    house.engine.dispose()
    return answers


def _entries(given: tuple[str, int, int]) -> list[str]:
    """Insert entries of a million, around the services and without waiting for a turn."""
    url, number, count = given
    house = House(Path(), server_engine(url), Clock(ten_o_clock(date(2026, 11, 23))))
    answers = []
    for turn in range(count):
        row = {"id": f"race-{number}-{turn}", "kind": "draw", "node": "unit:treasury"}
        statement = houses.entries(house, row | {"used_delta_minor": MILLION})
        answer = houses.refusal(house.engine, statement)
        while answer not in {"", "over_line"}:
            assert "1205" in answer or "1222" in answer, answer
            answer = houses.refusal(house.engine, statement)
        answers.append(answer or "done")
    house.engine.dispose()
    return answers


@pytest.mark.soak
@pytest.mark.parametrize("writer", [_draws, _entries])
def test_eight_writers_fill_a_line_exactly(
    server_database: str,
    soak_scale: Callable[[int], int],
    writer: Callable[[tuple[str, int, int]], list[str]],
) -> None:
    house = houses.with_lines(server_database)
    count = soak_scale(140)
    work = [(server_database, number, count) for number in range(WRITERS)]

    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WRITERS, mp_context=spawn) as pool:
        answers = Counter(answer for one in pool.map(writer, work) for answer in one)

    assert answers == {"done": 40, "over_line": WRITERS * count - 40}
    for node in ("unit:treasury", "product", "entity", "group", "country"):
        assert house.figures("used", short=node) == (40 * MILLION,)
    posted = select(func.sum(ledger.entry.c.used_delta_minor))
    assert house.reading(lambda connection: connection.scalar(posted)) == 40 * MILLION
    house.engine.dispose()


def test_a_writer_waits_as_long_as_it_is_told(server_house: House, server_database: str) -> None:
    """Nothing of it is written, and the same id does it when the other has ended."""
    told = replace(houses.settings_of(server_database), wait_seconds=1)
    hasty = open_house(told, server_house.clock)
    house = House(Path(), hasty.engine, server_house.clock)
    with server_house.engine.begin() as other:
        take_turn(other)
        with pytest.raises(OutageError) as caught:
            house.draw(MILLION, id="waits")
    assert caught.value.code == "database_busy"
    assert server_house.figures("used") == (0,)
    assert house.draw(MILLION, id="waits").code is OutcomeCode.DONE
    hasty.engine.dispose()


# --- reading and texts -------------------------------------------------------------------------


def test_a_reader_keeps_its_snapshot(server_house: House, server_database: str) -> None:
    reader = open_house(houses.settings_of(server_database), server_house.clock)
    total = select(func.sum(ledger.balance.c.used_minor))
    with reader.reading() as connection:
        before = connection.scalar(total)
        server_house.draw(MILLION)
        assert connection.scalar(total) == before
    with reader.reading() as connection:
        assert connection.scalar(total) == 5 * MILLION
    reader.engine.dispose()


def test_texts_come_back_character_by_character(server_house: House) -> None:
    words = "调剂:𠮷野家〔2026〕001号 “甲” 'x' % %s \\ é\u3000ａA"
    server_house.approve(100 * MILLION, base=100 * MILLION, note=words)

    node = server_house.node("product")
    assert node.note == words
    images = select(trail.audit.c.image).where(
        trail.audit.c.table_name == "node", trail.audit.c.image.contains("𠮷野家")
    )
    assert server_house.reading(lambda connection: len(connection.scalars(images).all())) == 1


def test_texts_are_equal_only_when_their_characters_are(server_house: House) -> None:
    others = [YI.lower(), YI.replace("E", "\uff25")]
    found = select(institution.c.id).where(institution.c.bic8.in_(others))
    assert server_house.reading(lambda connection: connection.scalars(found).all()) == []


# --- founding, errors, outages -----------------------------------------------------------------


def test_founding_again_changes_nothing(server_house: House, server_database: str) -> None:
    before = houses.picture(server_house.engine)

    found_house(houses.settings_of(server_database), server_house.clock).engine.dispose()

    assert houses.picture(server_house.engine) == before
    with server_house.engine.connect() as connection:
        present = set(connection.scalars(text("SELECT name FROM sys.triggers")))
    assert present >= set(expected_triggers("mssql"))


def test_a_refusal_by_a_trigger_is_named(server_house: House) -> None:
    row = {"id": "x", "kind": "reserve", "node": "unit:treasury"}
    statement = houses.entries(server_house, row | {"reserved_delta_minor": 41 * MILLION})
    with pytest.raises(LostRaceError) as caught:
        transact(server_house.engine, lambda connection: connection.execute(statement))
    assert caught.value.rule == "over_line"


def test_the_same_command_again_is_answered_from_its_receipt(server_house: House) -> None:
    first = server_house.draw(MILLION, id="same")
    again = server_house.draw(MILLION, id="same")
    other = server_house.draw(2 * MILLION, id="same")
    assert [one.code for one in (first, again, other)] == [
        OutcomeCode.DONE,
        OutcomeCode.EXISTS,
        OutcomeCode.ID_REUSED,
    ]
    assert server_house.figures("used") == (MILLION,)


def test_errors_of_the_server_have_their_numbers(server_house: House) -> None:
    for statement, number in (("SELECT 1 FROM nowhere", 208), ("SELECT 1/0", 8134)):
        with pytest.raises(DBAPIError) as caught, server_house.engine.connect() as connection:
            connection.exec_driver_sql(statement)
        assert error_number(caught.value) == number


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("sa:wrong@{host}:{port}", "login_refused"),
        ("sa:x@127.0.0.1:9", "database_away"),
        ("sa:x@192.0.2.1:1433", "database_away"),  # a host of nobody (RFC 5737)
    ],
)
def test_an_outage_is_named_within_seconds(server_database: str, place: str, code: str) -> None:
    host, _, port = server_database.rpartition("@")[2].partition("/")[0].partition(":")
    database = f"mssql+pymssql://{place.format(host=host, port=port or 1433)}/x"
    started = time.monotonic()
    with pytest.raises(OutageError) as caught:
        open_house(houses.settings_of(database))
    assert caught.value.code == code
    assert time.monotonic() - started < 10


# --- the sample --------------------------------------------------------------------------------


@pytest.mark.soak
def test_the_sample_loads_and_loads_again(
    server_database: str, tmp_path: Path, soak_scale: Callable[[int], int]
) -> None:
    """Whole under `make soak`, else the first banks of it."""
    folder = _part_of_the_sample(tmp_path, soak_scale(400))
    clock = Clock(ten_o_clock(date(2026, 11, 23)))
    house = found_house(houses.settings_of(server_database), clock)

    loaded = load_sample(house, lambda *_told: None, folder)
    before = houses.picture(house.engine)
    again = load_sample(house, lambda *_told: None, folder)

    assert not loaded.refused
    assert not again.refused
    assert (again.institutions, again.changed) == (0, 0)
    after = houses.picture(house.engine)
    assert {**after, "receipts": []} == {**before, "receipts": []}
    with house.reading() as connection:
        assert open_date(connection) == clock().date()
    house.engine.dispose()


def _part_of_the_sample(folder: Path, banks: int) -> Path:
    kept: set[str] = set()
    for name in ("lines", "allocations", "deals"):
        heading, *rows = (SAMPLE / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        column = heading.split(",").index("bic8")
        for row in rows:
            if name == "lines" and len(kept) < banks:
                kept.add(row.split(",")[column])
        mine = [row for row in rows if row.split(",")[column] in kept]
        (folder / f"{name}.csv").write_text("\n".join([heading, *mine]) + "\n", encoding="utf-8")
    for source in SAMPLE.glob("*.csv"):
        if not (folder / source.name).exists():
            (folder / source.name).write_bytes(source.read_bytes())
    return folder
