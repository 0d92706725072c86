"""Seal and verify: whatever is altered behind the triggers' back is named, at its place."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from backend.contract import LineType
from backend.language import Language
from backend.queries import chain
from backend.queries.chain import ADDED, Head
from backend.queries.discrepancy import Discrepancy
from backend.queries.row_seals import heads
from backend.queries.verification.verify import verify
from backend.services.sealing import seal
from tests.house import BING, FEBRUARY, MILLION, MONDAY, YI, House, at, with_lines

TUESDAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a house in which everything happened that posts, sealed, with a little more after."""
    house = with_lines(tmp_path_factory.mktemp("worked"))
    assert house.approve(20 * MILLION, product="forfaiting", line_type=LineType.ONE_OFF).accepted
    assert house.allocate("treasury", 10 * MILLION, product="forfaiting").accepted
    once = house.draw(4 * MILLION, product="forfaiting")
    held = house.reserve(3 * MILLION)
    house.reserve(2 * MILLION)  # lapses
    drawn = house.draw(3 * MILLION, reservation=held.reference)
    void = house.reserve(1 * MILLION, last_date=FEBRUARY)
    house.reserve(1 * MILLION, last_date=FEBRUARY, unit="trade")
    lent = house.lend(5 * MILLION, "trade", last_date=TUESDAY)
    for outcome in (
        house.void(void.reference),
        house.release(drawn.reference, 1 * MILLION),
        house.release(once.reference, 2 * MILLION),
        lent,
        house.draw(3 * MILLION, unit="320000"),
        house.move("treasury", "320000", 1 * MILLION),
    ):
        assert outcome.accepted, outcome
    house.open(TUESDAY)
    assert house.value("SELECT count(*) FROM entry WHERE kind = 'lapse'") == 1
    house.open(date(2026, 11, 25))
    assert house.value("SELECT count(*) FROM entry WHERE kind = 'return'") > 0
    assert house.value("SELECT max(consumed_minor) FROM balance") == 2 * MILLION
    seal(house.engine, house.clock)
    assert house.draw(1 * MILLION).accepted
    return house.path


@pytest.fixture
def house(worked: Path, tmp_path: Path) -> House:
    shutil.copyfile(worked, tmp_path / "house.db")
    house = at(tmp_path / "house.db", MONDAY)
    house.clock.now = at(worked, date(2026, 11, 25)).clock.now
    return house


