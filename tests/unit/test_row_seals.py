"""What stands outside audit and entries is sealed row by row; receipts order what they ordered."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from backend.language import Language
from backend.queries.chain import STREAMS
from backend.queries.discrepancy import Discrepancy
from backend.queries.row_seals import heads, sealed_tables
from backend.queries.verification.verify import verify
from backend.services.masters import load_rates
from backend.services.sealing import seal
from backend.store.tables import metadata
from backend.store.triggers.generated import audited_tables
from tests.backup.houses import DERIVED, tamper, week
from tests.house import MILLION, MONDAY, House, at


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return a house after a week, sealed. It is not changed: copy it."""
    house = week(tmp_path_factory.mktemp("week"))
    seal(house.engine, house.clock)
    return house


@pytest.fixture
def house(worked: House, tmp_path: Path) -> House:
    copied = at(Path(shutil.copy(worked.path, tmp_path / "house.db")))
    copied.clock.now = worked.clock.now
    copied.numbers = count(1000)
    return copied


def found(house: House) -> list[Discrepancy]:
    discrepancies = house.reading(verify)
    for one in discrepancies:
        for language in Language:
            assert one.key in one.sentence(language), one
    return discrepancies


def places(house: House) -> set[tuple[str, str, str]]:
    return {(one.code, one.table, one.key) for one in found(house)}


def test_every_table_is_guarded_one_way() -> None:
    """By its images, by the chain of entries, by what it follows from, or row by row."""
    guarded = Counter(
        [
            *(table.name for table in audited_tables()),
            *(table.name for table in STREAMS.values()),
            *(table.name for table in sealed_tables()),
            *DERIVED,
            "audit_seal",
            "row_seal",
        ]
    )
    assert set(guarded) == set(metadata.tables)
    assert set(guarded.values()) == {1}


def test_a_sound_house_is_sound(house: House) -> None:
    assert found(house) == []
    assert seal(house.engine, house.clock).counts == {"audit": 0, "entry": 0, "row": 0}


@pytest.mark.parametrize(
    ("statement", "table", "key"),
    [
        (
            "UPDATE permission SET operation = 'load' WHERE role || operation = 'unit_officerdraw'",
            "permission",
            "unit_officer/draw",
        ),
        (
            "UPDATE rate SET rate_e12 = rate_e12 + 1 WHERE currency_code = 'JPY'",
            "rate",
            "JPY/2026-11-02/test",
        ),
        (
            "UPDATE calendar_day SET working = 1 - working WHERE day = '2026-10-01'",
            "calendar_day",
            "2026-10-01",
        ),
        ("UPDATE setting SET value = 'another'", "setting", "database_id"),
        (
            "UPDATE factor SET factor_e6 = 1 WHERE product_code = 'placement'",
            "factor",
            "placement/2020-01-01",
        ),
        ("UPDATE product SET name_en = 'Gifts' WHERE code = 'bonds'", "product", "bonds"),
        ("DELETE FROM calendar_day WHERE day = '2026-10-02'", "calendar_day", "2026-10-02"),
        ("UPDATE receipt SET login = 'sun' WHERE id = 'c3'", "receipt", "c3"),
        ("DELETE FROM pull", "pull", "p1"),
        ("UPDATE trail_mark SET entry_number = 1 WHERE audit_number > 300", "trail_mark", ""),
    ],
)
def test_an_altered_fact_is_named(house: House, statement: str, table: str, key: str) -> None:
    with house.sqlite() as connection:
        connection.execute(
            "INSERT INTO pull VALUES ('p1', 'li', '2026-11-23', '2026-11-23T02:00:00.000000Z')"
        )
    seal(house.engine, house.clock)
    tamper(house.path, statement)
    named = found(house)
    assert named
    assert {one.table for one in named} == {table}
    assert {one.code for one in named} <= {"fact_altered", "fact_missing"}
    assert key in {one.key for one in named} or not key
    # Sealing again does not make it right.
    seal(house.engine, house.clock)
    assert {(one.table, one.key) for one in found(house)} == {(one.table, one.key) for one in named}


def test_a_new_fact_is_no_alteration(house: House) -> None:
    row = {"currency_code": "EUR", "day": MONDAY, "kind": "test", "rate_e12": 1, "source": "test"}
    assert load_rates(house.engine, [row], house.clock.now) == 1
    assert found(house) == []
    assert seal(house.engine, house.clock).counts["row"] == 1
    assert found(house) == []
    tamper(house.path, "UPDATE rate SET rate_e12 = 2 WHERE rate_e12 = 1")
    assert places(house) == {("fact_altered", "rate", "EUR/2026-11-23/test")}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE row_seal SET row_hash = chain_hash WHERE number = 7",
        "UPDATE row_seal SET chain_hash = row_hash WHERE number = 7",
        "UPDATE row_seal SET sealed_at = '2026-11-22T02:00:00.000000Z' WHERE number = 7",
        "DELETE FROM row_seal WHERE number = 7",
        "UPDATE row_seal SET row_key = 'nothing' WHERE number = 7",
    ],
)
def test_an_altered_seal_is_named(house: House, statement: str) -> None:
    tamper(house.path, statement)
    named = found(house)
    assert "row_seal_altered" in {one.code for one in named}
    assert {one.key for one in named if one.table == "row_seal"} & {"7", "8"}


