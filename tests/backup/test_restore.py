"""Restore: replayed through the triggers, equal to the last digit, or nothing at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from backend.contract import Outcome
from backend.errors import InputError
from backend.queries.verification.verify import verify
from backend.store.tables import metadata
from sync.backup.create import Made
from sync.backup.restore import drill, restore
from tests.backup.houses import (
    NEXT_MONDAY,
    back_up,
    bring_back,
    content,
    counts,
    settings,
    silent,
    tamper,
    week,
)
from tests.house import BING, MILLION, MONDAY, House, at, with_lines


def test_the_full_house_has_a_row_in_every_table(full_house: House, whole_backup: Made) -> None:
    """What a table gains by the schema is in the backup, without anybody listing it."""
    held = dict(counts(full_house.path))
    assert set(held) == set(metadata.tables)
    assert [name for name, count in held.items() if not count] == []
    assert {part.name: part.rows for part in whole_backup.manifest.tables} == held


def test_what_is_restored_is_equal_in_everything(house: House) -> None:
    made = back_up(house)
    bring_back(made)
    assert content(made.path.with_name("restored.db")) == content(house.path)
    restored = at(made.path.with_name("restored.db"))
    assert restored.reading(verify) == []
    with restored.sqlite() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_week_is_in_it(full_house: House) -> None:
    """What the tests rely on did happen: else they would prove nothing."""
    kinds = {kind for (kind,) in full_house.rows("SELECT DISTINCT kind FROM entry")}
    assert {"lapse", "return", "lend", "borrow", "draw", "release", "reserve"} <= kinds
    moved = full_house.rows("SELECT valid_from, valid_to FROM edge WHERE valid_to IS NOT NULL")
    assert len(moved) >= 3
    assert any(begins == ends for begins, ends in moved)  # moved on within the day
    auto = full_house.rows("SELECT kind FROM entry WHERE mode = 'auto' AND receipt_id LIKE 'c%'")
    assert ("return",) in auto  # a release brought it home
    assert full_house.value("SELECT max(consumed_minor) FROM balance") == 2 * MILLION
    assert full_house.value("SELECT count(*) FROM business_day") > 5
    assert full_house.value("SELECT count(*) FROM receipt WHERE outcome <> 'done'") >= 1


def test_nothing_derived_is_written_by_the_restore(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Balances, dues, edges of nodes and paths come from triggers alone."""
    written: list[str] = []
    original = sqlite3.connect

    def watching(*given: object, **named: object) -> sqlite3.Connection:
        connection = original(*given, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(written.append)
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr("sqlite3.dbapi2.connect", watching)
    monkeypatch.setattr("sqlite3.connect", watching)
    restore(backup, settings(backup.with_name("restored.db")), silent)
    ours = [one for one in written if one.startswith("INSERT INTO ")]
    assert any(one.startswith("INSERT INTO entry ") for one in ours)
    for name in ("balance", "due", "path"):
        assert not [one for one in ours if one.startswith(f"INSERT INTO {name} ")]
    # What the calendar posted is posted again, never written.
    assert not [one for one in ours if one.startswith("INSERT INTO entry ") and "'lapse'" in one]


def test_a_backup_of_the_restored_is_the_same(house: House) -> None:
    first = back_up(house)
    bring_back(first)
    again = at(first.path.with_name("restored.db"))
    again.clock.now = house.clock.now
    second = back_up(again)
    assert second.path != first.path
    assert second.manifest == first.manifest
    assert second.manifest_hash == first.manifest_hash
    assert second.path.read_bytes() == first.path.read_bytes()


def test_the_restored_house_goes_on_as_the_first_would(house: House) -> None:
    made = back_up(house)
    bring_back(made)
    restored = at(made.path.with_name("restored.db"))
    moment = house.clock.now
    for one in (house, restored):
        one.clock.now = moment
        one.numbers = iter(range(1000, 2000))
        assert one.reserve(1 * MILLION).accepted
        one.open(NEXT_MONDAY + timedelta(days=7))
        assert one.draw(2 * MILLION).accepted
    assert content(restored.path) == content(house.path)


def test_without_marks_the_moments_say_the_order(tmp_path: Path) -> None:
    """A house from before there were marks, whose clock went on."""
    house = with_lines(tmp_path)
    acts: tuple[Callable[[], Outcome], ...] = (
        lambda: house.draw(3 * MILLION),
        lambda: house.approve(30 * MILLION, bank=BING),
        lambda: house.allocate("trade", 10 * MILLION, bank=BING),
        lambda: house.reserve(2 * MILLION),
    )
    for act in acts:
        house.clock.now += timedelta(minutes=1)
        assert act().accepted
    house.open(MONDAY + timedelta(days=2))
    assert house.approve(40 * MILLION, bank=BING, base=30 * MILLION).accepted
    tamper(house.path, "DELETE FROM trail_mark")
    made = back_up(house)
    bring_back(made)
    assert content(made.path.with_name("restored.db")) == content(house.path)


# --- refused -----------------------------------------------------------------------------------


def refused(path: Path, target: Path) -> InputError:
    with pytest.raises(InputError) as error:
        restore(path, settings(target), silent)
    return error.value


def left(folder: Path, *known: Path) -> list[Path]:
    return sorted(set(folder.iterdir()) - set(known))


def test_a_used_database_is_refused(house: House) -> None:
    made = back_up(house)
    before = content(house.path)
    error = refused(made.path, house.path)
    assert error.code == "restore_target_used"
    assert str(house.path) in str(error)
    assert content(house.path) == before


@pytest.mark.parametrize(
    ("statement", "table", "column"),
    [
        ("UPDATE balance SET used_minor = used_minor + 1 WHERE node_id = 4", "balance", "used"),
        ("UPDATE due SET open_minor = open_minor + 1", "due", "open_minor"),
        ("UPDATE path SET valid_from = '2026-11-01' WHERE rowid = 9", "path", "*"),
        ("UPDATE edge SET valid_to = '2027-01-01' WHERE valid_to IS NOT NULL", "edge", "valid_to"),
        ("UPDATE person SET role = 'administrator' WHERE login = 'sun'", "person", "role"),
        ("UPDATE node SET max_tenor_days = 9 WHERE id = 4", "node", "max_tenor_days"),
        ("UPDATE entry SET login = 'sun' WHERE kind = 'lapse'", "entry", "login"),
        ("DELETE FROM request", "request", "*"),
        ("DELETE FROM entry WHERE kind = 'lapse'", "entry", "*"),  # the calendar posts it again
    ],
)
def test_what_was_altered_does_not_come_back(
    house: House, statement: str, table: str, column: str
) -> None:
    """The replay makes what the entries and images say; the altered row is named."""
    tamper(house.path, statement)
    made = back_up(house)
    assert made.manifest.discrepancies > 0 or table in {"edge", "path"}
    target = house.path.with_name("restored.db")
    error = refused(made.path, target)
    assert error.code == "restore_differs"
    assert error.parameters["table"] == table
    assert column in str(error.parameters["column"])
    assert left(house.path.parent, house.path, made.path) == []


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            "UPDATE entry SET reserved_delta_minor = -7 WHERE reserved_delta_minor < 0",
            "already_resolved",
        ),
        ("UPDATE node SET node_key = 'unit:9/placement/trade' WHERE id = 9", ""),
        ("UPDATE entry SET business_date = '2026-11-27' WHERE number = 3", "not_the_open_date"),
        ("DELETE FROM currency WHERE code = 'USD'", "FOREIGN KEY"),
    ],
)
def test_what_the_triggers_refuse_is_refused(house: House, statement: str, rule: str) -> None:
    tamper(house.path, statement)
    made = back_up(house)
    error = refused(made.path, house.path.with_name("restored.db"))
    assert error.code == ("restore_refused" if rule else "restore_differs")
    assert rule in str(error)
    assert left(house.path.parent, house.path, made.path) == []