@contextmanager
def tampering(house: House, *tables: str) -> Iterator[sqlite3.Connection]:
    """Give a plain connection to a database whose triggers on `tables` are away meanwhile."""
    with closing(sqlite3.connect(house.path)) as connection:
        present = connection.execute(
            "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        triggers = [(name, definition) for name, definition, table in present if table in tables]
        assert triggers
        for name, _definition in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _name, definition in triggers:
            connection.execute(definition)
        connection.commit()


def found(house: House) -> list[Discrepancy]:
    discrepancies = house.reading(verify)
    for one in discrepancies:
        for language in Language:
            assert one.key in one.sentence(language), one
    return discrepancies


def places(house: House) -> set[tuple[str, str, str]]:
    return {(one.code, one.table, one.key) for one in found(house)}


def only(house: House) -> Discrepancy:
    (one,) = found(house)
    return one


# --- sealing -----------------------------------------------------------------------------------


def test_an_untouched_house_is_sound_sealed_or_not(house: House) -> None:
    assert found(house) == []
    seal(house.engine, house.clock)
    assert found(house) == []


def test_sealing_again_changes_nothing(house: House) -> None:
    first = seal(house.engine, house.clock)
    assert first.counts == {"audit": 0, "entry": 1, "row": 1}  # the draw and its receipt
    second = seal(house.engine, house.clock)
    assert second.count == 0
    assert second.heads == first.heads == house.reading(heads)
    assert house.value("SELECT count(*) FROM audit_seal WHERE stream = 'audit'") == house.value(
        "SELECT count(*) FROM audit"
    )


def test_small_batches_make_the_same_chain(
    worked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chains = []
    for size in (5_000, 7):
        shutil.copyfile(worked, tmp_path / f"{size}.db")
        house = at(tmp_path / f"{size}.db")
        with tampering(house, "audit_seal") as connection:
            connection.execute("DELETE FROM audit_seal")
            connection.execute("DELETE FROM sqlite_sequence WHERE name = 'audit_seal'")
        monkeypatch.setattr("backend.services.sealing.BATCH", size)
        sealed = seal(house.engine, house.clock)
        chains.append(sealed.heads)
        assert found(house) == []
    assert chains[0] == chains[1]


def test_an_auditor_can_recompute_the_first_link(house: House) -> None:
    with house.sqlite() as connection:
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute("SELECT * FROM entry WHERE number = 1").fetchone())
        link = connection.execute(
            "SELECT sealed_at, chain_hash FROM audit_seal WHERE stream = 'entry' ORDER BY number"
        ).fetchone()
    # Columns that a later schema added are left out while they are NULL (docs/audit.md).
    row = {name: value for name, value in row.items() if value is not None or name not in ADDED}
    said = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    words = f"entry\n{link['sealed_at']}\n{said}"
    assert hashlib.sha256(words.encode("utf-8")).hexdigest() == link["chain_hash"]


def test_a_row_that_committed_late_is_sealed_after_higher_numbers(house: House) -> None:
    with tampering(house, "entry", "audit_seal") as connection:
        before = connection.execute("SELECT * FROM entry WHERE number = 2").fetchone()
        connection.execute("DELETE FROM audit_seal")
        connection.execute("DELETE FROM sqlite_sequence WHERE name = 'audit_seal'")
        connection.execute("DELETE FROM entry WHERE number = 2")
    seal(house.engine, house.clock)
    with tampering(house, "entry") as connection:
        marks = ", ".join("?" * len(before))
        connection.execute(f"INSERT INTO entry VALUES ({marks})", before)  # noqa: S608 - as above
    assert seal(house.engine, house.clock).counts == {"audit": 0, "entry": 1, "row": 0}
    assert house.rows("SELECT row_number FROM audit_seal ORDER BY number DESC LIMIT 1") == [(2,)]
    assert found(house) == []


# --- the chain ---------------------------------------------------------------------------------


def test_an_altered_entry_is_named_by_its_number_and_its_figures(house: House) -> None:
    number, node_key = house.rows(
        "SELECT number, node_key FROM entry JOIN node ON node.id = node_id "
        "WHERE kind = 'draw' ORDER BY number LIMIT 1"
    )[0]
    with tampering(house, "entry") as connection:
        connection.execute(
            "UPDATE entry SET used_delta_minor = used_delta_minor + 1 WHERE number = ?", (number,)
        )
    discrepancies = found(house)
    altered, *balances, draw, unlike = discrepancies
    assert {one.code for one in balances} == {"balance_unlike_entries"}
    assert (draw.code, draw.table, draw.detail["measure"]) == (
        "draw_unlike_entries",
        "open_draw",
        "open_use",
    )
    assert (altered.code, altered.table, altered.key) == (
        "sealed_row_altered",
        "entry",
        str(number),
    )
    assert (unlike.code, unlike.key) == ("entry_unlike_receipt", str(number))
    leaf = next(one for one in balances if one.key == node_key)
    assert leaf.detail["measure"] == "used"
    assert (leaf.detail["expected"], leaf.detail["found"]) == ("2,000,000.01", "2,000,000.00")
    assert leaf.sentence(Language.ENGLISH) == (
        f"Allocation (Treasury) {node_key}, used: "
        "the entries make USD 2,000,000.01, the balance says USD 2,000,000.00"
    )
    assert "占用:按入账应为 2,000,000.01 美元,现为 2,000,000.00 美元" in leaf.sentence(
        Language.CHINESE
    )
    # Every node on the path, and no other.
    assert {one.key.partition(":")[0] for one in balances} == {
        "unit",
        "product",
        "entity",
        "group",
        "country",
    }
    assert len(balances) == 5


def test_the_first_altered_row_of_a_stream_is_named_with_the_count(house: House) -> None:
    with tampering(house, "entry") as connection:
        connection.execute("UPDATE entry SET reason = 'forged' WHERE number IN (3, 4, 7)")
    one = only(house)
    assert (one.code, one.key, one.detail["count"]) == ("sealed_row_altered", "3", "3")


def test_a_deleted_entry_is_missed_by_the_chain_and_the_balances(house: House) -> None:
    number = house.value("SELECT number FROM entry WHERE kind = 'draw' ORDER BY number LIMIT 1")
    with tampering(house, "entry") as connection:
        connection.execute("DELETE FROM entry WHERE number = ?", (number,))
    named = places(house)
    assert ("sealed_row_missing", "entry", str(number)) in named
    assert {code for code, _table, _key in named} == {
        "sealed_row_missing",
        "balance_unlike_entries",
        "draw_unfounded",
        "receipt_without_entry",
    }


@pytest.mark.parametrize("resealed", [False, True])
def test_an_unsealed_entry_at_the_end_is_missed_by_its_number(house: House, resealed: bool) -> None:
    number = house.value("SELECT max(number) FROM entry")
    with tampering(house, "entry") as connection:
        connection.execute("DELETE FROM entry WHERE number = ?", (number,))
    if resealed:
        seal(house.engine, house.clock)
    assert ("number_missing", "entry", str(number)) in places(house)


def test_an_altered_audit_image_is_named(house: House) -> None:
    number, row_key = house.rows(
        "SELECT number, row_key FROM audit WHERE table_name = 'institution' ORDER BY number"
    )[0]
    with tampering(house, "audit") as connection:
        connection.execute(
            "UPDATE audit SET image = json_set(image, '$.name_zh', '别家') WHERE number = ?",
            (number,),
        )
    assert row_key == "1"
    assert places(house) == {
        ("sealed_row_altered", "audit", str(number)),
        ("row_altered", "institution", YI),
    }


def test_an_altered_older_version_is_named_by_the_chain_alone(house: House) -> None:
    number = house.value("SELECT number FROM audit WHERE table_name = 'request' AND version = 1")
    with tampering(house, "audit") as connection:
        connection.execute(
            "UPDATE audit SET image = json_set(image, '$.purpose', '') WHERE number = ?", (number,)
        )
    assert places(house) == {("sealed_row_altered", "audit", str(number))}


def test_a_deleted_audit_image_leaves_a_gap_of_versions(house: House) -> None:
    number, key = house.rows(
        "SELECT number, row_key FROM audit WHERE table_name = 'request' AND version = 2"
    )[0]
    with tampering(house, "audit") as connection:
        connection.execute("DELETE FROM audit WHERE number = ?", (number,))
    assert places(house) == {
        ("sealed_row_missing", "audit", str(number)),
        ("image_missing", "request", key),
    }


@pytest.mark.parametrize("stream", ["audit", "entry"])
def test_an_altered_seal_is_told_from_an_altered_row(house: House, stream: str) -> None:
    number, row_number = house.rows(
        "SELECT number, row_number FROM audit_seal WHERE stream = ? AND row_number = 5", stream
    )[0]
    with tampering(house, "audit_seal") as connection:
        connection.execute(
            "UPDATE audit_seal SET chain_hash = ? WHERE number = ?", ("0" * 64, number)
        )
    one = only(house)
    assert (one.code, one.table, one.key) == ("seal_altered", stream, str(row_number))
    assert one.detail["seal"] == str(number)


@pytest.mark.parametrize("resealed", [False, True])
@pytest.mark.parametrize("row_number", [1, 5, "last"])
def test_a_deleted_seal_is_missed_even_when_its_row_is_sealed_again(
    house: House, row_number: int | str, resealed: bool
) -> None:
    number = (
        house.value(
            "SELECT number FROM audit_seal WHERE stream = 'entry' AND row_number = ?", row_number
        )
        if row_number != "last"
        else house.value("SELECT max(number) FROM audit_seal")
    )
    with tampering(house, "audit_seal") as connection:
        connection.execute("DELETE FROM audit_seal WHERE number = ?", (number,))
    if resealed:
        seal(house.engine, house.clock)
    assert places(house) == {("number_missing", "audit_seal", str(number))}


def test_a_chain_that_was_rewritten_as_a_whole_is_unlike_its_exported_head(house: House) -> None:
    exported = house.reading(heads)
    with tampering(house, "audit_seal", "entry") as connection:
        connection.execute("UPDATE entry SET reason = 'forged' WHERE number = 3")
        connection.execute("DELETE FROM audit_seal WHERE stream = 'entry'")
        last = connection.execute("SELECT max(number) FROM audit_seal").fetchone()
        connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'audit_seal'", last)
    seal(house.engine, house.clock)
    assert found(house) == []
    discrepancies = house.reading(lambda one: verify(one, exported.values()))
    head = exported["entry"]
    assert [(one.code, one.key) for one in discrepancies] == [("head_lost", str(head.number))]
    assert head.chain_hash in discrepancies[0].sentence(Language.CHINESE)


def test_an_empty_stream_has_no_head_to_lose(house: House) -> None:
    nothing = [Head(stream, 0, stream) for stream in chain.STREAMS]
    assert house.reading(lambda one: verify(one, nothing)) == []


# --- rows --------------------------------------------------------------------------------------


def test_an_altered_institution_is_named_with_its_column(house: House) -> None:
    with tampering(house, "institution") as connection:
        connection.execute("UPDATE institution SET name_zh = '别家银行' WHERE id = 1")
    one = only(house)
    assert (one.code, one.table, one.key) == ("row_altered", "institution", YI)
    assert one.detail["column"] == "name_zh"
    assert (one.detail["expected"], one.detail["found"]) == ("示例银行乙", "别家银行")
    assert "name_zh" in one.sentence(Language.CHINESE)


def test_a_row_whose_version_was_raised_has_no_image(house: House) -> None:
    with tampering(house, "node") as connection:
        connection.execute("UPDATE node SET version = 9, suspended = 1 WHERE node_key = 'entity:1'")
    assert places(house) == {("image_missing", "node", "entity:1")}


def test_a_row_put_back_to_an_older_version_is_named(house: House) -> None:
    with tampering(house, "request") as connection:
        connection.execute("UPDATE request SET version = 1")
    one = only(house)
    assert (one.code, one.detail["column"]) == ("row_altered", "version")


def test_a_deleted_row_and_one_that_nobody_wrote_are_named(house: House) -> None:
    with tampering(house, "institution", "person") as connection:
        connection.execute("DELETE FROM institution WHERE id = 3")
        connection.execute(
            "INSERT INTO person SELECT 'ghost', name_zh, name_en, unit_code, role, telephone, "
            "version, changed_at, changed_by, submission_id FROM person WHERE login = 'li'"
        )
    assert places(house) == {
        ("row_missing", "institution", "3"),
        ("image_missing", "person", "ghost"),
    }


def test_an_unsealed_audit_row_that_blames_another_is_named(house: House) -> None:
    assert house.approve(90 * MILLION, base=100 * MILLION, note="x", id="new").accepted
    number = house.value("SELECT max(number) FROM audit")
    with tampering(house, "audit") as connection:
        connection.execute("UPDATE audit SET changed_by = 'wang' WHERE number = ?", (number,))
    one = only(house)
    assert (one.code, one.key, one.detail["column"]) == (
        "audit_unlike_image",
        str(number),
        "changed_by",
    )


def test_an_unreadable_image_is_a_finding_and_no_failure(house: House) -> None:
    with tampering(house, "audit") as connection:
        connection.execute("UPDATE audit SET image = '{' WHERE table_name = 'unit' AND number % 2")
    assert {code for code, _table, _key in places(house)} == {
        "sealed_row_altered",
        "image_unreadable",
    }


# --- the ledger --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "measure",
    ["approved", "temporary", "frozen", "used", "reserved", "consumed", "allocated"],
)
def test_every_altered_balance_is_named_alone(house: House, measure: str) -> None:
    with closing(sqlite3.connect(house.path)) as connection, connection:
        connection.execute(
            f"UPDATE balance SET {measure}_minor = {measure}_minor + 1 "  # noqa: S608 - listed above
            "WHERE node_id = (SELECT id FROM node WHERE node_key = 'product:1/placement')"
        )
    one = only(house)
    assert (one.code, one.table, one.key) == (
        "balance_unlike_entries",
        "balance",
        "product:1/placement",
    )
    assert one.detail["measure"] == measure
    assert one.detail["currency"] == "USD"


