"""Breaks made by hand, so that a test of their sheets reads like the user's sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from backend.contract.reconciliation import BreakClass, BreakState, System
from backend.queries.breaks.listing import cause_rows
from backend.queries.breaks.rows import BreakRow, ProductTotals, ReconciliationTotals
from backend.queries.rows import Label
from tests.sheets.books import BETA, DELTA, GAMMA, LOOKUPS, PULL, UNITS, wan
from workbooks.contents import Contents
from workbooks.sheets import break_causes, breaks
from workbooks.sheets.break_words import OWNERS
from workbooks.sheets.break_words import UNITS as UNIT_LIST

DAY = date(2026, 11, 20)


def planted(number: int, kind: BreakClass, use: object, **changes: Any) -> BreakRow:
    """Return a break of a placement in dollars; `use` in ten thousands of dollars."""
    row = BreakRow(
        key=f"CY-20261120-{number:04d}",
        version="1",
        state=BreakState.OPEN,
        business_date=DAY,
        age_days=1,
        kind=kind,
        systems=[System.LIMIT],
        institution=GAMMA,
        product="placement",
        unit="treasury",
        our_reference=f"ZY-20261102-{number:04d}",
        their_reference=f"LS{number:06d}",
        currency="USD",
        minor_units=2,
        our_minor=wan(1000),
        their_minor=wan(1000) + wan(use),
        use_difference_minor=wan(use),
        cause="higher_there",
        evidence_zh="对方金额比我方大,币种与起息日相同",
        evidence_en="Theirs is higher; currency and value date agree",
        responsible_unit="",
        owner="",
        treatment="",
        explanation="",
        promised_date=None,
        change_slip="",
        closed_date=None,
        treated_by="",
        check_note="",
    )
    return replace(row, **changes)


ROWS = (
    planted(1, BreakClass.AMOUNT, "120.5"),
    planted(2, BreakClass.RATE, "-1.25", currency="EUR", cause="rate_of_another_day",
            our_minor=500_000_000, their_minor=500_000_000, institution=BETA),
    planted(3, BreakClass.RATE, "-3.75", currency="EUR", cause="rate_of_another_day",
            our_minor=900_000_000, their_minor=900_000_000, institution=BETA,
            state=BreakState.WORKING, treatment="they_correct", responsible_unit="treasury"),
    planted(4, BreakClass.OURS_MISSING, 300, cause="not_told", our_minor=None, our_reference="",
            systems=[System.LIMIT, System.TREASURY], age_days=4, business_date=date(2026, 11, 17),
            their_minor=wan(300)),
    planted(5, BreakClass.MATURED, -800, cause="not_released", their_minor=None,
            their_reference="", age_days=12, business_date=date(2026, 11, 5), institution=DELTA,
            our_minor=wan(800), state=BreakState.AWAITING_CHECK, treatment="accept",
            explanation="对方下周一补报", owner="li", responsible_unit="treasury"),
    planted(6, BreakClass.MISROUTED, -500, cause="same_group", our_minor=wan(500),
            their_minor=wan(500), product="trade_finance"),
    planted(7, BreakClass.AMOUNT, 2000, cause="line_approved", our_reference="", unit="",
            our_minor=wan(8000), their_minor=wan(10000)),
    planted(8, BreakClass.CHARGE, "-0.002", cause="charge_deducted", currency="JPY",
        minor_units=0,
            our_minor=1_500_000_000, their_minor=1_499_997_000, systems=[System.TREASURY]),
    planted(9, BreakClass.DATE, 0, cause="holiday_shift", our_minor=wan(700), their_minor=wan(700),
            state=BreakState.CLOSED, closed_date=date(2026, 11, 23), age_days=20),
)  # fmt: skip
TOTALS = ReconciliationTotals(
    run="DZ-20261120-001",
    business_date=DAY,
    carried=3,
    added=7,
    cleared=2,
    left=8,
    products=[
        ProductTotals(
            product="placement",
            ours_minor=wan(20000),
            limit_minor=wan("19615.5"),
            ours_at_treasury_minor=wan(12000),
            treasury_minor=wan("12299.998"),
        ),
        ProductTotals(
            product="trade_finance",
            ours_minor=wan(5000),
            limit_minor=wan(5000),
            ours_at_treasury_minor=0,
            treasury_minor=0,
        ),
    ],
    missing=(),
    files=(),
    made_at=datetime(2026, 11, 23, 1, 5, tzinfo=UTC),
    made_by="li_ming",
)


def contents_with(*rows: BreakRow, totals: ReconciliationTotals | None = TOTALS) -> Contents:
    """Return the book's contents: these breaks, the planted ones unless said."""
    given = rows or ROWS
    units = [Label(code=one.code, zh=one.name_zh, en=one.name_en) for one in UNITS]
    units.append(Label(code="financial_institutions", zh="金融机构部", en="Financial Institutions"))
    owners = [Label(code="li", zh="李明", en="Li Ming")]
    return Contents(
        pull=PULL,
        lookups=replace(LOOKUPS, choices={UNIT_LIST: units, OWNERS: owners}),
        rows={breaks.IDENTIFIER: given, break_causes.IDENTIFIER: cause_rows(given)},
        scope_text="业务日 2026-11-20 对账",
        more=totals,
    )
