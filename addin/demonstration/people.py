"""What the demonstration's people do: their edits, their question, their transfer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from addin.typist import Typist
from backend.contract import (
    CheckRequest,
    Command,
    Consent,
    ConsentToRequest,
    DrawLimit,
    GrantRequest,
    RaiseRequest,
    RequestKind,
    ReserveLimit,
)

_SHARE = "EXMBDEFF/trade_finance"
_TEXT = "EXMCJPJT/placement"
_UNKNOWN = "EXMZXX99"
_KNOWN = "EXMGHKHH"


def edit_badly(source: Path, target: Path) -> Path:
    """Type one good edit, one amount over its line, one text for an amount, one unknown BIC."""
    typist = Typist(source)
    typist.type("allocation", _SHARE, "allocated.investment_banking", 300)
    typist.type("allocation", _SHARE, "reason", "Q4")
    typist.type("allocation", "EXMBDEFF/placement", "allocated.treasury", 999999)
    typist.type("allocation", "EXMBDEFF/placement", "reason", "Q4")
    typist.type("allocation", _TEXT, "allocated.treasury", "16,000 ?")
    typist.type("allocation", _TEXT, "reason", "Q4")
    typist.new_row("limits_ledger", bic=_UNKNOWN, product="forfaiting", approved=1000)
    return typist.save(target)


def mend(source: Path, target: Path) -> Path:
    """Mend what was found: a share that fits, a number, a bank that is known."""
    typist = Typist(source)
    typist.retype("limits_ledger", "bic", _UNKNOWN, _KNOWN)
    typist.type("allocation", "EXMBDEFF/placement", "allocated.treasury", 6500)
    typist.type("allocation", _TEXT, "allocated.treasury", 15800)
    return typist.save(target)


def placement_asked(login: str, day: date) -> ReserveLimit:
    """Return day A's question: 100 million dollars, one month, from the third sample bank."""
    return ReserveLimit(
        id="demo-question",
        login=login,
        institution="EXMCJPJT",
        product="placement",
        unit="treasury",
        currency="USD",
        amount_minor=100_000_000_00,
        value_date=day,
        maturity_date=date(day.year, day.month + 1, day.day),
        last_date=day,
    )


def transfer_steps(day: date) -> Sequence[Command]:
    """Return day B: asked, agreed, granted, checked by a second person, then partly drawn."""
    number = f"SQ-{day:%Y%m%d}-001"
    return (
        _asked(day),
        ConsentToRequest(
            id="demo-consent",
            login="zheng_yan",
            request=number,
            consent=Consent.AGREED,
            version=0,
        ),
        GrantRequest(
            id="demo-grant",
            login="li_ming",
            request=number,
            granted_minor=5_000_000_00,
            note="",
            version=0,
        ),
        CheckRequest(
            id="demo-check",
            login="zhang_wei",
            request=number,
            confirmed=True,
            note="",
            version=0,
        ),
        _partly_drawn(day, number),
    )


def _partly_drawn(day: date, number: str) -> DrawLimit:
    return DrawLimit(
        id="demo-draw",
        login="deng_hui",
        institution="EXMBDEFF",
        product="trade_finance",
        unit="320000",
        currency="USD",
        amount_minor=3_000_000_00,
        value_date=day,
        maturity_date=date(2027, 2, 26),
        reference="LC-778",
        request=number,
    )


def _asked(day: date) -> RaiseRequest:
    return RaiseRequest(
        id="demo-request",
        login="deng_hui",
        kind=RequestKind.TRANSFER,
        institution="EXMBDEFF",
        product="trade_finance",
        unit="320000",
        currency="USD",
        amount_minor=5_000_000_00,
        from_date=day,
        last_date=date(2026, 11, 27),
        purpose="LC-778",
        lending_unit="trade",
    )
