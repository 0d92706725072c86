"""An order that takes more hands: recorded, nothing moved, carried out by the last hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from backend.contract import AllocateLine, ApproveLine, Command
from backend.contract.approvals import DelegateRole, SetPolicy
from backend.contract.corrections import CloseMonth
from backend.contract.lines import RenewLine, ResumeLine, SuspendLine
from backend.queries.verification.verify import verify
from tests.backup.houses import back_up, bring_back, content
from tests.hands.orders import (
    LARGE,
    allow,
    authorise,
    check,
    delegate,
    policy,
    waiting,
    withdraw,
)
from tests.house import MILLION, House, with_lines

TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return with_lines(tmp_path)


def discrepancies(house: House) -> list[str]:
    return [one.code for one in house.reading(lambda connection: list(verify(connection)))]


def test_a_small_order_is_done_by_one_hand(house: House) -> None:
    assert house.approve(5_000 * MILLION - 1, product="bonds").code == "done"
    assert house.value("SELECT count(*) FROM approval") == 0


def test_a_large_one_waits_and_moves_nothing(house: House) -> None:
    before = house.rows("SELECT * FROM balance")
    asked = waiting(house, id="A-1")
    assert (asked.accepted, asked.reference) == (True, "BG-20261123-0001")
    assert house.rows("SELECT * FROM balance") == before
    assert house.value("SELECT count(*) FROM node WHERE product_code = 'bonds'") == 0
    row = house.rows("SELECT maker, state, operation, amount_minor, hands FROM approval")
    assert row == [("li", "awaiting_check", "approve", LARGE, 2)]
    kept = json.loads(house.value("SELECT content FROM approval"))
    assert (kept["target_minor"], kept["institution"]) == (LARGE, "EXYIJPJT")
    assert house.value("SELECT outcome FROM receipt WHERE id = 'A-1'") == "awaiting"


def test_the_second_hand_carries_it_out(house: House) -> None:
    asked = waiting(house, id="A-1", expiry_date=date(2027, 6, 30), note="特批")
    done = check(house, asked.reference, id="B-1", note="已核对")
    assert (done.code, done.detail["state"]) == ("done", "applied")
    assert house.node("product", product="bonds").approved_minor == LARGE
    entry = house.rows(
        "SELECT id, receipt_id, approval_number, login FROM entry WHERE approval_number IS NOT NULL"
    )
    assert entry == [("A-1", "B-1", asked.reference, "zhao")]
    node = house.rows("SELECT changed_by, note FROM node WHERE node_key = 'product:1/bonds'")
    assert node == [("zhao", "特批")]
    row = house.rows("SELECT state, checker, decision_note, version FROM approval")
    assert row == [("applied", "zhao", "已核对", 2)]
    assert discrepancies(house) == []


def test_the_same_order_again_answers_where_it_stands(house: House) -> None:
    asked = waiting(house, id="A-1")
    again = waiting(house, id="A-1")
    assert (again.reference, again.detail["state"]) == (asked.reference, "awaiting_check")
    assert house.value("SELECT count(*) FROM approval") == 1
    assert house.approve(1, product="bonds", id="A-1").code == "id_reused"
    check(house, asked.reference)
    assert house.approve(LARGE, product="bonds", id="A-1").code == "exists"
    other = waiting(house, LARGE + LARGE, base=LARGE, id="A-2")
    withdraw(house, other.reference)
    answer = house.approve(2 * LARGE, product="bonds", base=LARGE, id="A-2")
    assert (answer.code, answer.detail["state"]) == ("wrong_state", "withdrawn")


def test_what_would_not_pass_is_refused_at_once(house: House) -> None:
    refused = house.approve(LARGE, base=7, product="bonds")
    assert refused.code == "changed_meanwhile"
    assert house.value("SELECT count(*) FROM approval") == 0


def test_a_refusal_now_is_named_and_leaves_the_order_waiting(house: House) -> None:
    asked = waiting(house)
    house.approve(MILLION, product="bonds")
    refused = check(house, asked.reference)
    assert (refused.code, refused.detail["now"]) == ("changed_meanwhile", "100.00")
    assert house.value("SELECT state FROM approval") == "awaiting_check"
    house.approve(0, base=MILLION, product="bonds")
    assert check(house, asked.reference).code == "done"


@pytest.mark.parametrize("maker", ["li", "chen"])
@pytest.mark.parametrize("checker", ["li", "wang", "chen", "qian", "reader", "nobody"])
def test_nobody_checks_without_the_right_or_the_own_work(
    house: House, maker: str, checker: str
) -> None:
    asked = waiting(house, login=maker)
    said = check(house, asked.reference, login=checker)
    expected = {"li": "not_permitted", "wang": "not_permitted", "chen": "done"}
    expected |= {"qian": "not_permitted", "reader": "not_permitted", "nobody": "not_permitted"}
    if checker == maker and maker == "chen":
        expected["chen"] = "same_person"
    assert said.code == expected[checker]


def test_three_hands_are_three_persons(house: House) -> None:
    policy(house, "approve", LARGE, 3, TUESDAY)
    house.open(TUESDAY)
    asked = waiting(house)
    assert house.value("SELECT hands FROM approval ORDER BY number DESC") == 3
    assert authorise(house, asked.reference).code == "wrong_state"
    assert check(house, asked.reference, login="chen").detail["state"] == "awaiting_approval"
    assert house.value("SELECT count(*) FROM entry WHERE approval_number IS NOT NULL") == 0
    assert authorise(house, asked.reference, login="chen").code == "same_person"
    assert check(house, asked.reference).code == "wrong_state"
    done = authorise(house, asked.reference, login="founder")
    assert (done.code, done.detail["state"]) == ("done", "applied")
    assert house.node("product", product="bonds").approved_minor == LARGE
    assert discrepancies(house) == []


def test_an_order_takes_the_hands_of_the_day_on_which_it_is_carried_out(house: House) -> None:
    asked = waiting(house)
    policy(house, "approve", LARGE, 3, TUESDAY)
    house.open(TUESDAY)
    assert check(house, asked.reference).detail["state"] == "awaiting_approval"
    assert authorise(house, asked.reference).detail["state"] == "applied"


def test_a_refused_or_withdrawn_order_is_over(house: House) -> None:
    asked = waiting(house)
    assert check(house, asked.reference, confirmed=False).code == "reason_missing"
    said = check(house, asked.reference, confirmed=False, note="金额有误")
    assert said.detail["state"] == "refused"
    assert check(house, asked.reference).code == "wrong_state"
    assert withdraw(house, asked.reference).code == "wrong_state"
    other = waiting(house).reference
    assert withdraw(house, other, login="wang").code == "not_permitted"
    assert withdraw(house, other).detail["state"] == "withdrawn"
    assert check(house, other).code == "wrong_state"
    assert check(house, "BG-1").code == "unknown_reference"
    assert withdraw(house, "BG-1").code == "unknown_reference"


def test_who_decides_decides_on_what_was_seen(house: House) -> None:
    asked = waiting(house)
    assert check(house, asked.reference, version=7).code == "changed_meanwhile"
    assert check(house, asked.reference, version=1).code == "done"


def test_the_last_hand_needs_the_authority(house: House) -> None:
    """A checker's ends at 1,000,000 万 as shipped; the person's own row goes before the role's."""
    asked = waiting(house, 10_001 * MILLION)
    said = check(house, asked.reference)
    assert (said.code, said.detail["most"]) == ("no_authority", "1,000,000.00")
    assert check(house, asked.reference, login="chen").code == "done"
    allow(house, "chen", "approve", LARGE, TUESDAY)
    allow(house, "checker", "approve", 0, TUESDAY)
    house.open(TUESDAY)
    asked = waiting(house, 20_001 * MILLION, base=10_001 * MILLION)
    assert check(house, asked.reference, login="chen").code == "no_authority"
    assert check(house, asked.reference).code == "no_authority"
    assert check(house, asked.reference, login="founder").code == "done"