def test_seals_that_were_made_anew_are_known_by_their_head(house: House) -> None:
    """Whoever writes everything can compute the chain anew: not the head that was noted."""
    noted = house.reading(heads)
    tamper(
        house.path,
        "UPDATE rate SET rate_e12 = 1",
        "DELETE FROM row_seal",
        "DELETE FROM sqlite_sequence WHERE name = 'row_seal'",
    )
    house.clock.now += timedelta(hours=1)
    seal(house.engine, house.clock)
    assert found(house) == []
    named = house.reading(lambda connection: verify(connection, noted.values()))
    assert [(one.code, one.table) for one in named] == [("head_lost", "row_seal")]


def test_an_auditor_can_recompute_the_first_seal(house: House) -> None:
    with closing(sqlite3.connect(house.path)) as connection:
        connection.row_factory = sqlite3.Row
        first = dict(connection.execute("SELECT * FROM row_seal WHERE number = 1").fetchone())
        row = dict(
            connection.execute(
                f"SELECT * FROM {first['table_name']} ORDER BY 1, 2 LIMIT 1"  # noqa: S608 - ours
            ).fetchone()
        )

    def said(content: dict[str, object]) -> str:
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert first["row_hash"] == hashlib.sha256(said(row).encode()).hexdigest()
    seal_said = said({name: first[name] for name in ("table_name", "row_key", "row_hash")})
    words = f"row\n{first['sealed_at']}\n{seal_said}"
    assert first["chain_hash"] == hashlib.sha256(words.encode()).hexdigest()


# --- entries that borrow a receipt -------------------------------------------------------------

#: One entry more by plain SQL, like the newest of its kind, through the triggers.
FORGED = """
INSERT INTO entry (id, kind, node_id, mode, receipt_id, approved_delta_minor, used_delta_minor,
                   reserved_delta_minor, temporary_delta_minor, frozen_delta_minor,
                   loan_delta_minor, submission_id, deal_currency, deal_amount_minor, rate_e12,
                   factor_e6, reference, request_number, reason, value_date, maturity_date,
                   last_date, on_expiry, business_date, recorded_at, login, resolves_id)
SELECT '{id}', '{kind}', node_id, 'ask', receipt_id, {approved}, {used}, {reserved}, 0, 0, 0,
       submission_id, deal_currency, deal_amount_minor, rate_e12, factor_e6, reference,
       request_number, reason, value_date, maturity_date, '2026-11-30', on_expiry,
       (SELECT max(day) FROM business_day), recorded_at, login, {resolves}
  FROM entry WHERE kind = '{like}' AND mode = 'ask' ORDER BY number DESC LIMIT 1
"""


@pytest.mark.parametrize(
    ("like", "kind", "deltas"),
    [
        ("draw", "draw", (0, 100, 0)),
        ("draw", "draw", (0, MILLION, 0)),
        ("draw", "reserve", (0, 0, 100)),
        ("reserve", "reserve", (0, 0, MILLION)),
        ("reserve", "draw", (0, MILLION, 0)),
        ("approve", "approve", (100, 0, 0)),
        ("allocate", "allocate", (-100, 0, 0)),
        ("allocate", "reserve", (0, 0, 100)),
        ("borrow", "reserve", (0, 0, 100)),
        ("release", "draw", (0, 100, 0)),
    ],
)
def test_an_entry_with_a_copied_receipt_is_named(
    house: House, like: str, kind: str, deltas: tuple[int, int, int]
) -> None:
    assert house.draw(1 * MILLION, unit="trade").accepted
    assert house.reserve(1 * MILLION).accepted
    approved, used, reserved = deltas
    with house.sqlite() as connection:
        made = connection.execute(
            FORGED.format(
                id="ZY-20261130-7777",
                kind=kind,
                like=like,
                approved=approved,
                used=used,
                reserved=reserved,
                resolves="NULL",
            )
        )
        assert made.rowcount == 1
    number = str(house.value("SELECT max(number) FROM entry"))
    assert places(house) == {("entry_unlike_receipt", "entry", number)}
    # Sealed or not, it stays named.
    seal(house.engine, house.clock)
    assert places(house) == {("entry_unlike_receipt", "entry", number)}
