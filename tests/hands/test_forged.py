"""What a program of somebody else may write: the file itself refuses what hands did not give."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.contract.lines import ResumeLine, SuspendLine
from tests.hands.orders import LARGE, check, delegate, policy, waiting, withdraw
from tests.house import FRIDAY, MILLION, YI, House, key, with_lines

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return with_lines(tmp_path)


def refusal(house: House, statement: str, *parameters: object) -> str:
    """Run a plain statement; return the word by which the file refused it, else nothing."""
    with house.sqlite() as connection:
        try:
            connection.execute(statement, parameters)
        except sqlite3.Error as error:
            return str(error)
    return ""


def forged_entry(house: House, **columns: Any) -> str:
    """Insert an entry that raises the placement line by as much as takes two hands."""
    row: dict[str, Any] = {
        "id": "forged",
        "kind": "approve",
        "node_id": house.node("product").row_id,
        "mode": "ask",
        "receipt_id": "forged",
        "submission_id": "",
        "approved_delta_minor": LARGE,
        "deal_currency": "USD",
        "business_date": house.today.isoformat(),
        "recorded_at": "2026-11-23T02:00:00.000000Z",
        "login": "li",
    }
    zero = ("temporary", "frozen", "used", "reserved", "loan")
    row |= {f"{one}_delta_minor": 0 for one in zero} | dict.fromkeys(
        ("deal_amount_minor", "rate_e12", "factor_e6"), 0
    )
    row |= dict.fromkeys(("reference", "request_number", "reason", "on_expiry"), "")
    row |= columns
    names = ", ".join(row)
    places = ", ".join("?" * len(row))
    return refusal(house, f"INSERT INTO entry ({names}) VALUES ({places})", *row.values())  # noqa: S608


UPDATE = (
    "UPDATE approval SET state = ?, checker = ?, checked_at = changed_at, changed_by = ?, "
    "version = version + 1 WHERE number = ?"
)


def test_a_large_entry_without_its_approval_is_refused(house: House) -> None:
    assert forged_entry(house) == "fidesk:hands"
    assert forged_entry(house, approved_delta_minor=MILLION) == ""
    assert forged_entry(house, id="f2", approval_number="BG-1") == "fidesk:hands"


def test_an_approval_that_waits_carries_nothing(house: House) -> None:
    number = waiting(house).reference
    assert forged_entry(house, approval_number=number) == "fidesk:hands"
    withdraw(house, number)
    assert forged_entry(house, approval_number=number) == "fidesk:hands"


def test_an_approval_is_used_once_for_its_operation_and_amount(house: House) -> None:
    number = waiting(house).reference
    check(house, number, id="B-1")
    assert forged_entry(house, approval_number=number) == "fidesk:hands"  # another receipt
    under = {"approval_number": number, "receipt_id": "B-1"}
    assert forged_entry(house, **under, approved_delta_minor=LARGE + 1) == "fidesk:hands"
    freeze = {"kind": "freeze", "approved_delta_minor": 0, "frozen_delta_minor": 1}
    assert forged_entry(house, **freeze) == "", "an emergency is one person's"
    ends = {"kind": "unfreeze", "approved_delta_minor": 0, "frozen_delta_minor": -1}
    ends |= {"id": "f2", "resolves_id": "forged"}
    assert forged_entry(house, **ends) == "fidesk:hands"
    assert forged_entry(house, **ends, **under) == "fidesk:hands"  # it was for a line


@pytest.mark.parametrize(
    ("state", "hand", "signed"),
    [
        ("applied", None, "li"),  # without a checker: the table itself
        ("applied", "li", "li"),  # one's own work: the table itself
        ("applied", "qian", "qian"),  # who has no right to check
        ("applied", "reader", "reader"),
        ("applied", "zhao", "li"),  # in another's name
        ("awaiting_approval", "qian", "qian"),
        ("withdrawn", None, "wang"),  # not the maker
        ("awaiting_check", None, "li"),  # nowhere
    ],
)
def test_a_forged_hand_is_refused(house: House, state: str, hand: str | None, signed: str) -> None:
    number = waiting(house).reference
    assert refusal(house, UPDATE, state, hand, signed, number) != ""
    assert house.value("SELECT state FROM approval") == "awaiting_check"
    assert refusal(house, UPDATE, "applied", "zhao", "zhao", number) == ""


@pytest.mark.parametrize(
    "change",
    [
        "amount_minor = amount_minor * 2",
        "content = '{}'",
        "maker = 'wang'",
        "command_id = 'other'",
        "operation = 'allocate'",
        "node_key = 'group:example'",
    ],
)
def test_what_was_ordered_is_never_altered(house: House, change: str) -> None:
    number = waiting(house).reference
    also = ", checker = 'zhao', checked_at = changed_at, changed_by = 'zhao', state = 'applied'"
    statement = f"UPDATE approval SET {change}{also}, version = 2 WHERE number = ?"  # noqa: S608
    assert refusal(house, statement, number) == "fidesk:hands"


def test_what_was_applied_stays_so(house: House) -> None:
    number = waiting(house).reference
    check(house, number)
    for state in ("awaiting_check", "awaiting_approval", "refused", "withdrawn", "applied"):
        assert refusal(house, UPDATE, state, "zhao", "zhao", number) == "fidesk:hands"
    assert refusal(house, "DELETE FROM approval") == "fidesk:append_only"


def test_an_approval_is_born_waiting(house: House) -> None:
    number = waiting(house).reference
    columns = [row[1] for row in house.rows("PRAGMA table_info(approval)")]
    row = dict(zip(columns, house.rows("SELECT * FROM approval")[0], strict=True))
    row |= {"number": "BG-x", "command_id": "x", "state": "applied", "checker": "zhao"}
    places = ", ".join("?" * len(row))
    statement = f"INSERT INTO approval ({', '.join(row)}) VALUES ({places})"  # noqa: S608
    assert refusal(house, statement, *row.values()) == "fidesk:hands"
    row |= {"state": "awaiting_check", "checker": None, "maker": "wang"}
    assert refusal(house, statement, *row.values()) == "fidesk:hands", "in another's name"
    assert house.rows("SELECT number FROM approval") == [(number,)]


def test_one_suspends_and_two_resume(house: House) -> None:
    named = {"institution": YI, "product": "placement", "reason": "传闻"}
    assert house.send(SuspendLine, **named).code == "done"
    assert house.draw(MILLION).code == "suspended"
    lift = "UPDATE node SET suspended = 0, version = version + 1 WHERE node_key = ?"
    assert refusal(house, lift, key("product")) == "fidesk:hands"
    asked = house.send(ResumeLine, **named)
    assert asked.code == "awaiting"
    assert house.draw(MILLION).code == "suspended"
    assert check(house, asked.reference, login="chen").code == "done"
    assert house.draw(MILLION).code == "done"
    assert house.send(SuspendLine, **named, login="zhao").code == "done"
    again = lift.replace("version =", "submission_id = ?, version =")
    assert refusal(house, again, asked.reference, key("product")) == "fidesk:hands"


def test_a_delegation_is_the_principals_and_only_ends(house: House) -> None:
    delegate(house, "zhao", "qian", FRIDAY)
    for change in ("last_date = '2027-12-31', ended = 1", "delegate = 'reader', ended = 1"):
        forged = f"UPDATE delegation SET {change}, version = version + 1"  # noqa: S608
        assert refusal(house, forged) == "fidesk:hands"
    columns = [row[1] for row in house.rows("PRAGMA table_info(delegation)")]
    row = dict(zip(columns, house.rows("SELECT * FROM delegation")[0], strict=True))
    row |= {"number": "WT-x", "principal": "chen", "changed_by": "qian"}
    places = ", ".join("?" * len(row))
    statement = f"INSERT INTO delegation ({', '.join(row)}) VALUES ({places})"  # noqa: S608
    assert refusal(house, statement, *row.values()) == "fidesk:hands"


def test_a_rule_of_today_is_not_changed_today(house: House) -> None:
    row = "INSERT INTO policy VALUES ('approve', ?, 0, 1)"
    assert refusal(house, row, house.today.isoformat()) == "fidesk:hands"
    most = "INSERT INTO authority VALUES ('li', 'approve', ?, 1)"
    assert refusal(house, most, house.today.isoformat()) == "fidesk:hands"
    assert refusal(house, row, "2026-11-24") == ""


def test_three_hands_are_asked_of_the_entry_too(house: House) -> None:
    number = waiting(house).reference
    policy(house, "approve", LARGE, 3, TUESDAY)
    house.open(TUESDAY)
    assert refusal(house, UPDATE, "applied", "zhao", "zhao", number) == ""
    today = {"business_date": "2026-11-24", "approval_number": number}
    assert forged_entry(house, **today) == "fidesk:hands"
