"""The journal of transfers: what moved, who agreed, what is open, what came home."""

from __future__ import annotations

from datetime import date

from backend.contract.approvals import AuthoriseApproval, CheckApproval
from backend.contract.lines import ReallocateProducts, RecallLoan
from backend.queries.transfers import Transfer, transfers
from tests.house import FRIDAY, MILLION, YI, House
from tests.lines.hands import order

TUESDAY = date(2026, 11, 24)


def _journal(house: House, unit: str = "", since: date | None = None) -> list[Transfer]:
    return house.reading(lambda connection: transfers(connection, YI, unit, since))


def test_a_loan_stands_with_its_persons_its_last_day_and_what_is_open(house: House) -> None:
    house.lend(8 * MILLION, "trade", "treasury")
    house.draw(3 * MILLION)
    (lent,) = _journal(house)
    assert (lent.kind, lent.from_unit, lent.to_unit) == ("temporary", "trade", "treasury")
    assert (lent.amount_minor, lent.open_minor, lent.drawn_minor) == (
        8 * MILLION,
        8 * MILLION,
        3 * MILLION,
    )
    assert (lent.last_date, lent.maker, lent.consent_by, lent.checker) == (
        FRIDAY,
        "li",
        "sun",
        "zhao",
    )


def test_a_recall_and_what_came_home_follow_it(house: House) -> None:
    lent = house.lend(8 * MILLION, "trade", "treasury").reference
    house.draw(3 * MILLION)
    order(house, RecallLoan, loan=lent, reason="自用")
    house.open(TUESDAY)
    loan, recalled, home = _journal(house)
    assert (loan.kind, loan.open_minor) == ("temporary", 3 * MILLION)
    assert (recalled.kind, recalled.reason, recalled.maker) == ("recall", "自用", "li")
    assert (home.kind, home.from_unit, home.to_unit, home.amount_minor) == (
        "return",
        "treasury",
        "trade",
        5 * MILLION,
    )
    assert [one.kind for one in _journal(house, since=TUESDAY)] == ["return"]


def test_a_permanent_transfer_names_its_ends_also_through_groups(house: House) -> None:
    assert house.move("treasury", "320000", 2 * MILLION).accepted
    (moved,) = _journal(house)
    assert (moved.kind, moved.from_unit, moved.to_unit) == ("permanent", "treasury", "320000")
    assert (moved.amount_minor, moved.open_minor, moved.maker) == (2 * MILLION, None, "li")
    assert _journal(house, unit="trade") == []
    assert _journal(house, unit="320000") == [moved]


def test_a_transfer_across_products_names_its_three_hands(house: House) -> None:
    waiting = house.send(
        ReallocateProducts,
        institution=YI,
        from_product="placement",
        product="trade_finance",
        from_unit="treasury",
        to_unit="treasury",
        amount_minor=4 * MILLION,
        reason="旺季",
    )
    number = waiting.detail["approval"]
    house.send(CheckApproval, number=number, confirmed=True, login="zhao")
    house.send(AuthoriseApproval, number=number, confirmed=True, login="chen")
    (moved,) = _journal(house)
    assert (moved.from_product, moved.product) == ("placement", "trade_finance")
    assert (moved.maker, moved.checker, moved.approver) == ("li", "zhao", "chen")
    assert moved.number == number
