"""What the desk answers: every refusal by its name, in the contract's order, with who to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from backend import contract
from backend.contract import Consent, Dimension, Outcome, OutcomeCode, RequestKind
from backend.errors import OutageError
from backend.language import Language
from backend.services.transaction import transact
from tests.house import BING, FEBRUARY, FRIDAY, MILLION, MONDAY, YI, YI_SINGAPORE, House, with_lines

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return with_lines(tmp_path)


Act = Callable[[House], Outcome]
REFUSALS: list[tuple[str, Act]] = [
    ("unreadable_text", lambda house: house.draw(1, reference="a\x07b", login="reader")),
    ("unreadable_text", lambda house: house.move("treasury", "trade", 1, reason="a\x00b")),
    ("unreadable_text", lambda house: house.request(1, purpose="half \ud83d")),
    ("not_permitted", lambda house: house.draw(1, login="reader")),
    ("not_permitted", lambda house: house.draw(1, login="nobody")),
    ("not_permitted", lambda house: house.draw(1, login="sun")),  # trade's officer, treasury's line
    ("not_permitted", lambda house: house.draw(1, login="qian", told=True)),
    ("not_permitted", lambda house: house.approve(1, base=100 * MILLION, login="qian")),
    ("not_permitted", lambda house: house.void("YZ-20261123-0001", login="sun")),
    ("not_permitted", lambda house: house.release("ZY-20261123-0001", login="sun")),
    ("not_permitted", lambda house: house.request(1, login="qian")),
    ("unknown_institution", lambda house: house.draw(1, institution="NOBKJPJT", product="x")),
    ("unknown_product", lambda house: house.draw(1, product="gold", unit="risk_management")),
    ("unknown_unit", lambda house: house.draw(1, unit="risk_management", currency="XXX")),
    ("unknown_unit", lambda house: house.move("treasury", "treasury", 0)),
    ("unknown_unit", lambda house: house.cap(Dimension.GROUP, 1, owner_unit="nowhere")),
    ("unknown_currency", lambda house: house.draw(0, currency="XXX")),
    ("unknown_cap", lambda house: house.cap(Dimension.GROUP, -1, code="nobody")),
    ("unknown_cap", lambda house: house.cap(Dimension.UNIT, 1)),
    ("no_rate", lambda house: house.draw(0, currency="CHF")),
    ("unknown_business", lambda house: house.draw(0, business="barter")),
    ("not_charged", lambda house: house.draw(0, business="overseas_agent_payment")),
    ("not_charged", lambda house: house.draw(0, business="forfaiting")),
    ("unknown_reference", lambda house: house.draw(0, reservation="YZ-1")),
    ("unknown_reference", lambda house: house.draw(1, request="SQ-1")),
    ("unknown_reference", lambda house: house.void("ZY-20261123-0001")),
    ("unknown_reference", lambda house: house.release("YZ-20261123-0001")),
    ("unknown_reference", lambda house: house.grant("SQ-1", 1)),
    ("bad_amount", lambda house: house.draw(0, maturity_date=MONDAY)),
    ("bad_amount", lambda house: house.draw(10**30)),
    ("bad_amount", lambda house: house.release("ZY-20261123-0001", 4 * MILLION)),
    ("bad_amount", lambda house: house.approve(-1, base=7)),
    ("bad_amount", lambda house: house.allocate("trade", -1, base=7)),
    ("bad_amount", lambda house: house.move("treasury", "trade", 0, reason="")),
    ("bad_date", lambda house: house.draw(1, maturity_date=MONDAY)),
    ("bad_date", lambda house: house.reserve(1, last_date=date(2026, 11, 20))),
    ("bad_date", lambda house: house.allocate("trade", 1, base=7, effective_date=TUESDAY)),
    ("bad_date", lambda house: house.approve(1, effective_date=FRIDAY, expiry_date=TUESDAY)),
    ("changed_meanwhile", lambda house: house.approve(1, base=7)),
    ("changed_meanwhile", lambda house: house.approve(1)),
    ("changed_meanwhile", lambda house: house.cap(Dimension.COUNTRY, 1, base=7)),
    ("changed_meanwhile", lambda house: house.allocate("trade", 1, base=7, reason="")),
    ("reason_missing", lambda house: house.allocate("trade", 1, base=20 * MILLION, reason=" ")),
    ("reason_missing", lambda house: house.move("treasury", "trade", 1, reason=" ")),
    ("reason_missing", lambda house: house.request(1, purpose=" ")),
    ("no_line", lambda house: house.draw(1, product="bonds")),
    ("no_line", lambda house: house.draw(1, institution=BING)),
    ("no_line", lambda house: house.allocate("trade", 1, product="bonds")),
    ("no_line", lambda house: house.move("treasury", "trade", 1, product="bonds")),
    ("over_allocated", lambda house: house.allocate("trade", 21 * MILLION, base=20 * MILLION)),
    ("below_use", lambda house: house.allocate("treasury", 7 * MILLION, base=40 * MILLION)),
    ("below_use", lambda house: house.move("treasury", "trade", 33 * MILLION)),
    ("over_line", lambda house: house.reserve(33 * MILLION)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "act"), REFUSALS)
def test_every_refusal_has_its_name_and_its_place(house: House, code: str, act: Act) -> None:
    """Several reasons apply in most of these; the first in the contract's order is named."""
    house.reserve(5 * MILLION)  # YZ-20261123-0001
    house.draw(3 * MILLION)  # ZY-20261123-0001
    before = house.rows("SELECT * FROM balance")
    outcome = act(house)
    assert outcome.code == code
    assert not outcome.accepted
    assert house.rows("SELECT * FROM balance") == before


