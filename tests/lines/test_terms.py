"""续作, 展期, an early end, prolonged deals, limits across a line; and the words of the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backend.contract import Command, Dimension
from backend.contract.lines import (
    EndLine,
    ExtendDraw,
    ExtendLine,
    ExtendReservation,
    RenewLine,
    SetCurrencyLimit,
    SetTenorLimit,
    SuspendLine,
)
from backend.queries.verification.verify import verify
from tests.house import FEBRUARY, FRIDAY, MILLION, MONDAY, YI, House
from tests.lines.hands import BANK, JAPAN, PLACEMENT, TREASURY, order

TUESDAY = date(2026, 11, 24)
NEXT_YEAR = date(2027, 11, 22)
DECEMBER = date(2026, 12, 23)
APPROVAL = "SX-2026-118"


def _renew(house: House, target: int, **fields: Any) -> Any:
    usual = {
        "target_minor": target,
        "effective_date": house.today,
        "expiry_date": NEXT_YEAR,
        "approval_number": APPROVAL,
    }
    return order(house, RenewLine, **{**PLACEMENT, **usual, **fields})


# --- expire and renew --------------------------------------------------------------------------


def test_a_line_that_ended_in_use_takes_nothing_new_and_is_renewed_with_its_use(
    house: House,
) -> None:
    deal = house.draw(30 * MILLION, maturity_date=FEBRUARY).reference
    assert order(house, EndLine, **PLACEMENT).accepted
    assert house.draw(1).accepted  # today is its last day
    house.open(TUESDAY)
    assert house.draw(1).code == "expired"
    assert house.release(deal, 10 * MILLION).accepted
    assert order(house, EndLine, **PLACEMENT).code == "expired"
    renewed = _renew(house, 25 * MILLION)
    assert renewed.accepted
    assert renewed.detail["expiry_date"] == "2027-11-22"
    assert house.figures("approved", "used") == (25 * MILLION, 20 * MILLION + 1)
    node = house.node("product")
    assert (node.effective_date, node.expiry_date) == (TUESDAY, NEXT_YEAR)
    assert house.value("SELECT approval_number FROM node WHERE id = ?", node.row_id) == APPROVAL
    assert house.value("SELECT reason FROM entry ORDER BY number DESC LIMIT 1") == "评级下调"
    assert house.draw(4 * MILLION).accepted
    assert house.draw(2 * MILLION).code == "over_line"
    assert house.reading(verify) == []


def test_two_terms_never_run_at_once(house: House) -> None:
    assert _renew(house, 50 * MILLION, effective_date=FRIDAY).code == "bad_date"
    order(house, EndLine, **PLACEMENT)
    house.open(TUESDAY)
    assert _renew(house, 50 * MILLION, effective_date=FRIDAY).accepted
    assert house.draw(1).code == "not_effective"
    house.open(FRIDAY)
    assert house.draw(1).accepted


def test_a_line_and_a_cap_are_extended_but_never_shortened_so(house: House) -> None:
    _renew(house, 100 * MILLION, expiry_date=FRIDAY)
    later = {"expiry_date": NEXT_YEAR, "approval_number": APPROVAL}
    assert order(house, ExtendLine, **PLACEMENT, **{**later, "expiry_date": TUESDAY}).code == (
        "bad_date"
    )
    assert order(house, ExtendLine, **PLACEMENT, **{**later, "approval_number": ""}).code == (
        "reason_missing"
    )
    assert order(house, ExtendLine, **PLACEMENT, **later).accepted
    assert house.node("product").expiry_date == NEXT_YEAR
    assert order(house, ExtendLine, **BANK, **later).code == "bad_date"  # it has no end
    ended = order(house, EndLine, **JAPAN)
    assert ended.accepted
    house.open(TUESDAY)
    refused = house.draw(1)
    assert (refused.code, refused.binding and refused.binding.node) == ("expired", "country:JP")
    assert order(house, ExtendLine, **JAPAN, **later).accepted
    assert house.draw(1).accepted


@pytest.mark.parametrize(
    ("code", "kind", "fields"),
    [
        ("not_permitted", EndLine, {**PLACEMENT, "login": "qian"}),
        ("unknown_unit", EndLine, TREASURY),
        ("reason_missing", EndLine, {**PLACEMENT, "reason": ""}),
        ("no_line", EndLine, {"institution": YI, "product": "bonds"}),
        ("unknown_cap", EndLine, {"country": "FR"}),
    ],
)
def test_a_term_is_refused_by_name(
    house: House, code: str, kind: type[Command], fields: dict[str, Any]
) -> None:
    assert order(house, kind, **fields).code == code


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("bad_amount", {"target": 0}),
        ("bad_date", {"target": 1, "expiry_date": date(2026, 11, 22)}),
        ("reason_missing", {"target": 1, "approval_number": " "}),
        ("no_line", {"target": 1, "product": "bonds"}),
    ],
)
def test_a_renewal_is_refused_by_name(house: House, code: str, fields: dict[str, Any]) -> None:
    assert _renew(house, **fields).code == code


# --- what is open is prolonged -----------------------------------------------------------------


def test_a_reservation_is_held_longer_but_not_beyond_its_line(house: House) -> None:
    held = house.reserve(5 * MILLION).reference
    order(
        house,
        RenewLine,
        **PLACEMENT,
        target_minor=100 * MILLION,
        effective_date=MONDAY,
        expiry_date=FRIDAY,
        approval_number=APPROVAL,
    )
    longer = {"reservation": held, "last_date": date(2026, 11, 30)}
    assert order(house, ExtendReservation, **longer).code == "expired"
    assert order(house, ExtendReservation, reservation=held, last_date=FRIDAY).accepted
    house.open(FRIDAY)
    assert house.figures("reserved") == (5 * MILLION,)
    assert order(house, ExtendReservation, reservation=held, last_date=MONDAY).code == "bad_date"


def test_a_unit_prolongs_its_own_and_nobody_else_s(house: House) -> None:
    held = house.reserve(5 * MILLION, login="qian").reference
    late = {"reservation": held, "last_date": TUESDAY}
    assert order(house, ExtendReservation, **late, login="sun").code == "not_permitted"
    assert order(house, ExtendReservation, **late, login="qian").accepted


def test_a_deal_is_prolonged_within_the_tenor_of_its_line(house: House) -> None:
    deal = house.draw(5 * MILLION, maturity_date=DECEMBER).reference
    house.approve(100 * MILLION, base=100 * MILLION, max_tenor_days=60)
    late = {"draw": deal, "maturity_date": FEBRUARY}
    assert order(house, ExtendDraw, **late).code == "tenor"
    assert order(house, ExtendDraw, draw=deal, maturity_date=date(2027, 1, 20)).accepted
    assert house.rows("SELECT maturity_date, tenor_days FROM open_draw") == [("2027-01-20", 30)]
    order(house, SuspendLine, **PLACEMENT)
    assert order(house, ExtendDraw, draw=deal, maturity_date=date(2027, 1, 21)).code == "suspended"
    assert order(house, ExtendDraw, draw=deal, maturity_date=DECEMBER).accepted  # earlier: always
    house.release(deal)
    assert order(house, ExtendDraw, **late).code == "already_resolved"
    assert house.reading(verify) == []


# --- limits across a line ----------------------------------------------------------------------


def _tenor(house: House, days: int, target: int, base: int | None = None, **fields: Any) -> Any:
    usual = {"tenor_days": days, "target_minor": target, "base_minor": base, "product": "placement"}
    return order(house, SetTenorLimit, **{"institution": YI, **usual, **fields})


def test_a_tenor_limit_counts_what_is_open_and_bounds_what_comes(house: House) -> None:
    house.draw(6 * MILLION, maturity_date=FEBRUARY)
    house.draw(5 * MILLION, maturity_date=DECEMBER)
    assert _tenor(house, 90, 10 * MILLION).available_minor == 4 * MILLION
    refused = house.draw(5 * MILLION, maturity_date=FEBRUARY)
    assert (refused.code, refused.available_minor) == ("over_line", 4 * MILLION)
    assert refused.binding is not None
    assert refused.binding.dimension is Dimension.TENOR
    assert house.draw(5 * MILLION, maturity_date=DECEMBER).accepted
    assert house.reserve(4 * MILLION, maturity_date=FEBRUARY).accepted
    assert house.draw(1, maturity_date=FEBRUARY).code == "over_line"
    assert house.reading(verify) == []


def test_buckets_nest_and_a_limit_is_raised_lowered_and_switched_off(house: House) -> None:
    _tenor(house, 30, 8 * MILLION)
    _tenor(house, 90, 5 * MILLION)
    house.draw(5 * MILLION, maturity_date=FEBRUARY)
    assert house.draw(4 * MILLION, maturity_date=DECEMBER).code == "over_line"  # 30 days
    assert house.draw(3 * MILLION, maturity_date=DECEMBER).accepted
    assert _tenor(house, 90, 9 * MILLION, base=4 * MILLION).code == "changed_meanwhile"
    lowered = _tenor(house, 90, 2 * MILLION, base=5 * MILLION)
    assert (lowered.accepted, lowered.excess_minor) == (True, 3 * MILLION)
    assert _tenor(house, 30, 8 * MILLION, base=8 * MILLION, limited=False).accepted
    assert _tenor(house, 90, 2 * MILLION, base=2 * MILLION, limited=False).accepted
    assert house.draw(9 * MILLION, maturity_date=FEBRUARY).accepted
    assert house.reading(verify) == []


def test_a_currency_limit_over_all_lines_counts_only_its_currency(house: House) -> None:
    euro = {"institution": YI, "currency": "EUR", "base_minor": None}
    assert order(house, SetCurrencyLimit, **euro, target_minor=2 * MILLION).accepted
    assert house.draw(3 * MILLION, currency="USD").accepted
    refused = house.draw(2 * MILLION, currency="EUR")
    assert refused.binding is not None
    assert (refused.code, refused.binding.node) == ("over_line", "currency:1//EUR")
    assert house.draw(1 * MILLION, currency="EUR").accepted
    assert order(house, SuspendLine, institution=YI, currency="EUR").accepted
    assert house.draw(1, currency="EUR").code == "suspended"
    assert house.draw(1, currency="USD").accepted
    assert house.reading(verify) == []


def test_a_limit_across_a_line_is_refused_by_name(house: House) -> None:
    assert _tenor(house, 0, MILLION).code == "bad_amount"
    assert _tenor(house, 90, -1).code == "bad_amount"
    assert _tenor(house, 90, MILLION, product="gold").code == "unknown_product"
    assert _tenor(house, 90, MILLION, reason="").code == "reason_missing"
    assert _tenor(house, 90, MILLION, login="qian").code == "not_permitted"
