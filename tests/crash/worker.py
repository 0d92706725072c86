"""What the killed process does: say that it starts, then write. Run as a program.

python -m tests.crash.worker submit|open <file> <deals or days>
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from backend.contract import AllocateLine, Command
from tests.house import BING, MILLION, MONDAY, YI, House, at

UNITS = ("treasury", "trade", "investment_banking", "overseas_branches", "domestic_branches")
BRANCHES = ("320000", "330000", "310000", "110000", "440000", "hong_kong", "singapore", "tokyo")


def allocations() -> list[Command]:
    """Return many allocations, groups before their branches."""
    return [
        AllocateLine(
            id=f"a-{bank}-{product}-{unit}",
            login="li",
            institution=bank,
            product=product,
            unit=unit,
            target_minor=MILLION if unit in BRANCHES else 10 * MILLION,
            base_minor=0,
            reason="年度分配",
        )
        for bank in (YI, BING)
        for product in ("placement", "trade_finance")
        for unit in (*UNITS, *BRANCHES)
    ]


def prepare(house: House) -> None:
    """Approve the lines that the allocations need, and reservations that lapse day by day."""
    for bank in (YI, BING):
        for product in ("placement", "trade_finance"):
            house.approve(100 * MILLION, product=product, bank=bank)


def prepare_days(house: House) -> None:
    """Let reservations lapse and loans go home on each of the coming days."""
    house.approve(100 * MILLION)
    house.allocate("treasury", 60 * MILLION)
    house.allocate("trade", 10 * MILLION)
    for ahead in range(5):
        last = MONDAY + timedelta(days=ahead)
        for _ in range(4):
            house.reserve(MILLION, last_date=last)
        house.lend(2 * MILLION, "treasury", "trade", last_date=last)


def main() -> None:
    """Do it; the parent waits for the line and kills when it likes."""
    order, path = sys.argv[1:]
    house = at(Path(path))
    print("starting", flush=True)  # noqa: T201 - the parent reads it
    if order == "submit":
        house.submit("submission", *allocations())
    else:
        house.open(MONDAY + timedelta(days=7))
    print("done", flush=True)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main()