def test_a_closed_line_is_named_in_order(house: House) -> None:
    """Not effective, expired, suspended, tenor: each goes before the next."""
    with house.sqlite() as connection:
        for change, code in (
            ("max_tenor_days = 20", "tenor"),
            ("suspended = 1", "suspended"),
            ("expiry_date = '2026-11-22'", "expired"),
            ("effective_date = '2026-11-24'", "not_effective"),
        ):
            connection.execute(
                f"UPDATE node SET {change}, version = version + 1 "  # noqa: S608
                "WHERE node_key = 'product:1/placement'"
            )
            refused = house.draw(400 * MILLION)
            assert (refused.code, refused.binding and refused.binding.node) == (
                code,
                "product:1/placement",
            )


def test_the_answer_names_who_binds_who_holds_and_when_it_returns(house: House) -> None:
    house.draw(18 * MILLION, unit="trade", maturity_date=FEBRUARY)
    house.draw(1 * MILLION, unit="trade", maturity_date=date(2026, 12, 1))
    refused = house.draw(2 * MILLION, unit="trade")
    assert (refused.code, refused.available_minor) == ("over_line", MILLION)
    binding = refused.binding
    assert binding is not None
    assert (binding.node, binding.room_minor) == ("unit:1/placement/trade", MILLION)
    assert (binding.owner_en, binding.telephone) == ("International Business", "8200")
    assert (binding.held_by_en, binding.held_by_zh) == ("Treasury", "资金部")
    assert (binding.next_release_date, binding.next_release_minor) == (date(2026, 12, 1), MILLION)

    house.cap(Dimension.COUNTRY, 20 * MILLION, base=500 * MILLION)
    refused = house.draw(2 * MILLION)
    assert refused.binding is not None
    assert (refused.binding.label_en, refused.binding.label_zh) == (
        "Country cap (Japan)",
        "国别限额(日本)",
    )
    assert refused.binding.held_by_en == "Example B International Business"


def test_of_equals_the_nearest_is_named_whichever_was_limited_first(house: House) -> None:
    house.draw(18 * MILLION, unit="trade")
    house.cap(Dimension.COUNTRY, 10 * MILLION, base=500 * MILLION)
    house.cap(Dimension.GROUP, 15 * MILLION, base=300 * MILLION)
    refused = house.draw(MILLION)
    assert refused.binding is not None
    assert (refused.binding.node, refused.binding.room_minor) == ("group:example", -3 * MILLION)


def test_a_branch_uses_its_head_office_s_line(house: House) -> None:
    assert house.draw(MILLION, institution=YI_SINGAPORE).accepted
    assert house.figures("used", short="entity", bank=YI) == (MILLION,)


# --- the same again ----------------------------------------------------------------------------


def test_the_same_again_is_answered_and_done_once(house: House) -> None:
    first = house.draw(MILLION, id="d")
    again = house.draw(MILLION, id="d")
    other = house.draw(2 * MILLION, id="d")
    assert [one.code for one in (first, again, other)] == ["done", "exists", "id_reused"]
    assert again.reference == first.reference
    assert house.figures("used") == (MILLION,)


def test_the_same_twice_in_one_batch_is_done_once(house: House) -> None:
    orders = [house.deal(contract.DrawLimit, amount, id="d") for amount in (7, 7, 8)]
    assert [one.code for one in house.execute(*orders)] == ["done", "exists", "id_reused"]
    assert house.figures("used") == (7,)
    sent = house.submit("s", *(house.deal(contract.DrawLimit, 5, id="e") for _ in range(2)))
    assert [one.code for one in sent.outcomes] == ["done", "exists"]
    assert house.figures("used") == (12,)


