"""A business system tells of its deals: each counts once, whoever booked it first."""

from __future__ import annotations

from datetime import date

import pytest

from backend.contract import DrawLimit, ReserveLimit
from backend.contract.feeds import FeedTaken, Taking, Telling
from backend.errors import InputError
from backend.services.execute import execute
from tests.feeds.desk import DEAL, FRIDAY, MONDAY, Desk

JIA, DING = "EXMAUS33", "EXMDGB2L"
MILLION = 1_000_000_00


def _became(taken: FeedTaken) -> list[Telling]:
    return [one.became for one in taken.told]


def _reserve(desk: Desk, **changes: object) -> str:
    order = ReserveLimit(
        **{
            "id": f"reserve-{changes}"[:64],
            "login": "li_ming",
            "institution": JIA,
            "product": "placement",
            "unit": "treasury",
            "currency": "USD",
            "amount_minor": MILLION,
            "value_date": FRIDAY,
            "maturity_date": date(2026, 12, 21),
            "last_date": MONDAY,
            **changes,
        }  # type: ignore[arg-type]
    )
    (outcome,) = execute(desk.house.engine, [order], desk.house.clock)
    assert outcome.accepted, outcome
    return outcome.reference


def _reserved(desk: Desk) -> int:
    return int(desk.rows("SELECT sum(open_minor) FROM due WHERE kind = 'lapse'")[0][0] or 0)


def test_a_day_that_says_what_the_ledger_says_changes_no_figure(desk: Desk) -> None:
    desk.sample()
    before = desk.rows("SELECT * FROM balance")
    taken = desk.take_day()
    assert [one.feed for one in taken] == ["limit_lines", "limit_uses", "treasury_deals"]
    assert {one.business_date for one in taken} == {FRIDAY}
    assert set(_became(taken[2])) == {Telling.MATCHED}
    assert desk.rows("SELECT * FROM balance") == before
    assert desk.count("feed_line") == taken[0].row_count > 20
    assert desk.count("feed_deal") == taken[1].row_count + taken[2].row_count


def test_a_new_deal_takes_its_line_once(desk: Desk) -> None:
    before = desk.used(JIA)
    assert _became(desk.take_deals({})) == [Telling.DRAWN]
    assert desk.used(JIA) == before + MILLION
    again = desk.take_deals({}, {"their_reference": "T-2"}, day=MONDAY)
    assert _became(again) == [Telling.MATCHED, Telling.DRAWN]
    assert desk.used(JIA) == before + 2 * MILLION


def test_the_same_content_again_changes_nothing(desk: Desk) -> None:
    path = desk.deals({})
    desk.take("treasury_deals", path)
    before = desk.everything()
    assert desk.take("treasury_deals", path).taking is Taking.REPEATED
    assert desk.take("treasury_deals", path, correct=True).taking is Taking.REPEATED
    assert desk.everything() == before


def test_a_deal_consumes_the_reservation_that_it_names(desk: Desk) -> None:
    number = _reserve(desk)
    used = desk.used(JIA)
    taken = desk.take_deals({"our_reference": number, "amount": 800_000})
    assert _became(taken) == [Telling.RESERVED]
    assert desk.used(JIA) == used + 800_000_00
    assert _reserved(desk) == 0


def test_a_deal_without_number_finds_the_one_reservation_like_it(desk: Desk) -> None:
    _reserve(desk)
    assert _became(desk.take_deals({})) == [Telling.RESERVED]
    assert _reserved(desk) == 0


def test_a_number_that_is_nobody_s_does_not_hide_the_reservation(desk: Desk) -> None:
    _reserve(desk)
    taken = desk.take_deals({"our_reference": "YZ-20261123-9999"})
    assert _became(taken) == [Telling.RESERVED]


@pytest.mark.parametrize(
    "other",
    [
        {"amount": 999_999},
        {"currency": "EUR"},
        {"value_date": date(2026, 11, 19)},
        {"product": "bonds"},
        {"unit": "overseas_branches"},
    ],
)
def test_what_is_not_alike_leaves_the_reservation(desk: Desk, other: dict[str, object]) -> None:
    _reserve(desk)
    assert _became(desk.take_deals(other)) == [Telling.DRAWN]
    assert _reserved(desk) == MILLION


def test_several_reservations_wait_while_the_deal_counts(desk: Desk) -> None:
    for number in (1, 2):
        _reserve(desk, id=f"twin-{number}")
    used = desk.used(JIA)
    assert _became(desk.take_deals({})) == [Telling.SEVERAL]
    assert desk.used(JIA) == used + MILLION
    assert _reserved(desk) == 2 * MILLION


def test_a_deal_that_staff_drew_under_its_reference_is_matched(desk: Desk) -> None:
    order = DrawLimit(
        id="by-hand",
        login="li_ming",
        institution=JIA,
        product="placement",
        unit="treasury",
        currency="USD",
        amount_minor=MILLION,
        value_date=FRIDAY,
        maturity_date=date(2026, 12, 21),
        reference="T-1",
    )
    (outcome,) = execute(desk.house.engine, [order], desk.house.clock)
    used = desk.used(JIA)
    taken = desk.take_deals({})
    assert [(one.became, one.entry) for one in taken.told] == [(Telling.MATCHED, outcome.reference)]
    named = desk.take_deals(
        {}, {"their_reference": "T-9", "our_reference": outcome.reference}, day=MONDAY
    )
    assert _became(named) == [Telling.MATCHED, Telling.MATCHED]
    assert desk.used(JIA) == used


