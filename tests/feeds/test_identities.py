"""A number that nobody knew is given its bank: for the file that came, and for all to come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.contract.feeds import Telling
from backend.errors import InputError
from backend.queries.feeds.files import current_file, deals_of
from backend.queries.feeds.status import feed_statuses, unmapped
from backend.queries.reference import working_days
from sync.feeds.importing import identify_bank
from tests.feeds.desk import FRIDAY, MONDAY, Desk

JIA = "EXMAUS33"
MILLION = 1_000_000_00
STRANGER = {"foreign_id": "9900000001"}


def test_the_deals_that_waited_are_told_at_once(desk: Desk) -> None:
    used = desk.used(JIA)
    desk.take_deals(STRANGER, {"their_reference": "T-2"})
    assert desk.used(JIA) == used + MILLION
    told = identify_bank(desk.house, ("treasury", "9900000001", JIA))
    assert [(one.their_reference, one.became) for one in told] == [("T-1", Telling.DRAWN)]
    assert desk.used(JIA) == used + 2 * MILLION
    with desk.house.reading() as connection:
        file = current_file(connection, "treasury_deals")
        assert file is not None
        assert unmapped(connection, file) == []
        assert len({one.institution_id for one in deals_of(connection, file)}) == 1
    before = desk.everything()
    again = identify_bank(desk.house, ("treasury", "9900000001", JIA))
    assert [one.became for one in again] == [Telling.MATCHED]
    assert desk.everything() == before
    tomorrow = desk.take_deals(STRANGER, {"their_reference": "T-2"}, day=MONDAY)
    assert [one.became for one in tomorrow.told] == [Telling.MATCHED] * 2


def test_a_number_means_a_bank_to_one_system_only(desk: Desk) -> None:
    desk.take_deals(STRANGER)
    identify_bank(desk.house, ("limit_system", "9900000001", JIA))
    with desk.house.reading() as connection:
        file = current_file(connection, "treasury_deals")
        assert file is not None
        assert len(unmapped(connection, file)) == 1
        waiting = {
            one.feed: one.waiting
            for one in feed_statuses(connection, FRIDAY, working_days(connection))
        }
    assert waiting == {"limit_lines": 0, "limit_uses": 0, "treasury_deals": 1}


def test_the_bank_s_own_table_wins_and_keeps_its_versions(desk: Desk) -> None:
    identify_bank(desk.house, ("treasury", f"{JIA}XXX", "EXMBDEFF"))
    used, other = desk.used(JIA), desk.used("EXMBDEFF")
    desk.take_deals({})
    assert (desk.used(JIA), desk.used("EXMBDEFF")) == (used, other + MILLION)
    identify_bank(desk.house, ("treasury", f"{JIA}XXX", JIA))
    images = desk.rows("SELECT version FROM audit WHERE table_name = 'foreign_identity'")
    assert images == [(1,), (2,)]


@pytest.mark.parametrize(
    ("system", "bic8", "login", "code"),
    [
        ("core", JIA, "li_ming", "unknown_system"),
        ("treasury", "NOBODYXX", "li_ming", "unknown_bic"),
        ("treasury", JIA, "zhang_wei", "not_permitted"),
    ],
)
def test_what_is_not_kept(desk: Desk, system: str, bic8: str, login: str, code: str) -> None:
    before = desk.everything()
    house = replace(desk.house, settings=replace(desk.house.settings, login=login))
    with pytest.raises(InputError) as refused:
        identify_bank(house, (system, "1", bic8))
    assert refused.value.code == code
    assert desk.everything() == before


def test_which_feeds_came_and_which_days_are_missing(desk: Desk) -> None:
    desk.take_deals({}, day=FRIDAY.replace(day=17))
    desk.take_deals({}, STRANGER | {"their_reference": "T-3"}, day=FRIDAY)
    with desk.house.reading() as connection:
        found = {
            one.feed: one for one in feed_statuses(connection, FRIDAY, working_days(connection))
        }
    came = found["treasury_deals"]
    assert came.file is not None
    assert (came.file.row_count, came.file.control_total) == (2, "2000000.00")
    assert (came.waiting, [day.day for day in came.missing]) == (1, [18, 19])
    assert found["limit_lines"].file is None