def test_a_refused_id_is_burned(house: House) -> None:
    refused = house.draw(41 * MILLION, id="d")
    house.approve(200 * MILLION, base=100 * MILLION)
    house.allocate("treasury", 90 * MILLION, base=40 * MILLION)
    assert refused.code == house.draw(41 * MILLION, id="d").code == "over_line"
    assert house.draw(41 * MILLION, id="d2").code == "done"


def test_a_dry_run_and_no_orders_write_nothing(house: House) -> None:
    before = house.value("SELECT count(*) FROM audit"), house.value("SELECT count(*) FROM receipt")
    house.clock.now = house.clock.now.replace(day=30)
    said = house.execute(house.deal(contract.DrawLimit, MILLION, login="reader"), dry_run=True)
    assert [one.code for one in said] == ["done"]  # a question, which everybody may put
    assert house.execute() == []
    assert house.today == MONDAY
    assert before == (
        house.value("SELECT count(*) FROM audit"),
        house.value("SELECT count(*) FROM receipt"),
    )


def test_what_a_submission_left_out_may_be_sent_again(house: House) -> None:
    """Sent with only what fits; when there is room, the same sheet brings the rest, once."""
    orders = [house.deal(contract.DrawLimit, amount * MILLION) for amount in (30, 20)]
    whole = house.submit("s", *orders)
    part = house.submit("s", *orders, only_good=True)
    house.approve(200 * MILLION, base=100 * MILLION)
    house.allocate("treasury", 50 * MILLION, base=40 * MILLION)
    rest = house.submit("s", *orders)
    again = house.submit("s", *orders)
    assert [(one.applied, one.repeated) for one in (whole, part, rest, again)] == [
        (False, False),
        (True, False),
        (True, False),
        (False, True),
    ]
    assert house.figures("used") == (50 * MILLION,)
    assert house.rows("SELECT edit_count FROM submission") == [(1,), (1,)]


def test_a_rule_of_the_database_is_told_in_both_languages(house: House) -> None:
    """A trigger's no is tried again on the new state; for ever the same is an outage by name."""
    tries = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("DELETE FROM entry"))

    with pytest.raises(OutageError) as caught:
        transact(house.engine, work)
    assert len(tries) == 5
    assert caught.value.parameters == {"rule": "append_only"}
    assert "未写入任何内容" in caught.value.sentence(Language.CHINESE)
    assert "nothing was written" in caught.value.sentence(Language.ENGLISH)


# --- told deals --------------------------------------------------------------------------------


def test_a_told_deal_always_posts_and_its_excess_is_derived(house: House) -> None:
    told = house.draw(50 * MILLION, told=True)
    assert (told.code, told.excess_minor) == ("done", 10 * MILLION)
    assert house.draw(3 * MILLION, product="bonds", told=True).excess_minor == 3 * MILLION
    assert house.draw(1).code == "over_line"
    house.release(told.reference)
    assert house.room("unit:treasury") == 40 * MILLION


@pytest.mark.parametrize(
    ("held", "deal", "left"),
    [
        ([{}], {"reservation": "YZ-20261123-0001"}, 0),
        ([{"reference": "A"}, {"reference": "B"}], {"reference": "B"}, 1),
        ([{}], {}, 0),  # equal currency, amount and value date
        ([{}, {}], {}, 2),  # two candidates are none
        ([{"reference": "A"}, {"reference": "A"}], {"reference": "A"}, 2),
        ([{"unit": "trade"}], {}, 1),  # another unit's
        ([{}], {"reservation": "YZ-19990101-0001"}, 1),  # a wrong number: counted meanwhile
    ],
)
def test_a_told_deal_finds_its_reservation(
    house: House, held: list[dict[str, str]], deal: dict[str, str], left: int
) -> None:
    for one in held:
        assert house.reserve(5 * MILLION, **one).accepted
    assert house.draw(5 * MILLION, told=True, **deal).accepted
    open_ones = [one for one in house.book().dues.values() if one.open_minor]
    assert len(open_ones) == left
    assert house.figures("used", "reserved") == (5 * MILLION, left * 5 * MILLION)


def test_a_reservation_ends_once_and_gives_back_the_rest(house: House) -> None:
    held = house.reserve(10 * MILLION).reference
    assert house.draw(8 * MILLION, reservation=held).accepted
    assert house.figures("used", "reserved") == (8 * MILLION, 0)
    assert house.draw(1, reservation=held).code == "already_resolved"
    assert house.void(held).code == "already_resolved"
    assert house.draw(1, reservation=held, told=True).accepted
    other = house.reserve(MILLION, unit="trade").reference
    assert house.draw(1, reservation=other).code == "unknown_reference"