@pytest.mark.parametrize("state", ["matured", "cancelled"])
def test_what_is_over_gives_its_line_back_once(desk: Desk, state: str) -> None:
    before = desk.used(JIA)
    desk.take_deals({})
    over = desk.take_deals({"state": state}, day=MONDAY)
    assert _became(over) == [Telling.RELEASED]
    assert desk.used(JIA) == before
    desk.now = desk.now.replace(day=24)
    assert _became(desk.take_deals({"state": state}, day=date(2026, 11, 24))) == [Telling.OVER]
    assert desk.used(JIA) == before


def test_what_was_over_before_we_heard_of_it_counts_nothing(desk: Desk) -> None:
    before = desk.used(JIA)
    assert _became(desk.take_deals({"state": "matured"})) == [Telling.OVER]
    assert desk.used(JIA) == before


def test_what_does_not_fit_is_posted_and_flagged(desk: Desk) -> None:
    used = desk.used(DING)
    taken = desk.take_deals({"foreign_id": DING, "amount": 40_000_000})
    (told,) = taken.told
    assert told.became is Telling.DRAWN
    assert told.excess_minor > 0
    assert desk.used(DING) == used + 40 * MILLION
    mode = desk.rows("SELECT mode FROM entry WHERE id = ?", told.entry)
    assert mode == [("tell",)]


def test_a_deal_under_another_bank_s_reference_is_not_counted_twice(desk: Desk) -> None:
    desk.take_deals({})
    used = desk.used(DING)
    moved = desk.take_deals({"foreign_id": DING}, day=MONDAY)
    assert _became(moved) == [Telling.ELSEWHERE]
    assert desk.used(DING) == used


def test_a_bank_that_nobody_knows_waits_and_is_kept(desk: Desk) -> None:
    taken = desk.take_deals({"foreign_id": "ZZZZZZZZ"}, {"their_reference": "T-2"})
    assert _became(taken) == [Telling.UNMAPPED, Telling.DRAWN]
    assert taken.unmapped == ["ZZZZZZZZ"]
    assert desk.rows("SELECT foreign_id, institution_id FROM feed_deal ORDER BY 1")[1] == (
        "ZZZZZZZZ",
        None,
    )


def test_banks_are_known_by_bic_and_by_our_customer_number(desk: Desk) -> None:
    number = desk.rows("SELECT customer_number FROM institution WHERE bic8 = ?", JIA)[0][0]
    names = [JIA, f"{JIA}XXX", f"{JIA}NYC", number]
    taken = desk.take_deals(
        *({"foreign_id": name, "their_reference": f"T-{at}"} for at, name in enumerate(names))
    )
    assert _became(taken) == [Telling.DRAWN] * len(names)


def test_a_deal_without_a_rate_waits_and_is_tried_again(desk: Desk) -> None:
    taken = desk.take_deals({"currency": "VND"})
    assert [(one.became, one.detail) for one in taken.told] == [(Telling.REFUSED, "no_rate")]
    assert desk.count("feed_deal") == 1
    again = desk.take_deals({}, day=MONDAY)  # the same reference, now with a rate
    assert _became(again) == [Telling.DRAWN]


# --- days and corrections ------------------------------------------------------------------------


def test_another_content_of_the_same_day_needs_a_word(desk: Desk) -> None:
    desk.take_deals({})
    before = desk.everything()
    with pytest.raises(InputError) as refused:
        desk.take_deals({"amount": 2_000_000})
    assert refused.value.code == "feed_needs_correct"
    assert desk.everything() == before


def test_a_correction_replaces_and_both_are_kept(desk: Desk) -> None:
    first = desk.take_deals({})
    second = desk.take_deals({}, {"their_reference": "T-2"}, correct=True)
    assert (second.taking, second.replaces_id) == (Taking.REPLACED, first.file_id)
    assert _became(second) == [Telling.MATCHED, Telling.DRAWN]
    assert desk.count("feed_file") == 2
    with pytest.raises(InputError) as refused:
        desk.take_deals({})
    assert refused.value.code == "feed_superseded"


def test_an_older_day_is_kept_but_tells_nothing(desk: Desk) -> None:
    desk.take_deals({}, day=MONDAY)
    used = desk.used(JIA)
    late = desk.take_deals({"their_reference": "T-OLD"}, day=FRIDAY)
    assert (late.taking, late.told) == (Taking.TAKEN, ())
    assert desk.used(JIA) == used


def test_missing_working_days_are_named(desk: Desk) -> None:
    desk.take_deals({}, day=date(2026, 11, 17))  # a Tuesday
    taken = desk.take_deals({}, day=MONDAY)
    assert taken.missing == [date(2026, 11, day) for day in (18, 19, 20)]


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 24)])
def test_a_sunday_and_a_day_to_come_are_refused(desk: Desk, day: date) -> None:
    before = desk.everything()
    with pytest.raises(InputError) as refused:
        desk.take_deals({}, day=day)
    assert refused.value.code == "feed_day"
    assert desk.everything() == before


def test_the_deal_of_these_tests_is_whole(desk: Desk) -> None:
    taken = desk.take_deals({})
    row = desk.rows(
        "SELECT their_reference, currency_code, amount_minor, value_date, maturity_date, state"
        " FROM feed_deal WHERE file_id = ?",
        taken.file_id,
    )
    expected = (DEAL["their_reference"], "USD", MILLION, "2026-11-20", "2026-12-21", "open")
    assert row == [expected]
