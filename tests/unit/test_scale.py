"""A draw costs the same in a small house and in a large one: told without a clock.

What is counted: statements, rows read, and that every question and every trigger finds what it
needs by an index. `tests/benchmarks/bench_ledger.py` measures the rest.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert

from backend.contract import DrawLimit, OutcomeCode, ReleaseDraw, ReserveLimit
from backend.store.tables.ledger import entry
from backend.store.triggers import expected_triggers
from tests.benchmarks.big_house import MATURITY, BigHouse, build_big
from tests.house import MILLION, MONDAY, House, with_lines

#: Tables that do not grow with banks or deals, by a row a working day at most: read as a whole.
SMALL = frozenset(
    {
        *(
            "business_day",
            "calendar_day",
            "currency",
            "delegation",
            "factor",
            "factor_step",
            "permission",
        ),
        *("policy", "product", "regulation", "regulatory_factor", "setting", "unit"),
    }
)
#: What a trigger reads as a whole, and why it may.
ALLOWED = {
    ("node_arise", "child"): "entities beneath a new cap; the dimension is looked at before",
    ("authority_begin", "entry"): "whether there is any: the first row answers",
    ("policy_begin", "entry"): "whether there is any: the first row answers",
}
SCAN = re.compile(r"^SCAN (?P<what>\S+)")


@dataclass
class Seen:
    """What an act asked: its statements with their parameters, and how many rows it read."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    rows: int = 0