# --- persons -----------------------------------------------------------------------------------


def test_a_request_goes_through_four_hands(house: House) -> None:
    transfer = {"kind": RequestKind.TRANSFER, "lending_unit": "treasury"}
    asked = house.request(5 * MILLION, **transfer).reference
    steps = [
        (house.grant(asked, 5 * MILLION), "wrong_state"),
        (house.consent(asked, "sun"), "not_permitted"),  # not the lender's
        (house.consent(asked, "qian", version=7), "changed_meanwhile"),
        (house.consent(asked, "qian"), "done"),
        (house.consent(asked, "qian"), "wrong_state"),
        (house.grant(asked, 6 * MILLION), "bad_amount"),
        (house.grant(asked, 0), "reason_missing"),
        (house.grant(asked, 4 * MILLION), "done"),
        (house.check(asked, login="li"), "not_permitted"),
        (house.check(asked, confirmed=False), "done"),
        (house.check(asked), "wrong_state"),
        (house.grant(asked, 4 * MILLION), "done"),
        (house.check(asked), "done"),
    ]
    assert [said.code.value for said, _code in steps] == [code for _said, code in steps]
    assert house.figures("temporary", short="unit:320000") == (4 * MILLION,)
    assert house.value("SELECT state FROM request") == "partly_granted"
    persons = house.rows("SELECT requester, consent_by, maker, checker FROM request")
    assert persons == [("wu", "qian", "li", "zhao")]


def test_nobody_decides_on_the_own_request(house: House) -> None:
    """The founder may do everything, and still not twice on one request."""
    asked = house.request(MILLION, login="founder").reference
    assert house.grant(asked, MILLION, login="founder").code == "same_person"
    assert house.grant(asked, MILLION).accepted
    assert house.check(asked, login="founder").code == "same_person"
    other = house.request(MILLION).reference
    assert house.grant(other, MILLION, login="founder").accepted
    assert house.check(other, login="founder").code == "same_person"
    assert house.check(other).accepted


def test_a_lender_may_decline_and_none_may_be_there(house: House) -> None:
    transfer = {"kind": RequestKind.TRANSFER}
    asked = house.request(MILLION, **transfer)
    assert asked.detail["lending_unit"] == "treasury"  # the one with most to spare
    assert house.consent(asked.reference, "qian", consent=Consent.DECLINED).accepted
    assert house.value("SELECT state FROM request") == "refused"
    for lender in ("nobody", "320000", "risk_management"):
        said = house.request(MILLION, lending_unit=lender, **transfer)
        assert said.code == "unknown_unit"
    own = {"unit": "domestic_branches", "login": "zhou", "lending_unit": "320000"}
    assert house.request(MILLION, **transfer, **own).code == "unknown_unit"
    nothing = house.request(MILLION, product="bonds", **transfer)
    assert (nothing.code, nothing.detail["unit"]) == ("unknown_unit", "-")


def test_a_granted_use_becomes_a_reservation_of_that_request(house: House) -> None:
    asked = house.request(2 * MILLION).reference
    house.grant(asked, 2 * MILLION)
    assert house.check(asked).accepted
    (held,) = (one for one in house.book().dues.values() if one.open_minor)
    assert (held.request, held.open_minor, held.last_date) == (asked, 2 * MILLION, FRIDAY)
    assert house.draw(2 * MILLION, unit="320000", login="jiang", reservation=held.entry_id).accepted
    assert house.value("SELECT request_number FROM entry WHERE kind = 'draw'") == asked


def test_every_outcome_is_reached_somewhere() -> None:
    reached = {code for code, _act in REFUSALS}
    reached |= {"not_effective", "expired", "suspended", "tenor"}  # a closed line
    reached |= {"done", "exists", "id_reused", "already_resolved", "same_person", "wrong_state"}
    reached |= {"no_statement", "bad_level"}  # tests/evaluation/test_services.py
    reached |= {"unknown_person"}  # tests/evaluation/test_review.py, tests/office/test_matters.py
    reached |= {"unknown_rating", "text_too_long"}  # tests/feeds/test_events.py
    reached |= {"awaiting", "no_authority"}  # tests/hands
    reached |= {"lending_not_allowed"}  # tests/lines/test_requests.py
    reached |= {"unknown_parameter", "date_taken", "no_capital"}  # tests/parameters
    reached |= {"too_few_hands"}  # tests/hands
    reached |= {"identity_taken"}  # tests/institutions_book
    assert reached == {one.value for one in OutcomeCode}