def test_a_policy_begins_on_a_coming_day(house: House) -> None:
    order = {"operation": "allocate", "from_minor": 0, "hands": 2}
    assert house.send(SetPolicy, **order, valid_from=house.today).code == "bad_date"
    policy(house, "allocate", 0, 2, TUESDAY)
    assert house.allocate("trade", 10 * MILLION, base=20 * MILLION).code == "done"
    house.open(TUESDAY)
    assert house.allocate("trade", 9 * MILLION, base=10 * MILLION).code == "awaiting"
    moved = house.move("treasury", "trade", MILLION)
    assert moved.code == "done", "the policy of transfers is its own"


def test_a_transfer_for_good_is_carried_out_whole(house: House) -> None:
    policy(house, "reallocate", 0, 2, TUESDAY)
    house.open(TUESDAY)
    asked = house.move("treasury", "trade", MILLION)
    assert check(house, asked.reference).code == "done"
    assert house.figures("approved", short="unit:trade") == (21 * MILLION,)
    numbers = house.rows("SELECT DISTINCT approval_number FROM entry WHERE kind = 'allocate'")
    assert (asked.reference,) in numbers
    assert discrepancies(house) == []


def test_a_submission_takes_what_waits_for_good(house: House) -> None:
    small = house.command(
        AllocateLine,
        institution="EXYIJPJT",
        product="placement",
        unit="trade",
        target_minor=10 * MILLION,
        base_minor=20 * MILLION,
        reason="调整",
    )
    large = waiting_command(house)
    done = house.submit("S-1", small, large)
    assert done.applied
    assert [one.code for one in done.outcomes] == ["done", "awaiting"]
    assert house.value("SELECT edit_count FROM submission") == 2
    again = house.submit("S-1", small, large)
    assert (again.applied, again.repeated) == (False, True)
    assert [one.code for one in again.outcomes] == ["exists", "awaiting"]
    check(house, done.outcomes[1].reference)
    assert house.figures("approved", short="product", product="bonds") == (LARGE,)


