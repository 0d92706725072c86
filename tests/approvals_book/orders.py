"""What waits: lines that 李明 raises so far that a second person must agree."""

from __future__ import annotations

from tests.desk.desk import Clerk, Desk, Said

C_LINE = "EXMCJPJT/placement"
B_LINE = "EXMBDEFF/placement"
SHEET = "approvals"
FIRST, SECOND = "BG-20261123-0001", "BG-20261123-0002"


def order(desk: Desk, login: str = "li_ming", **targets: int) -> None:
    """Push a sheet of lines that are raised to so many ten thousands of dollars."""
    clerk = desk.pull(login)
    for bank, target in (targets or {"EXMCJPJT": 900_000}).items():
        clerk.type("limits_ledger", f"{bank}/placement", approved=target)
    said = desk.push(login, clerk.save("ordered"))
    assert said.code == 0, said.words


def decide(
    desk: Desk, clerk: Clerk, login: str = "zhang_wei", *words: str, **opinions: str
) -> Said:
    """Type an opinion beside each order, and push."""
    for number, opinion in opinions.items():
        word, _, reason = opinion.partition(":")
        key = f"BG-20261123-{number[1:]:0>4}"
        clerk.type(SHEET, key, opinion=word, **({"reason": reason} if reason else {}))
    return desk.push(login, clerk.save("decided"), *words)


def states(desk: Desk) -> dict[str, str]:
    """Return where each order stands."""
    return dict(desk.select("SELECT number, state FROM approval ORDER BY number"))