def test_a_line_that_became_one_off_consumed_at_most_what_was_released(
    tmp_path: Path,
) -> None:
    house = with_lines(tmp_path)
    for total in (None, 9 * MILLION):  # before the total is one-off, and after
        if total:
            house.approve(total, product="", bank=BING, line_type=LineType.ONE_OFF)
        house.release(_told(house))
    consumed = "consumed_minor FROM balance JOIN node ON id = node_id WHERE node_key = 'entity:2'"
    assert house.value(f"SELECT {consumed}") == 2 * MILLION
    assert found(house) == []
    with closing(sqlite3.connect(house.path)) as connection, connection:
        connection.execute(
            "UPDATE balance SET consumed_minor = 5 * ? "
            "WHERE node_id = (SELECT id FROM node WHERE node_key = 'entity:2')",
            (MILLION,),
        )
    one = only(house)
    assert (one.key, one.detail["measure"]) == ("entity:2", "consumed")


def _told(house: House) -> str:
    outcome = house.draw(2 * MILLION, institution=BING, told=True)
    assert outcome.accepted
    return outcome.reference


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE due SET open_minor = open_minor + 1", "due_unlike_entries"),
        ("UPDATE due SET drawn_minor = drawn_minor + 1", "due_unlike_entries"),
        ("UPDATE due SET last_date = '2030-01-01'", "due_altered"),
        ("UPDATE due SET entry_id = 'nothing'", "due_unfounded"),
    ],
)
@pytest.mark.parametrize("kind", ["lapse", "return"])
def test_an_altered_due_row_is_named(house: House, change: str, code: str, kind: str) -> None:
    entry_id = house.value("SELECT min(entry_id) FROM due WHERE kind = ?", kind)
    with closing(sqlite3.connect(house.path)) as connection, connection:
        connection.execute(f"{change} WHERE entry_id = ?", (entry_id,))
    if code == "due_unfounded":
        assert places(house) == {("due_missing", "due", entry_id), (code, "due", "nothing")}
    else:
        assert places(house) == {(code, "due", entry_id)}


