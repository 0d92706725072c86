"""Two books of the same deals: what was planted is found, once, in its class; nothing else is."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.contract.reconciliation import BreakClass, System
from backend.money import line_use_minor
from backend.reconciliation.comparison import Comparison, compare
from backend.reconciliation.sides import OurDeal, Side, Terms, TheirDeal

DAY = date(2026, 11, 23)
EURO = 1_083_700_000_000
RATES = {"USD": 10**12, "EUR": EURO, "JPY": 6_512_345_678}
PLACES = {"USD": 2, "EUR": 2, "JPY": 0}
TERMS = Terms(day=DAY, minor_units=PLACES, rates=RATES, factors={})


def ours(number: int, amount_minor: int, currency: str = "EUR", **fields: object) -> OurDeal:
    rate = RATES[currency]
    deal = OurDeal(
        number=f"ZY-{number:04d}",
        reference=f"T-{number}",
        reservation="",
        institution=1 + number % 5,
        product="placement",
        unit="treasury",
        currency=currency,
        amount_minor=amount_minor,
        use_minor=line_use_minor(amount_minor, PLACES[currency], rate),
        rate_e12=rate,
        factor_e6=10**6,
        value_date=DAY - timedelta(days=number % 30),
        maturity_date=DAY + timedelta(days=30 + number % 60),
    )
    return deal._replace(**fields)  # type: ignore[arg-type]


def theirs(deal: OurDeal, **fields: object) -> TheirDeal:
    same = TheirDeal(
        reference=f"LS-{deal.number}",
        our_reference=deal.reference,
        institution=deal.institution,
        product=deal.product,
        unit=deal.unit,
        currency=deal.currency,
        amount_minor=deal.amount_minor,
        use_minor=deal.use_minor,
        rate_e12=deal.rate_e12,
        value_date=deal.value_date,
        maturity_date=deal.maturity_date,
    )
    return same._replace(**fields)  # type: ignore[arg-type]


def compared(mine: list[OurDeal], yours: list[TheirDeal]) -> Comparison:
    return compare(mine, Side(System.LIMIT, yours), TERMS)


def found(mine: list[OurDeal], yours: list[TheirDeal]) -> list[tuple[str, str]]:
    return [(one.kind.value, one.cause) for one in compared(mine, yours).breaks]


ONE = ours(1, 1_234_567_89)
OTHER_RATE = 1_091_200_000_000


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"amount_minor": 1_000_000_00}, [("amount", "lower_there")]),
        ({"amount_minor": 1_243_567_89}, [("amount", "digits_swapped")]),
        ({"amount_minor": 1_234_567_89 - 25_00}, [("charge", "charge_deducted")]),
        ({"amount_minor": 1_234_567_890_000}, [("unit", "power_of_ten")]),
        ({"institution": 77}, [("misrouted", "other_institution")]),
        ({"institution": None}, [("unknown", "unmapped")]),
        ({"value_date": DAY - timedelta(days=9)}, [("date", "other_date")]),
        ({"use_minor": ONE.use_minor // 2}, [("factor", "other_factor")]),
        (
            {"rate_e12": OTHER_RATE, "use_minor": line_use_minor(1_234_567_89, 2, OTHER_RATE)},
            [("rate", "rate_of_another_source")],
        ),
    ],
)
def test_a_difference_is_in_its_class_with_its_cause(
    fields: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert found([ONE], [theirs(ONE, **fields)]) == expected


def test_what_stands_on_one_side_only() -> None:
    assert found([ONE], []) == [("theirs_missing", "not_in_file")]
    assert found([], [theirs(ONE)]) == [("ours_missing", "not_told")]
    over = ONE._replace(maturity_date=DAY)
    assert found([over], []) == [("matured_not_released", "not_released")]
    assert found([ONE], [theirs(ONE, state="matured")]) == [("matured_not_released", "ended_there")]
    assert found([ONE], [theirs(ONE, state="cancelled")]) == [("theirs_missing", "cancelled_there")]
    assert found([ONE._replace(late=True)], []) == [("cut_off", "after_cut_off")]


def test_the_same_sent_twice_is_one_break() -> None:
    again = theirs(ONE, reference="LS-again")
    assert found([ONE], [theirs(ONE), again]) == [("duplicate", "sent_twice")]
    twin = ONE._replace(number="ZY-0002")
    assert found([ONE, twin], [theirs(ONE)]) == [("duplicate", "booked_twice")]


def test_a_deal_in_parts_is_one_deal() -> None:
    parts = [
        theirs(ONE, reference=f"p{one}", our_reference="", amount_minor=one, use_minor=None)
        for one in (1_000_000_00, 234_567_89)
    ]
    assert found([ONE], parts) == []


def test_what_could_be_several_is_proposed_and_not_guessed() -> None:
    """Two of theirs have the terms of one of ours, and no name: three breaks, two of them told."""
    nameless = [theirs(ONE, reference=name, our_reference="") for name in ("A", "B")]
    breaks = compared([ONE], nameless).breaks
    assert [one.kind.value for one in breaks] == ["theirs_missing", "ours_missing", "ours_missing"]
    assert breaks[0].evidence == {"might_be": "A, B"}


def test_a_break_is_the_same_on_the_next_day_though_its_amount_moves() -> None:
    first = compared([ONE], [theirs(ONE, amount_minor=1_000_000_00)]).breaks[0]
    later = compared([ONE], [theirs(ONE, amount_minor=900_000_00)]).breaks[0]
    other = compared([ONE], [theirs(ONE, institution=77)]).breaks[0]
    assert first.fingerprint == later.fingerprint != other.fingerprint


@dataclass(frozen=True)
class Planted:
    kind: BreakClass
    deal: OurDeal


KINDS = (
    *(BreakClass.OURS_MISSING, BreakClass.THEIRS_MISSING, BreakClass.AMOUNT, BreakClass.UNIT),
    *(BreakClass.RATE, BreakClass.FACTOR, BreakClass.DATE, BreakClass.DUPLICATE),
    BreakClass.MISROUTED,
)


def plant(kind: BreakClass, deal: OurDeal) -> list[TheirDeal]:
    """Return what the other system holds of a deal when it errs in this way."""
    rate = deal.rate_e12 * 107 // 100
    use = line_use_minor(deal.amount_minor, PLACES[deal.currency], rate)
    wrong: dict[BreakClass, dict[str, object]] = {
        BreakClass.OURS_MISSING: {},
        BreakClass.AMOUNT: {"amount_minor": deal.amount_minor * 3 + 7},
        BreakClass.UNIT: {"amount_minor": deal.amount_minor * 10_000},
        BreakClass.RATE: {"rate_e12": rate, "use_minor": use},
        BreakClass.FACTOR: {"use_minor": deal.use_minor // 2},
        BreakClass.DATE: {"value_date": deal.value_date - timedelta(days=7)},
        BreakClass.DUPLICATE: {},
        BreakClass.MISROUTED: {"institution": deal.institution + 1000},
    }
    if kind is BreakClass.THEIRS_MISSING:
        return []
    held = [theirs(deal, **wrong[kind])]
    if kind is BreakClass.DUPLICATE:
        held.append(theirs(deal, reference=f"{deal.number}-again"))
    return held


@given(
    some.lists(some.sampled_from((None, *KINDS)), max_size=40),
    some.integers(min_value=0, max_value=2**32),
)
def test_every_planted_break_is_found_once_in_its_class(
    kinds: list[BreakClass | None], seed: int
) -> None:
    chance = random.Random(seed)
    mine: list[OurDeal] = []
    yours: list[TheirDeal] = []
    planted: list[tuple[str, str]] = []
    for number, kind in enumerate(kinds):
        amount = chance.randrange(10**8, 10**11) * 100 + number
        deal = ours(number, amount, chance.choice(list(RATES)))
        if kind is not BreakClass.OURS_MISSING:
            mine.append(deal)
        yours += [theirs(deal)] if kind is None else plant(kind, deal)
        if kind is not None:
            planted.append((kind.value, deal.number))
    chance.shuffle(yours)
    breaks = compared(mine, yours).breaks
    said = [(one.kind.value, one.our_reference or one.their_reference) for one in breaks]
    numbers = [(kind, name.removeprefix("LS-").removesuffix("-again")) for kind, name in said]
    assert sorted(numbers) == sorted(planted)


def test_deals_of_several_lines_are_no_parts_of_one() -> None:
    """One reference of ours under two products, and one deal of theirs that is neither."""
    mine = [ours(1, 1_000_000_00, "USD"), ours(2, 2_000_000_00, "USD", product="bonds")]
    mine = [deal._replace(reference="T-1", institution=1) for deal in mine]
    other = theirs(mine[0], amount_minor=7_000_000_00, use_minor=7_000_000_00)
    expected = [("amount", "higher_there"), ("duplicate", "booked_twice")]
    assert found(mine, [other]) == expected


@given(some.lists(some.tuples(*[some.integers(0, 3)] * 5), max_size=12), some.integers(0, 2**32))
def test_whatever_two_books_say_each_deal_is_told_once_and_the_sums_hold(
    shapes: list[tuple[int, ...]], seed: int
) -> None:
    """References, banks, products and amounts that collide; the comparison asserts its sums."""
    chance = random.Random(seed)
    mine: list[OurDeal] = []
    yours: list[TheirDeal] = []
    for number, (name, bank, product, size, side) in enumerate(shapes):
        deal = ours(
            number,
            1_000_000_00 * (1 + size),
            chance.choice(list(RATES)),
            reference=f"T-{name}" if name else "",
            institution=1 + bank % 2,
            product=("placement", "bonds")[product % 2],
        )
        if side != 1:
            mine.append(deal)
        if side:
            conversion = chance.choice([deal.use_minor, deal.use_minor * 2, None])
            state = chance.choice(["open", "open", "matured"])
            yours.append(theirs(deal, use_minor=conversion, state=state))
    breaks = compared(mine, yours).breaks
    told = [one.our_reference for one in breaks if one.our_reference]
    assert len(told) == len(set(told))
    assert set(told) <= {deal.number for deal in mine}
