"""Plain SQL against the triggers of the embedded file, as any program could send it."""

# ruff: noqa: S608 - attacks are made of table names

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from backend.contract import AnnotateLine, Dimension
from tests.house import FRIDAY, MILLION, MONDAY, YI, House, at, key, with_lines
from tests.machine.sums import balances, summed_balances


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lines and shares of `with_lines`, a reservation, a draw, a loan to 320000, a submission."""
    house = with_lines(tmp_path_factory.mktemp("prepared"))
    house.reserve(5 * MILLION)  # YZ-20261123-0001
    house.draw(3 * MILLION)  # ZY-20261123-0001
    house.lend(4 * MILLION, "treasury")  # DJ-20261123-001
    note = {"institution": YI, "product": "placement", "note": "年审", "base_note": ""}
    assert house.submit("s1", house.command(AnnotateLine, **note)).applied
    with house.sqlite() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return house.path


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> House:
    """A copy of it for every test."""
    house = at(Path(shutil.copyfile(prepared, tmp_path / "house.db")))
    house.numbers = itertools.count(1000)
    return house


@pytest.fixture(params=[False, True], ids=["triggers flat", "triggers recursive"])
def plain(house: House, request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """A connection of any program, with recursive triggers off and on."""
    with house.sqlite() as connection:
        connection.execute(f"PRAGMA recursive_triggers = {'ON' if request.param else 'OFF'}")
        yield connection


@pytest.fixture(autouse=True)
def nothing_gets_through(house: House) -> Iterator[None]:
    """Whatever was tried, balances stay the sums of the entries."""
    yield
    with house.sqlite() as connection:
        assert balances(connection) == summed_balances(connection)


def _entry(house: House, **fields: object) -> tuple[str, tuple[object, ...]]:
    """Return an INSERT of a draw of one cent on treasury's share, `fields` in place of its own.

    What ends a reservation gives back the exposure that it held, all of it as placements do.
    """
    held = fields.get("reserved_delta_minor", 0)
    row: dict[str, object] = {
        "id": "attack",
        "kind": "draw",
        "node_id": house.node("unit:treasury").row_id,
        "mode": "ask",
        "receipt_id": "attack",
        "submission_id": "",
        "loan_delta_minor": 0,
        "approved_delta_minor": 0,
        "temporary_delta_minor": 0,
        "frozen_delta_minor": 0,
        "used_delta_minor": 1,
        "reserved_delta_minor": 0,
        "exposure_reserved_delta_minor": held if isinstance(held, int) and held < 0 else None,
        "deal_currency": "USD",
        "deal_amount_minor": 1,
        "rate_e12": 10**12,
        "factor_e6": 10**6,
        "reference": "",
        "request_number": "",
        "reason": "",
        "on_expiry": "",
        "business_date": MONDAY.isoformat(),
        "recorded_at": "2026-11-23T02:00:00.000000Z",
        "login": "mallory",
        **fields,
    }
    marks = ", ".join("?" for _ in row)
    return f"INSERT INTO entry ({', '.join(row)}) VALUES ({marks})", tuple(row.values())


def _refused(connection: sqlite3.Connection, statement: str, values: Any = ()) -> str:
    with pytest.raises(sqlite3.IntegrityError) as caught:
        connection.execute(statement, values)
    return str(caught.value).removeprefix("fidesk:")


# --- what was written stays --------------------------------------------------------------------

WRITTEN = [
    "entry",
    "receipt",
    "audit",
    "submission",
    "submission_edit",
    "business_day",
    "rate",
    "factor",
]


@pytest.mark.parametrize("table", WRITTEN)
def test_nothing_written_is_changed_taken_or_replaced(
    house: House, plain: sqlite3.Connection, table: str
) -> None:
    columns = [row[1] for row in plain.execute(f"PRAGMA table_info({table})")]
    before = plain.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    attacks = [
        (f"UPDATE {table} SET {columns[-1]} = {columns[-1]}", "append_only"),
        (f"UPDATE OR IGNORE {table} SET {columns[-1]} = {columns[-1]}", "append_only"),
        (f"UPDATE OR REPLACE {table} SET {columns[-1]} = {columns[-1]}", "append_only"),
        (f"DELETE FROM {table}", "append_only"),
    ]
    for statement, code in attacks:
        assert _refused(plain, statement) == code, statement
    for way in ("", "OR IGNORE ", "OR REPLACE ", "OR FAIL "):
        said = _refused(plain, f"INSERT {way}INTO {table} SELECT * FROM {table}")
        assert said in {"duplicate_id", "date_moves_back"}, way
    assert plain.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize("table", ["node", "edge", "path", "balance", "due", "request", "person"])
def test_no_row_is_taken_or_put_in_the_place_of_another(
    plain: sqlite3.Connection, table: str
) -> None:
    before = plain.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    assert _refused(plain, f"DELETE FROM {table}") == "append_only"
    for way in ("", "OR IGNORE ", "OR REPLACE "):
        said = _refused(plain, f"INSERT {way}INTO {table} SELECT * FROM {table}")
        assert said == "duplicate_id", way
    assert plain.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("note = 'x'", "changed_meanwhile"),  # without its next version
        ("note = 'x', version = version + 2", "changed_meanwhile"),
        ("node_key = 'unit:1/placement/trade2', version = version + 1", "identity"),
        ("institution_id = 2, version = version + 1", "identity"),
        ("dimension = 'country', version = version + 1", "identity"),
    ],
)
def test_a_node_keeps_what_it_is_and_counts_its_versions(
    plain: sqlite3.Connection, change: str, code: str
) -> None:
    for way in ("", "OR IGNORE ", "OR REPLACE "):
        statement = f"UPDATE {way}node SET {change} WHERE node_key = ?"
        assert _refused(plain, statement, (key("unit:trade"),)) == code


# --- entries ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"used_delta_minor": None}, "not_an_integer"),
        ({"node_id": 999}, "unknown_node"),
        ({"node_id": None}, "unknown_node"),
        ({"node_id": 4}, "not_a_leaf"),  # the product line
        ({"business_date": "2026-11-20"}, "not_the_open_date"),
        ({"business_date": "2026-11-24"}, "not_the_open_date"),
        ({"id": "ZY-20261123-0001"}, "duplicate_id"),
        ({"number": 1}, "duplicate_id"),
        ({"used_delta_minor": 40 * MILLION}, "over_line"),
        ({"kind": "reserve", "used_delta_minor": 0, "reserved_delta_minor": 40 * MILLION}
         | {"last_date": "2026-11-27"}, "over_line"),
        ({"kind": "reserve", "used_delta_minor": 0, "reserved_delta_minor": 40 * MILLION}
         | {"mode": "tell", "last_date": "2026-11-27"}, "mode"),
        ({"kind": "release", "used_delta_minor": -4 * MILLION}
         | {"resolves_id": "ZY-20261123-0001"}, "already_resolved"),
        ({"kind": "release", "used_delta_minor": -1}
         | {"resolves_id": "nothing"}, "already_resolved"),
        ({"kind": "release", "used_delta_minor": -1, "node_id": 7}
         | {"resolves_id": "ZY-20261123-0001"}, "already_resolved"),  # at another leaf
        ({"kind": "void", "used_delta_minor": 0, "reserved_delta_minor": -1}
         | {"resolves_id": "YZ-20261123-0001"}, "already_resolved"),  # not all of it
        ({"kind": "lapse", "mode": "auto", "used_delta_minor": 0}
         | {"reserved_delta_minor": -5 * MILLION, "resolves_id": "YZ-20261123-0001"}, "not_due"),
        ({"kind": "lend", "used_delta_minor": 0, "temporary_delta_minor": -40 * MILLION},
         "below_use"),
        ({"kind": "allocate", "used_delta_minor": 0, "approved_delta_minor": -40 * MILLION},
         "below_use"),
        ({"kind": "allocate", "used_delta_minor": 0, "approved_delta_minor": 1},
         "over_allocated"),
        ({"loan_id": "DJ-20261123-001", "loan_delta_minor": 1}, "loan"),  # another unit's
        ({"kind": "release", "used_delta_minor": -1, "resolves_id": "ZY-20261123-0001"}
         | {"loan_id": "DJ-20261123-001", "loan_delta_minor": -1}, "loan"),
        ({"kind": "return", "mode": "auto", "used_delta_minor": 0}
         | {"temporary_delta_minor": 1, "loan_id": "DJ-20261123-001"}, "not_due"),
        ({"kind": "return", "mode": "auto", "used_delta_minor": 0}
         | {"temporary_delta_minor": MILLION}, "not_due"),
    ],
)  # fmt: skip
def test_what_may_not_enter_is_refused_by_name(
    house: House, plain: sqlite3.Connection, fields: dict[str, object], code: str
) -> None:
    statement, values = _entry(house, **fields)
    before = plain.execute("SELECT count(*) FROM entry").fetchone()
    for way in ("", "OR IGNORE ", "OR REPLACE ", "OR FAIL "):
        assert _refused(plain, statement.replace("INSERT ", f"INSERT {way}", 1), values) == code
    assert plain.execute("SELECT count(*) FROM entry").fetchone() == before


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"used_delta_minor": "abc"}, "cannot store TEXT"),
        ({"used_delta_minor": 12.5}, "cannot store REAL"),
        ({"deal_amount_minor": 12.5}, "cannot store REAL"),
        ({"loan_delta_minor": b"1"}, "cannot store BLOB"),
        ({"mode": "auto"}, "ck_entry_auto"),
        ({"kind": "draw", "used_delta_minor": 0}, "ck_entry_use_signs"),
        ({"kind": "draw", "used_delta_minor": -1}, "ck_entry_use_signs"),
        ({"kind": "draw", "approved_delta_minor": 1}, "ck_entry_line_signs"),
        ({"kind": "gift"}, "ck_entry_"),
        ({"mode": "whisper"}, "ck_entry_mode"),
    ],
)
def test_constraints_hold_even_where_they_are_ignored(
    house: House, plain: sqlite3.Connection, fields: dict[str, object], constraint: str
) -> None:
    statement, values = _entry(house, **fields)
    assert constraint in _refused(plain, statement, values)
    before = plain.execute("SELECT count(*) FROM entry").fetchone()
    with suppress(sqlite3.IntegrityError):  # skips the row, or refuses it all the same
        plain.execute(statement.replace("INSERT", "INSERT OR IGNORE", 1), values)
    assert plain.execute("SELECT count(*) FROM entry").fetchone() == before


def test_two_rows_of_one_statement_exceed_together(house: House, plain: sqlite3.Connection) -> None:
    """Treasury holds 36, reserved and drawn are 8: 15 fits once, not twice."""
    statement, values = _entry(house, used_delta_minor=15 * MILLION)
    marks = statement.partition(" VALUES ")[2]
    second = tuple("attack2" if value == "attack" else value for value in values)
    said = _refused(plain, f"{statement}, {marks}", (*values, *second))
    assert said == "over_line"
    assert house.figures("used", short="unit:treasury") == (3 * MILLION,)
    plain.execute(statement, values)
    assert house.figures("used", short="unit:treasury") == (18 * MILLION,)


def test_a_reservation_is_resolved_once(house: House, plain: sqlite3.Connection) -> None:
    ending = {"resolves_id": "YZ-20261123-0001", "reserved_delta_minor": -5 * MILLION}
    statement, values = _entry(house, kind="void", used_delta_minor=0, **ending)
    plain.execute(statement, values)
    statement, values = _entry(house, id="attack2", **ending)
    assert _refused(plain, statement, values) == "already_resolved"


def test_a_burned_receipt_carries_no_entry(house: House, plain: sqlite3.Connection) -> None:
    refused = house.draw(400 * MILLION, id="burned")
    assert refused.code == "over_line"
    statement, values = _entry(house, receipt_id="burned")
    assert _refused(plain, statement, values) == "burned"


def test_the_date_moves_forward_only(plain: sqlite3.Connection) -> None:
    for day, code in {
        "2026-11-23": "date_moves_back",
        "2026-11-20": "date_moves_back",
        "9999": "not_a_date",
        "2026-13-01": "not_a_date",
        "2026-11-31": "not_a_date",
        "tomorrow": "not_a_date",
    }.items():
        for way in ("", "OR IGNORE ", "OR REPLACE "):
            statement = f"INSERT {way}INTO business_day VALUES (?, '', 'mallory')"
            assert _refused(plain, statement, (day,)) == code


# --- nodes and edges ----------------------------------------------------------------------------


def _node(plain: sqlite3.Connection, **fields: object) -> tuple[str, tuple[object, ...]]:
    columns = [row[1] for row in plain.execute("PRAGMA table_info(node)")]
    usual = plain.execute("SELECT * FROM node WHERE node_key = ?", (key("unit:trade"),)).fetchone()
    row = dict(zip(columns, usual, strict=True)) | {"id": 99, "version": 1} | fields
    return f"INSERT INTO node VALUES ({', '.join('?' for _ in row)})", tuple(row.values())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "duplicate_id"),
        ({"node_key": "unit:1/placement/trade2"}, "identity"),  # the same share twice
        ({"node_key": "unit:2/placement/trade", "institution_id": 2}, "no_parent"),
        ({"node_key": "unit:1/trade_finance/320000", "product_code": "trade_finance"}
         | {"unit_code": "320000"}, "no_parent"),  # its group holds nothing yet
        ({"node_key": "product:2/placement", "dimension": "product", "institution_id": 2}
         | {"unit_code": None}, "no_parent"),
    ],
)  # fmt: skip
def test_no_share_arises_twice_or_beside_the_tree(
    plain: sqlite3.Connection, fields: dict[str, object], code: str
) -> None:
    assert _refused(plain, *_node(plain, **fields)) == code


def test_a_node_moves_with_its_open_use(house: House, plain: sqlite3.Connection) -> None:
    """320000 leaves the domestic branches for the overseas ones, with what it uses and holds."""
    house.draw(6 * MILLION, unit="320000")
    house.open(FRIDAY)
    measures = ("used", "allocated")
    assert house.figures(*measures, short="unit:domestic_branches") == (6 * MILLION, 14 * MILLION)
    child, old, new = (
        house.node(f"unit:{unit}").row_id
        for unit in ("320000", "domestic_branches", "overseas_branches")
    )
    plain.execute(
        "UPDATE edge SET valid_to = ? WHERE child_id = ? AND parent_id = ?",
        (FRIDAY.isoformat(), child, old),
    )
    assert house.figures("used") == (3 * MILLION,)
    plain.execute("INSERT INTO edge VALUES (?, ?, 1, ?, NULL)", (child, new, FRIDAY.isoformat()))
    assert house.figures(*measures, short="unit:domestic_branches") == (0, 0)
    assert house.figures(*measures, short="unit:overseas_branches") == (6 * MILLION, 14 * MILLION)
    assert house.figures("used", short="country") == (9 * MILLION,)
    # Use goes the new way from now on, and an edge that was closed stays closed.
    assert house.draw(MILLION, unit="320000").accepted
    assert house.figures("used", short="unit:overseas_branches") == (7 * MILLION,)
    assert _refused(plain, "UPDATE edge SET valid_to = NULL WHERE valid_to IS NOT NULL") == (
        "identity"
    )
    again = (child, new, FRIDAY.isoformat())
    assert _refused(plain, "INSERT INTO edge VALUES (?, ?, 1, ?, NULL)", again) == "duplicate_id"
    circle = (new, child, FRIDAY.isoformat())
    assert _refused(plain, "INSERT INTO edge VALUES (?, ?, 1, ?, NULL)", circle) == "cycle"


def test_a_country_cap_that_comes_late_counts_what_is_used(tmp_path_factory: Any) -> None:
    house = with_lines(tmp_path_factory.mktemp("late"))
    house.draw(2 * MILLION)
    house.cap(Dimension.COUNTRY, MILLION, base=500 * MILLION)
    assert house.room("country") == -MILLION


# --- persons ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("checker = maker", "ck_request_checker"),
        ("checker = requester", "ck_request_checker"),
        ("checker = 'zhao', maker = NULL", "ck_request_checker"),
        ("maker = requester", "ck_request_maker"),
        ("consent_by = requester", "ck_request_consent_by"),
        ("checker = NULL", "ck_request_granted"),
    ],
)
def test_a_request_keeps_its_persons_apart(
    plain: sqlite3.Connection, change: str, constraint: str
) -> None:
    statement = f"UPDATE request SET {change}, version = version + 1"
    assert constraint in _refused(plain, statement)
    plain.execute(statement.replace("UPDATE", "UPDATE OR IGNORE", 1))
    persons = plain.execute("SELECT requester, consent_by, maker, checker FROM request").fetchone()
    assert persons == ("wu", "qian", "li", "zhao")