def test_an_altered_audit_is_named(house: House) -> None:
    back_up(house)  # seals
    tamper(house.path, "UPDATE audit SET changed_by = 'sun' WHERE table_name = 'unit'")
    made = back_up(house)
    error = refused(made.path, house.path.with_name("restored.db"))
    assert error.code == "restore_unsound"


# --- drill -------------------------------------------------------------------------------------


def test_a_drill_proves_and_leaves_nothing(backup: Path, whole_backup: Made) -> None:
    drilled = drill(backup, settings(Path("unused.db")), silent)
    assert drilled.manifest == whole_backup.manifest
    assert left(backup.parent, backup) == []


def test_who_may_not_back_up_may_not_drill(backup: Path) -> None:
    for login, code in (("sun", "not_permitted"), ("nobody", "unknown_login")):
        with pytest.raises(InputError) as error:
            drill(backup, settings(Path("unused.db"), login), silent)
        assert error.value.code == code


def test_no_table_is_forgotten(house: House) -> None:
    """A row less in any table is a row less in its part."""
    before = {part.name: part for part in back_up(house).manifest.tables}
    last = "DELETE FROM {0} WHERE rowid = (SELECT max(rowid) FROM {0})"
    # Nothing may be left to seal: it would write rows of its own.
    names = [name for name in metadata.tables if name not in {"audit_seal", "row_seal"}]
    tamper(house.path, *(last.format(name) for name in names))
    after = {part.name: part for part in back_up(house).manifest.tables}
    for name in names:
        assert (name, after[name].rows) == (name, before[name].rows - 1)
        assert after[name].sha256 != before[name].sha256


def test_the_week_alone(tmp_path: Path) -> None:
    house = week(tmp_path)
    made = back_up(house)
    bring_back(made)
    assert content(made.path.with_name("restored.db")) == content(house.path)