def test_a_forged_path_is_named_with_both_ends(house: House) -> None:
    ends = ("unit:1/placement/treasury", "entity:1")
    where = (
        "node_id = (SELECT id FROM node WHERE node_key = ?) "
        "AND ancestor_id = (SELECT id FROM node WHERE node_key = ?)"
    )
    with closing(sqlite3.connect(house.path)) as connection, connection:
        connection.execute(f"UPDATE path SET depth = 7 WHERE {where}", ends)  # noqa: S608 - above
    discrepancies = found(house)
    assert {one.code for one in discrepancies} == {"path_missing", "path_unfounded"}
    assert {(one.key, one.detail["above"]) for one in discrepancies} == {ends}


def test_a_circle_of_edges_does_not_run_for_ever(house: House) -> None:
    with tampering(house, "edge", "path") as connection:
        connection.execute(
            "INSERT INTO edge (child_id, parent_id, strict, valid_from) "
            "SELECT parent_id, child_id, 0, valid_from FROM edge LIMIT 1"
        )
    assert "path_missing" in {one.code for one in found(house)}


def test_an_entry_that_nobody_ordered_is_named(house: House) -> None:
    last = house.value("SELECT max(number) FROM entry")
    with tampering(house, "receipt") as connection:
        connection.execute(
            "DELETE FROM receipt WHERE id = (SELECT receipt_id FROM entry WHERE number = ?)",
            (last,),
        )
    assert places(house) == {("entry_without_receipt", "entry", str(last))}


