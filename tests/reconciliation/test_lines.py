"""The limit system's lines: what was approved is a break; so is use that no deal explains."""

from __future__ import annotations

from datetime import date

import pytest

from backend.contract.reconciliation import BreakClass, System
from backend.reconciliation.breaks import Break, break_of
from backend.reconciliation.lines import compare_lines
from backend.reconciliation.sides import OurLine, Terms, TheirLine
from tests.reconciliation.test_comparison import DAY, EURO, PLACES, RATES, ours

EARLIER = 1_070_000_000_000
TERMS = Terms(
    day=DAY,
    minor_units=PLACES,
    rates=RATES,
    factors={},
    known_rates={"EUR": {EARLIER: date(2026, 11, 10), EURO: DAY}},
)
LINE = OurLine(1, "placement", 50_000_000_00, 12_000_000_00, 50_000_000_00, 12_000_000_00)
SAME = TheirLine("批1", "K1", 1, "placement", "USD", 50_000_000_00, 12_000_000_00)


def found(theirs: list[TheirLine], *deals: Break, line: OurLine = LINE) -> list[tuple[str, str]]:
    breaks = compare_lines([line], theirs, deals, TERMS)
    return [(one.kind.value, one.cause) for one in breaks]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"approved_minor": 45_000_000_00}, [("amount", "line_approved")]),
        ({"approved_minor": 5_000_00}, [("unit", "line_power_of_ten")]),
        ({"used_minor": 13_000_000_00}, [("amount", "line_use_unexplained")]),
        (
            {"institution": None},
            [("ours_missing", "line_unmapped"), ("theirs_missing", "line_not_theirs")],
        ),
        (
            {"product": "bonds"},
            [("ours_missing", "line_not_ours"), ("theirs_missing", "line_not_theirs")],
        ),
    ],
)
def test_a_line_differs(fields: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert found([SAME._replace(**fields)]) == expected  # type: ignore[arg-type]


def test_a_line_that_they_list_twice() -> None:
    assert found([SAME, SAME]) == [("duplicate", "line_twice")]


def test_a_line_in_another_currency_is_converted() -> None:
    euro = SAME._replace(currency="EUR", approved_minor=10_000_000_00, used_minor=0)
    own = OurLine(1, "placement", 10_837_000_00, 0, 10_837_000_00, 0)
    assert found([euro], line=own) == []
    own = own._replace(approved_minor=10_700_000_00, approved_then_minor=10_700_000_00)
    assert found([euro], line=own) == [("rate", "line_at_rate_of")]


def test_what_moved_since_the_close_is_no_break() -> None:
    since = LINE._replace(approved_minor=60_000_000_00, used_minor=13_000_000_00)
    assert found([SAME], line=since) == []
    now = SAME._replace(approved_minor=60_000_000_00, used_minor=13_000_000_00)
    assert found([now], line=since) == []


def test_use_that_the_deals_explain_is_told_once() -> None:
    deal = ours(5, 1_000_000_00, "USD", institution=1)
    effects = [(1, "placement", -deal.use_minor)]
    kind = BreakClass.THEIRS_MISSING
    told = break_of(kind, "not_in_file", System.LIMIT, deal, None, effects, {})
    less = SAME._replace(used_minor=SAME.used_minor - deal.use_minor)
    assert found([less], told) == []
    assert found([less]) == [("amount", "line_use_unexplained")]