def waiting_command(house: House) -> Command:
    return house.command(
        ApproveLine, institution="EXYIJPJT", product="bonds", target_minor=LARGE, base_minor=None
    )


def test_a_renewal_is_as_large_as_what_it_ends(house: House) -> None:
    """To renew a large line as a small one takes as much away: two hands, in the file as well."""
    check(house, waiting(house, expiry_date=date(2026, 12, 31)).reference)
    renewed = house.send(
        RenewLine,
        institution="EXYIJPJT",
        product="bonds",
        target_minor=MILLION,
        effective_date=house.today,
        expiry_date=date(2027, 12, 31),
        approval_number="贷审 2026-1",
        reason="年审",
    )
    assert renewed.code == "awaiting", renewed
    assert check(house, renewed.reference).code == "done"
    assert house.figures("approved", short="product", product="bonds") == (MILLION,)


def test_a_house_with_waiting_and_applied_orders_is_restored(house: House) -> None:
    check(house, waiting(house).reference)
    policy(house, "approve", LARGE, 3, TUESDAY)
    house.open(TUESDAY)
    delegate(house, "zhao", "qian", WEDNESDAY)
    asked = waiting(house, 2 * LARGE, base=LARGE)
    check(house, asked.reference, login="qian")
    authorise(house, asked.reference)
    withdraw(house, waiting(house, 3 * LARGE, base=2 * LARGE).reference)
    waiting(house, 4 * LARGE, base=2 * LARGE)
    named = {"institution": "EXYIJPJT", "product": "placement", "reason": "传闻"}
    house.send(SuspendLine, **named)
    check(house, house.send(ResumeLine, **named).reference)
    with house.sqlite() as connection:  # who checks no more had the right then
        connection.execute("DELETE FROM permission WHERE role = 'checker'")
    made = back_up(house)
    bring_back(made)
    assert content(made.path.with_name("restored.db")) == content(house.path)


@pytest.mark.parametrize("operation", ["parameter", "resume", "unfreeze", "close_month"])
def test_no_policy_lets_one_alone_let_go(house: House, operation: str) -> None:
    said = house.send(
        SetPolicy, login="li", operation=operation, from_minor=0, hands=1, valid_from=TUESDAY
    )
    assert (said.code, said.detail["hands"]) == ("too_few_hands", "2")


def test_a_delegation_ends_within_a_year_and_is_to_somebody_else(house: House) -> None:
    fields = {"delegate": "wang", "from_date": TUESDAY, "reason": "leave"}
    for_ever = house.send(DelegateRole, login="li", last_date=date(2028, 1, 1), **fields)
    assert for_ever.code == "bad_date"
    assert house.send(DelegateRole, login="li", last_date=date(2027, 11, 24), **fields).accepted


def test_no_month_before_the_first_day_is_closed(house: House) -> None:
    assert house.send(CloseMonth, login="li", month=date(1900, 1, 1)).code == "bad_date"
