"""复核审批 refreshed: what moved is looked at anew, and nothing else is lost."""

from __future__ import annotations

from tests.approvals_book.orders import FIRST, SECOND, SHEET, order, states
from tests.desk.desk import Clerk, Desk


def test_an_opinion_on_a_line_that_moved_is_formed_anew(desk: Desk) -> None:
    order(desk)
    clerk = desk.pull("zhang_wei", book="approvals")
    clerk.type(SHEET, FIRST, opinion="同意")
    path = clerk.save("decided")
    desk.at("2026-11-23T10:30:00+08:00")
    assert desk.run("li_ming", "suspend", "EXMCJPJT", "placement", "--reason", "核实").code == 0
    order(desk, EXMBDEFF=800_000)
    assert desk.run("zhang_wei", "refresh", str(path)).code == 0
    refreshed = Clerk(path)
    assert refreshed.shown(SHEET, FIRST, "opinion") == "同意"
    assert "暂停新增" in refreshed.shown(SHEET, FIRST, "meanwhile")
    refreshed.type(SHEET, SECOND, opinion="同意")
    said = desk.push("zhang_wei", refreshed.save())
    assert [code for _sheet, _cell, code in said.findings] == ["approval_moved"]
    assert states(desk) == {FIRST: "awaiting_check", SECOND: "applied"}

    cleared = Clerk(path).type(SHEET, FIRST, opinion=None)
    assert desk.run("zhang_wei", "refresh", str(cleared.save())).code == 0
    looked = Clerk(path).type(SHEET, FIRST, opinion="同意")
    assert desk.push("zhang_wei", looked.save()).code == 0
    assert states(desk) == {FIRST: "applied", SECOND: "applied"}


def test_what_was_carried_out_is_not_undone_by_its_checker(desk: Desk) -> None:
    order(desk)
    clerk = desk.pull("zhang_wei", book="approvals")
    clerk.type(SHEET, FIRST, opinion="同意")
    pushed = desk.push("zhang_wei", clerk.save("decided"))
    before = desk.dump()
    said = desk.run("zhang_wei", "undo", pushed.answer["submission"], language="zh")
    assert said.code != 0, said.words
    assert "Traceback" not in said.words
    assert desk.dump() == before
