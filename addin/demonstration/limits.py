"""Eleven o'clock: a line is stopped by one hand and opened by two; a list of deals is tried."""

from __future__ import annotations

from addin.demonstration.scene import Scene

_OFFICER, _CHECKER, _APPROVER, _DEALER = "li_ming", "zhang_wei", "chen_jing", "zhou_jie"
_BANK = ("EXMDGB2L", "placement")
#: Institution, product, currency, amount, tenor: what a dealer has on the desk before lunch.
_DEALS = (
    ("EXMCJPJT", "placement", "USD", "80000000", "1M"),
    ("EXMCJPJT", "placement", "USD", "80000000", "1M"),
    ("EXMBDEFF", "placement", "EUR", "5000000", "3M"),
    ("EXMDGB2L", "placement", "USD", "40000000", "7D"),
    ("EXMGHKHH", "placement", "JPY", "800000000", "6M"),
    ("EXMFFRPP", "trade_finance", "USD", "3000000", "3M"),
)
_HEADER = "institution,product,currency,amount,tenor,unit"


def hands(scene: Scene) -> None:
    """Suspend at once; resume with two hands; raise a line for a week with three."""
    scene.chapter("hands")
    reason = scene.terminal.text
    scene.act(_OFFICER, "suspend", *_BANK, "--reason", reason("demo.reason_suspend"))
    scene.act(_DEALER, "draw", *_BANK, "100000", ends=1)
    scene.act(_OFFICER, "resume", *_BANK, "--reason", reason("demo.reason_resume"))
    first, second = (f"BG-{scene.founded.clock():%Y%m%d}-{number:04}" for number in (1, 2))
    scene.act(_CHECKER, "approvals", "check", first)
    until = ("--until", "2026-11-27", "--reason", reason("demo.reason_increase"))
    scene.act(_OFFICER, "increase", *_BANK, "--amount", "60000000", *until)
    scene.act(_CHECKER, "approvals", "check", second)
    scene.act(_APPROVER, "approvals", "show", second)
    scene.act(_APPROVER, "approvals", "authorise", second)


def batch(scene: Scene) -> None:
    """Try a list of deals in order, bounded by tenor; nothing is written."""
    scene.chapter("batch")
    words = ("--tenor", "3M", "--amount", "50000000", "--approval", "XE-2026-11")
    reason = ("--reason", scene.terminal.text("demo.reason_tenor"))
    scene.act(_OFFICER, "limit", "tenor", "EXMGHKHH", "placement", *words, *reason)
    deals = scene.name("deals")
    rows = [f"{','.join(one)},treasury" for one in _DEALS]
    deals.write_text("\n".join([_HEADER, *rows, ""]), encoding="utf-8")
    result = scene.name("deals_result")
    scene.act(_DEALER, "simulate", str(deals), "-o", str(result), ends=1)
    scene.keep(deals, result)
