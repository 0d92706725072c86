"""Undo of a row that is kept whole, and of what waits for more hands."""

from __future__ import annotations

from datetime import datetime

from tests.desk.desk import Clerk, Desk
from tests.desk.test_undo import LINE, pushed, undo

C_LINE = "EXMCJPJT/placement"
ORDER = "BG-20261123-0001"
MONDAY = datetime(2026, 11, 23)  # noqa: DTZ001 - a sheet knows no zone
FIRST = {"note": "一审", "received": MONDAY, "recommended": 100}
THEN = {"note": "二审", "received": None, "recommended": 200}


def first_key(clerk: Clerk, sheet: str) -> str:
    read = clerk.sheet(sheet)
    return next(read.text(row, "key") for row in read if read.text(row, "key"))


def test_a_review_gets_back_what_it_held(small_desk: Desk) -> None:
    key, numbers, shown = "", [], []
    for cells in (FIRST, THEN):
        clerk = small_desk.pull("li_ming", book="evaluation")
        key = key or first_key(clerk, "review")
        numbers.append(pushed(small_desk, "li_ming", clerk.type("review", key, **cells)))
        clerk = small_desk.pull("li_ming", book="evaluation")
        shown.append([clerk.shown("review", key, name) for name in FIRST])
    assert shown[0] != shown[1]
    held = undo(small_desk, "li_ming", numbers[0])
    assert [one["code"] for one in held.answer["findings"]] == ["undo_changed_since"]
    assert undo(small_desk, "li_ming", numbers[1]).code == 0
    clerk = small_desk.pull("li_ming", book="evaluation")
    assert [clerk.shown("review", key, name) for name in FIRST] == shown[0]
    twice = undo(small_desk, "wang_fang", numbers[1])
    assert (twice.code, twice.answer["applied"], twice.answer["before"]) == (0, False, 1)


def waiting(desk: Desk) -> tuple[str, int]:
    """Push a line so large that it takes a second hand; return the number and what stood there."""
    before = desk.approved(C_LINE)
    clerk = desk.pull("li_ming")
    clerk.type("limits_ledger", C_LINE, approved=900_000)
    clerk.share(LINE, "treasury", 5900)
    return pushed(desk, "li_ming", clerk), before


def test_what_waits_was_never_written(small_desk: Desk) -> None:
    number, before = waiting(small_desk)
    states = small_desk.ask("li_ming", "submissions")["submissions"]
    assert [(one["state"], one["waiting"]) for one in states] == [("waiting", 1)]
    said = undo(small_desk, "li_ming", number)
    (finding,) = said.answer["findings"]
    assert (said.code, finding["code"]) == (1, "undo_still_waiting")
    assert f"fidesk approvals withdraw {ORDER}" in finding["message"]
    small_desk.run("zhang_wei", "approvals", "refuse", ORDER, "--note", "金额有误")
    said = undo(small_desk, "li_ming", number)
    assert (said.code, said.answer["edits"]) == (0, 1)
    assert [one["code"] for one in said.answer["findings"]] == ["undo_never_written"]
    assert small_desk.approved(C_LINE) == before


def test_an_undo_waits_for_the_same_hands(small_desk: Desk) -> None:
    number, before = waiting(small_desk)
    small_desk.run("zhang_wei", "approvals", "check", ORDER)
    assert small_desk.approved(C_LINE) == 900_000
    said = undo(small_desk, "li_ming", number)
    assert (said.code, said.answer["findings"]) == (0, []), said.words
    assert (said.answer["edits"], said.answer["awaiting"]) == (1, 1)
    assert small_desk.approved(C_LINE) == 900_000
    assert undo(small_desk, "li_ming", number).answer["before"] == 2
    # Refused, it may be asked again.
    order = "BG-20261123-0002"
    small_desk.run("zhang_wei", "approvals", "refuse", order, "--note", "再议")
    said = undo(small_desk, "li_ming", number)
    assert (said.answer["before"], said.answer["awaiting"]) == (1, 1)
    order = "BG-20261123-0003"
    assert small_desk.run("zhang_wei", "approvals", "check", order).code == 0
    assert small_desk.approved(C_LINE) == before