def test_a_calendar_entry_of_a_day_that_was_never_opened_is_named(house: House) -> None:
    number = house.value("SELECT number FROM entry WHERE kind = 'lapse'")
    with tampering(house, "business_day") as connection:
        connection.execute("DELETE FROM business_day WHERE day = '2026-11-24'")
    assert places(house) == {
        ("entry_without_receipt", "entry", str(number)),
        ("fact_missing", "business_day", "2026-11-24"),
    }


# --- triggers ----------------------------------------------------------------------------------


def test_triggers_that_are_away_altered_or_foreign_are_named(house: House) -> None:
    with closing(sqlite3.connect(house.path)) as connection, connection:
        connection.execute("DROP TRIGGER entry_no_update")
        connection.execute("DROP TRIGGER entry_no_delete")
        connection.execute(
            "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry WHEN 0 BEGIN SELECT 1; END"
        )
        connection.execute(
            "CREATE TRIGGER helpful AFTER INSERT ON entry BEGIN "
            "UPDATE balance SET used_minor = 0 WHERE node_id = 1; END"
        )
    assert places(house) == {
        ("trigger_missing", "", "entry_no_update"),
        ("trigger_altered", "entry", "entry_no_delete"),
        ("trigger_foreign", "entry", "helpful"),
    }


def test_the_order_of_keys_in_a_generated_trigger_says_nothing(house: House) -> None:
    name = "institution_first_version"
    definition = house.value("SELECT sql FROM sqlite_master WHERE name = ?", name)
    keys = re.findall(r"\(\w+ = NEW\.\w+\)", definition)
    assert len(keys) == 3
    for other, sound in ((keys[::-1], True), (keys[:2], False)):
        with closing(sqlite3.connect(house.path)) as connection, connection:
            connection.execute(f"DROP TRIGGER {name}")
            connection.execute(definition.replace(" OR ".join(keys), " OR ".join(other)))
        assert (found(house) == []) is sound
