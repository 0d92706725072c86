"""What waits for whom, from requests, reservations, loans and lines, as a home sheet shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from backend.contract import Command, Outcome, OutcomeCode, RequestKind
from backend.contract.approvals import CheckApproval
from backend.contract.lines import FreezeLine, IncreaseLine
from backend.contract.office import MatterAction, MatterKind, NoteMatter
from backend.errors import InputError
from backend.language import Language, text
from backend.queries.home.matters import open_matters, urgency
from backend.queries.home.rows import Matter, MatterNote
from backend.queries.sheets.limits_book import read_limits_book
from tests.house import MILLION, MONDAY, PERSONS, YI, House, ten_o_clock, with_lines

TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return with_lines(tmp_path)


def matters(house: House, login: str) -> Sequence[Matter]:
    """Return what `login` finds on the home sheet."""

    def look(connection: Connection) -> Sequence[Matter]:
        book = read_limits_book(connection, house.today, house.clock(), login, Language.ENGLISH)
        return open_matters(connection, book)

    return house.reading(look)


def whose(house: House, key: str) -> list[str]:
    """Return the persons for whom a matter waits."""
    return [
        login
        for login in PERSONS
        if any(one.key == key and one.is_mine for one in matters(house, login))
    ]


def matter(house: House, key: str, login: str = "li") -> Matter:
    (found,) = (one for one in matters(house, login) if one.key == key)
    return found


def note(house: House, matter: str, login: str = "li", **fields: object) -> Outcome:
    usual = {"action": None, "hand_to": "", "until_date": None, "note": "", "version": 0}
    return house.send(NoteMatter, login=login, matter=matter, **{**usual, **fields})


def test_a_request_walks_from_home_to_home(house: House) -> None:
    """Asked: the lender's. Agreed: the desk's. Granted: a checker's, never its maker's."""
    number = house.request(
        5 * MILLION, kind=RequestKind.TRANSFER, unit="320000", lending_unit="trade"
    ).reference
    key = f"request/{number}"
    assert "sun" in whose(house, key)
    assert "qian" not in whose(house, key)  # treasury has nothing to say about it
    assert "wu" not in whose(house, key)  # who asked does not answer
    house.consent(number, "sun")
    assert matter(house, key).sentence == "grant"
    assert "sun" not in whose(house, key)
    house.grant(number, 5 * MILLION)
    assert matter(house, key).kind is MatterKind.CHECK
    checkers = whose(house, key)
    assert checkers
    assert not {"li", "wu"} & set(checkers)
    house.check(number)
    assert whose(house, key) == []
    assert f"return/{_loan(house)}" in [one.key for one in matters(house, "wu")]


def _loan(house: House) -> str:
    return str(house.value("SELECT entry_id FROM due WHERE kind = 'return'"))


def test_a_reservation_waits_for_who_made_it(house: House) -> None:
    number = house.reserve(3 * MILLION, login="qian").reference
    key = f"lapse/{number}"
    assert whose(house, key) == ["qian"]
    found = matter(house, key, "qian")
    assert (found.amount_minor, urgency(found, MONDAY)) == (3 * MILLION, "today")
    assert [one.key for one in matters(house, "sun")] == []  # another unit's is not shown
    assert not matter(house, key, "li").is_mine  # the desk sees its whole team's
    house.void(number, login="qian")
    assert matters(house, "qian") == []


@pytest.mark.parametrize(("order", "kind"), [(IncreaseLine, "revert"), (FreezeLine, "unfreeze")])
def test_what_was_added_to_a_line_or_held_back_ends(
    house: House, order: type[Command], kind: str
) -> None:
    """A line belongs to no unit; the desk is told, and the sheet says it in words."""
    done = house.send(
        order,
        login="li",
        institution=YI,
        product="placement",
        amount_minor=2 * MILLION,
        last_date=FRIDAY,
        reason="year's end",
    )
    if done.code is OutcomeCode.AWAITING:
        house.send(CheckApproval, login="zhao", number=done.reference, confirmed=True)
    (found,) = (one for one in matters(house, "li") if one.key.startswith(f"{kind}/"))
    assert (found.kind, found.amount_minor, found.due_date) == (
        MatterKind.EXPIRY,
        2 * MILLION,
        FRIDAY,
    )
    assert text(
        f"matter.{found.sentence}", Language.ENGLISH, wan="200.00", **found.detail
    ).startswith("placement: a ")


def test_a_told_deal_over_the_line_is_an_excess(house: House) -> None:
    """Treasury holds 40 of a line of 100: over its share first, over the line as well next."""

    def excesses() -> list[tuple[str, str, int | None]]:
        found = [one for one in matters(house, "li") if one.kind is MatterKind.EXCESS]
        return [(one.key, one.sentence, one.amount_minor) for one in found]

    share = f"excess/unit/{YI}/placement/treasury"
    house.draw(45 * MILLION, told=True, reference="D-1")
    assert excesses() == [(share, "excess_node", 5 * MILLION)]
    house.draw(60 * MILLION, told=True, reference="D-2")
    assert excesses() == [
        (share, "excess_node", 65 * MILLION),
        (f"excess/{YI}/placement", "excess_active", 5 * MILLION),
    ]


@pytest.mark.parametrize(
    ("until", "sentence", "urgent"),
    [
        (FRIDAY, "expiry", "week"),
        (date(2026, 12, 23), "expiry", ""),
        (date(2026, 12, 24), None, None),
    ],
)
def test_a_line_in_use_ends(
    house: House, until: date, sentence: str | None, urgent: str | None
) -> None:
    """Thirty days ahead; a line that nobody uses may end in peace."""
    house.draw(MILLION, maturity_date=TUESDAY)
    house.approve(100 * MILLION, base=100 * MILLION, expiry_date=until)
    house.approve(50 * MILLION, base=50 * MILLION, product="trade_finance", expiry_date=until)
    found = [one for one in matters(house, "li") if one.kind is MatterKind.EXPIRY]
    assert [(one.sentence, urgency(one, MONDAY)) for one in found] == (
        [(sentence, urgent)] if sentence else []
    )


def test_a_line_that_ends_with_its_bank_is_said_once(house: House) -> None:
    house.draw(MILLION, maturity_date=TUESDAY)
    house.approve(200 * MILLION, base=200 * MILLION, product="", expiry_date=FRIDAY)
    house.approve(100 * MILLION, base=100 * MILLION, expiry_date=FRIDAY)
    found = [one.key for one in matters(house, "li") if one.kind is MatterKind.EXPIRY]
    assert found == [f"expiry/{YI}"]


def test_a_line_that_ended_in_use_is_overdue(house: House) -> None:
    house.draw(MILLION, maturity_date=date(2027, 2, 1))
    house.approve(100 * MILLION, base=100 * MILLION, expiry_date=FRIDAY)
    house.clock.now = ten_o_clock(date(2026, 11, 30))
    house.open(date(2026, 11, 30))
    (found,) = (one for one in matters(house, "li") if one.kind is MatterKind.EXPIRY)
    assert (found.sentence, urgency(found, house.today)) == ("expired", "overdue")


def test_a_note_is_kept_and_is_ones_own(house: House) -> None:
    key = f"lapse/{house.reserve(MILLION, login='qian').reference}"
    assert note(house, key, action=MatterAction.WORKING, note="rings back").accepted
    assert matter(house, key).note == MatterNote(
        action=MatterAction.WORKING, note="rings back", version="1"
    )
    assert matter(house, key, "qian").note == MatterNote()
    stale = note(house, key, note="from an old sheet", version=0)
    assert stale.code is OutcomeCode.CHANGED_MEANWHILE
    assert note(house, key, action=MatterAction.SEEN, version=1).accepted
    assert matter(house, key).note.version == "2"


def test_a_matter_that_is_handed_over_is_the_others(house: House) -> None:
    key = f"lapse/{house.reserve(MILLION, login='qian').reference}"
    assert "sun" not in whose(house, key)
    assert note(house, key, "qian", action=MatterAction.HANDED, hand_to="sun").accepted
    assert "sun" in whose(house, key)


def test_handing_over_needs_somebody_else(house: House) -> None:
    for nobody in ("", "nobody", "qian"):
        refused = note(house, "lapse/1", "qian", action=MatterAction.HANDED, hand_to=nobody)
        assert refused.code is OutcomeCode.UNKNOWN_PERSON


def test_what_is_put_off_comes_last_and_back_on_its_day(house: House) -> None:
    first = f"lapse/{house.reserve(2 * MILLION, login='qian').reference}"
    second = f"lapse/{house.reserve(MILLION, login='qian', last_date=TUESDAY).reference}"
    order = [one.key for one in matters(house, "qian")]
    assert order == [first, second]
    assert note(house, first, "qian", action=MatterAction.LATER).code is OutcomeCode.BAD_DATE
    today = note(house, first, "qian", action=MatterAction.LATER, until_date=MONDAY)
    assert today.code is OutcomeCode.BAD_DATE
    assert note(house, first, "qian", action=MatterAction.LATER, until_date=SATURDAY).accepted
    found = matters(house, "qian")
    assert [one.key for one in found] == [second, first]
    assert urgency(found[1], MONDAY) == ""


def test_a_reader_notes_nothing(house: House) -> None:
    assert note(house, "lapse/1", "reader").code is OutcomeCode.NOT_PERMITTED


def test_what_a_server_could_not_hold_is_refused_everywhere(house: House) -> None:
    """The key of a matter has room for 160 characters, in a file as on a server."""
    assert note(house, "m" * 160, note="any length").accepted
    with pytest.raises(InputError) as refused:
        note(house, "m" * 161)
    for language in Language:
        assert "161" in refused.value.sentence(language)
    assert house.value("SELECT count(*) FROM matter_note") == 1
