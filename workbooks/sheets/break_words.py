"""What the sheets of reconciliation share: lists, words of systems and causes, figures above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.contract.reconciliation import System
from backend.money import in_wan
from backend.queries.breaks.rows import ReconciliationTotals
from workbooks.contents import Contents
from workbooks.sheets.declaration import Tile
from workbooks.sheets.kinds import CellType
from workbooks.sheets.words import Words

#: Lists: who may be responsible, who may own a break, how it may be treated.
UNITS, OWNERS, TREATMENTS = "break_units", "break_owners", "break_treatments"


def between(cause: str, systems: Iterable[System], words: Words) -> str:
    """Say whose books differ: 本系统 / 授信系统; and of a line that it is one, for it is no use."""
    names = (words.say("break_system.ours"), *(words.say(f"break_system.{one}") for one in systems))
    return " / ".join(names) + (words.say("break.line") if is_line(cause) else "")


def is_line(cause: str) -> bool:
    """Whether lines differ, not deals: what was approved, or used of a line as a whole."""
    return cause.startswith("line_")


def cause_of(cause: str, words: Words) -> str | None:
    """Return the few words of a likely cause."""
    return words.say(f"break_cause.{cause}") if cause else None


def strips(contents: Contents, words: Words) -> Sequence[Sequence[Tile]]:
    """Return 结转, 新增, 结清, 结存, and beneath it the control totals of the systems."""
    totals: ReconciliationTotals | None = contents.more
    if totals is None:
        return ()
    missing = words.say("break.and").join(words.say(f"feed.{feed}") for feed in totals.missing)
    came = Tile(
        "tile.breaks_missing",
        missing or words.say("break.all_came"),
        CellType.TEXT,
        "orange" if missing else "",
    )
    counts = [
        Tile(f"tile.breaks_{name}", getattr(totals, name))
        for name in ("carried", "added", "cleared", "left")
    ]
    return [[*counts, came], _control_totals(totals, words)]


def _control_totals(totals: ReconciliationTotals, words: Words) -> list[Tile]:
    products = totals.products
    return [
        _amount("ours", [one.ours_minor for one in products], words),
        _amount("limit", [one.limit_minor for one in products], words),
        _amount("limit_difference", [one.limit_difference_minor for one in products], words),
        _amount("ours_at_treasury", [one.ours_at_treasury_minor for one in products], words),
        _amount("treasury", [one.treasury_minor for one in products], words),
        _amount("treasury_difference", [one.treasury_difference_minor for one in products], words),
    ]


def _amount(name: str, amounts: Sequence[int | None], words: Words) -> Tile:
    """Return a control total; said to be missing where the system's file did not come."""
    known = [one for one in amounts if one is not None]
    if len(known) < len(amounts):
        said = words.say("break.not_come")
        return Tile(f"tile.breaks_{name}", said, CellType.TEXT, "orange")
    return Tile(f"tile.breaks_{name}", in_wan(sum(known)), CellType.LEDGER_AMOUNT)