@contextmanager
def seen(house: House) -> Iterator[Seen]:
    """Watch what is asked of the house's file."""
    noted = Seen()

    def count(_cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
        noted.rows += 1
        return row

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.row_factory = count

    def asked(*given: Any) -> None:
        noted.statements.append((given[2], given[3]))

    event.listen(house.engine, "connect", connected)
    event.listen(house.engine, "before_cursor_execute", asked)
    yield noted
    event.remove(house.engine, "connect", connected)
    event.remove(house.engine, "before_cursor_execute", asked)


def draw(big: BigHouse, amount_minor: int = MILLION) -> OutcomeCode:
    """Draw on the first bank's line."""
    order = big.house.command(
        DrawLimit,
        institution=big.banks[0],
        product="placement",
        unit="treasury",
        currency="USD",
        amount_minor=amount_minor,
        value_date=MONDAY,
        maturity_date=MATURITY,
    )
    return big.house.execute(order)[0].code


def deals_of_the_past(big: BigHouse) -> None:
    """Let deals come and go on the first bank's line, on several days."""
    house = big.house
    usual = {"institution": big.banks[0], "maturity_date": MATURITY}
    for _day in range(3):
        held = [house.deal(ReserveLimit, MILLION, **usual) for _ in range(10)]
        drawn = [one.reference for one in house.execute(*held)]
        orders = [house.deal(DrawLimit, MILLION, reservation=one, **usual) for one in drawn]
        ends = [house.command(ReleaseDraw, draw=one.reference) for one in house.execute(*orders)]
        assert all(one.accepted for one in house.execute(*ends))
        house.open(house.today + timedelta(days=1))


@pytest.mark.parametrize(
    ("amount_minor", "code"), [(MILLION, OutcomeCode.DONE), (10**17, OutcomeCode.OVER_LINE)]
)
def test_a_draw_asks_as_much_of_fifty_banks_as_of_one(
    tmp_path: Path, amount_minor: int, code: OutcomeCode
) -> None:
    asked = []
    for banks in (1, 50):
        (tmp_path / str(banks)).mkdir()
        big = build_big(tmp_path / str(banks), banks)
        draw(big)  # the first one lets no node arise, but rates and plans are fresh
        with seen(big.house) as noted:
            assert draw(big, amount_minor) is code
        asked.append(noted)
    one, fifty = asked
    assert [text for text, _ in fifty.statements] == [text for text, _ in one.statements]
    assert fifty.rows == one.rows


def test_a_draw_reads_no_more_after_deals_that_came_and_went(tmp_path: Path) -> None:
    big = build_big(tmp_path, 1)
    draw(big)
    with seen(big.house) as before:
        assert draw(big) is OutcomeCode.DONE
    deals_of_the_past(big)
    draw(big)
    with seen(big.house) as after:
        assert draw(big) is OutcomeCode.DONE
    assert big.house.value("SELECT count(*) FROM entry") > 90
    assert len(after.statements) == len(before.statements)
    assert after.rows == before.rows


def _scanned(connection: sqlite3.Connection, statement: str, parameters: Any) -> set[str]:
    """Return the tables, by the name that the statement gives them, that are read as a whole."""
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    found = {match["what"] for row in plan if (match := SCAN.match(row[3]))}
    return {one for one in found if not one.startswith("(") and one != "CONSTANT"} - SMALL


def _acts(house: House) -> Iterator[Callable[[], Any]]:
    """Yield what a desk does all day on one bank's line."""
    held = house.reserve(MILLION)
    yield lambda: house.draw(MILLION, reservation=held.reference)
    drawn = house.draw(MILLION)
    yield lambda: house.release(drawn.reference, MILLION // 2)
    yield lambda: house.reserve(MILLION, last_date=house.today + timedelta(days=1))
    yield lambda: house.draw(MILLION, told=True, reference="R-1")
    yield lambda: house.draw(300 * MILLION)
    yield lambda: house.draw(50 * MILLION)


def test_every_question_of_a_command_is_answered_by_an_index(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    asked = []
    for act in _acts(house):
        with seen(house) as noted:
            act()
        asked += [one for one in noted.statements if one[0].startswith("SELECT")]
    assert len(asked) > 50
    with house.sqlite() as connection:
        scans = {text: _scanned(connection, text, given) for text, given in asked}
    assert {text: found for text, found in scans.items() if found} == {}


def _trigger_statements() -> Iterator[tuple[str, str, dict[str, None]]]:
    """Yield the trigger, each of its statements as a statement of its own, and its parameters."""
    for name, definition in expected_triggers("sqlite").items():
        body = re.split(r"\bBEGIN\b", definition, maxsplit=1)[1].rpartition("END")[0]
        for part in re.sub(r"--.*", "", body).split(";"):
            if not part.strip():
                continue
            plain = re.sub(r"RAISE\(ABORT, ('[^']*')\)", r"\1", part)
            plain = re.sub(r"\b(?:NEW|OLD)\.(\w+)", r":\1", plain)
            yield name, plain, dict.fromkeys(re.findall(r":(\w+)", plain))


def test_every_trigger_finds_what_it_needs_by_an_index(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    with closing(sqlite3.connect(house.path)) as connection:
        scans = {
            (name, table, " ".join(statement.split())[:100])
            for name, statement, given in _trigger_statements()
            for table in _scanned(connection, statement, given) - _named_within(statement)
            if (name, table) not in ALLOWED
        }
    assert scans == set()


def _named_within(statement: str) -> set[str]:
    """Return the names of the statement's own parts: what they read is looked at for itself."""
    return set(re.findall(r"(?:\bWITH|,)\s+(\w+) AS \(", statement)) | set(
        re.findall(r"\)\s+AS (\w+)", statement)
    )


def test_numbers_go_on_beyond_four_digits(tmp_path: Path) -> None:
    """The highest is found by its width; what only looks like a number is passed over."""
    house = with_lines(tmp_path)
    _draw_named(house, "ZY-20261123-0007")
    assert house.draw(MILLION).reference == "ZY-20261123-0008"
    for odd in ("ZY-20261123-9:99", "ZY-20261123-9998"):
        _draw_named(house, odd)
    references = [house.draw(MILLION).reference for _ in range(3)]
    assert references == [f"ZY-20261123-{number}" for number in (9999, 10000, 10001)]
    assert house.reserve(MILLION).reference == "YZ-20261123-0001"


def _draw_named(house: House, number: str) -> None:
    """Write a draw under a number of one's own choice, as any program may."""
    row = {"id": number, "receipt_id": number, "kind": "draw", "mode": "ask", "login": "li"}
    amounts = {"used_delta_minor": 100, "deal_currency": "USD", "deal_amount_minor": 100}
    days = {"business_date": MONDAY, "value_date": MONDAY, "maturity_date": MATURITY}
    node_id = house.node("unit:treasury").row_id
    with house.engine.begin() as connection:
        signed = {"recorded_at": house.clock(), "node_id": node_id}
        connection.execute(insert(entry), {**row, **amounts, **days, **signed})
