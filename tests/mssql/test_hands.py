"""Hands on either database: the same words refuse the same forgeries, one by one and in a set."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from backend.contract.lines import ResumeLine, SuspendLine
from backend.store.tables.hands import approval, delegation, policy
from backend.store.tables.ledger import entry, node
from tests.hands.orders import LARGE, authorise, check, delegate, waiting
from tests.hands.orders import policy as set_policy
from tests.house import FRIDAY, MILLION, YI, House
from tests.mssql.houses import entries, refusal

TUESDAY = date(2026, 11, 24)


def raised(identity: str, amount_minor: int = LARGE, **columns: Any) -> dict[str, Any]:
    usual = {"id": identity, "kind": "approve", "node": "product", "last_date": None}
    return {**usual, "approved_delta_minor": amount_minor, **columns}


def decided(house: House, number: str, hand: str | None, state: str, **columns: Any) -> str:
    """Let somebody with plain SQL give a hand."""
    values = {
        "state": state,
        "checker": hand,
        "checked_at": house.clock.now,
        "changed_by": hand or "li",
        "version": approval.c.version + 1,
        **columns,
    }
    return refusal(
        house.engine, update(approval).where(approval.c.number == number).values(**values)
    )


def test_an_order_waits_and_the_last_hand_carries_it_out(house: House) -> None:
    asked = waiting(house, id="A-1")
    assert check(house, asked.reference, id="B-1").code == "done"
    assert house.approve(LARGE, product="bonds", id="A-1").code == "exists"
    with house.engine.connect() as connection:
        found = connection.execute(
            select(entry.c.id, entry.c.receipt_id, entry.c.login).where(
                entry.c.approval_number == asked.reference
            )
        ).all()
    assert [tuple(row) for row in found] == [("A-1", "B-1", "zhao")]


def test_three_hands(house: House) -> None:
    set_policy(house, "approve", LARGE, 3, TUESDAY)
    house.open(TUESDAY)
    number = waiting(house).reference
    assert check(house, number).detail["state"] == "awaiting_approval"
    assert decided(house, number, "zhao", "applied") in {"hands", "constraint"}
    assert authorise(house, number).detail["state"] == "applied"
    asked = waiting(house, 2 * LARGE, base=LARGE)
    assert decided(house, asked.reference, "zhao", "applied") in {"hands", "constraint"}


def test_a_large_entry_needs_its_approval(house: House) -> None:
    number = waiting(house).reference
    assert refusal(house.engine, entries(house, raised("f1"))) == "hands"
    assert refusal(house.engine, entries(house, raised("f2", approval_number=number))) == "hands"
    check(house, number)
    assert refusal(house.engine, entries(house, raised("f3", approval_number=number))) == "hands"
    both = entries(house, raised("f4", MILLION), raised("f5"))
    assert refusal(house.engine, both) == "hands", "one of a set is enough"
    assert refusal(house.engine, entries(house, raised("f6", MILLION), raised("f7", 1))) == ""


@pytest.mark.parametrize("hand", ["li", "qian", "reader", "nobody", None])
def test_who_has_no_right_gives_no_hand(house: House, hand: str | None) -> None:
    number = waiting(house).reference
    assert decided(house, number, hand, "applied") in {"hands", "constraint"}
    assert decided(house, number, "zhao", "applied", changed_by="li") == "hands"
    assert decided(house, number, "zhao", "applied", amount_minor=1) == "hands"
    assert decided(house, number, "zhao", "applied") == ""
    assert decided(house, number, "zhao", "awaiting_check") == "hands"


def test_a_delegate_gives_no_hand_for_the_maker(house: House) -> None:
    number = waiting(house, login="chen").reference
    assert delegate(house, "chen", "zhao", FRIDAY).code == "done"
    assert decided(house, number, "zhao", "applied") == "hands"
    other = waiting(house).reference
    assert decided(house, other, "qian", "applied", checker_for="zhao") == "hands"
    assert delegate(house, "zhao", "qian", FRIDAY).code == "done"
    assert decided(house, other, "qian", "applied", checker_for="zhao") == ""


def test_one_suspends_and_two_resume(house: House) -> None:
    named = {"institution": YI, "product": "placement", "reason": "传闻"}
    assert house.send(SuspendLine, **named).code == "done"
    lift = update(node).where(node.c.suspended == 1)
    plain = lift.values(suspended=0, version=node.c.version + 1)
    assert refusal(house.engine, plain) == "hands"
    asked = house.send(ResumeLine, **named)
    assert check(house, asked.reference).code == "done"
    assert house.send(SuspendLine, **named).code == "done"
    again = plain.values(submission_id=asked.reference)
    assert refusal(house.engine, again) == "hands"


def test_rules_and_delegations_are_nobodys_to_bend(house: House) -> None:
    delegate(house, "zhao", "qian", FRIDAY)
    longer = update(delegation).values(
        last_date=date(2027, 12, 31), ended=1, version=delegation.c.version + 1
    )
    assert refusal(house.engine, longer) == "hands"
    rule = {"operation": "approve", "from_minor": 0, "hands": 1}
    assert refusal(house.engine, insert(policy).values(**rule, valid_from=house.today)) == "hands"
    assert refusal(house.engine, insert(policy).values(**rule, valid_from=TUESDAY)) == ""
    with house.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(delegation)) == 1
