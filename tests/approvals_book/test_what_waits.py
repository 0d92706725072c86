"""Who sees what in 复核审批: three hands, requests, events, parameters, what a page can show."""

from __future__ import annotations

import pytest

from tests.approvals_book.orders import C_LINE, FIRST, SHEET, decide, order, states
from tests.desk.desk import Clerk, Desk, Said
from workbooks.intake import read_book

REQUEST = "SQ-20261123-001"
CHANGES = "approval_changes"


def increase(desk: Desk, amount: str = "6000万") -> None:
    """Ask for an increase that takes three hands."""
    words = ("EXMCJPJT", "placement", "--amount", amount, "--until", "2026-12-31")
    said = desk.run("li_ming", "increase", *words, "--reason", "季末需要")
    assert said.code == 0, said.words


def grant(desk: Desk) -> None:
    """Let a branch ask for a line, the lender agree and the department grant it."""
    asked = ("transfer", "sly", "trade_finance", "5mn", "--from", "trade", "--until", "2026-11-27")
    assert desk.run("deng_hui", *asked, "--purpose", "LC-778").code == 0
    assert desk.run("zheng_yan", "consent", REQUEST).code == 0
    assert desk.run("li_ming", "grant", REQUEST).code == 0


def push(desk: Desk, clerk: Clerk, login: str) -> Said:
    return desk.push(login, clerk.save(f"decided_{login}"))


def fields(clerk: Clerk) -> dict[str, tuple[str, str, str]]:
    """Return what stands on the sheet of changes: field → before, now, after."""
    sheet = clerk.sheet(CHANGES)
    return {
        sheet.text(row, "field"): (
            sheet.text(row, "before"),
            sheet.text(row, "now"),
            sheet.text(row, "after"),
        )
        for row in sheet.rows
        if sheet.text(row, "key")
    }


def test_a_third_hand_carries_out_what_the_second_checked(desk: Desk) -> None:
    increase(desk)
    checker = desk.pull("zhang_wei", book="approvals")
    assert decide(desk, checker, "zhang_wei", _1="同意").code == 0
    assert states(desk) == {FIRST: "awaiting_approval"}
    again = desk.push("zhang_wei", checker.path.with_name("decided.xlsx"))
    assert (again.code, again.answer["findings"]) == (0, [])
    seen = desk.pull("zhang_wei", book="approvals")
    assert seen.shown(SHEET, FIRST, "opinion") == "同意"
    assert "您已复核过" in seen.shown(SHEET, FIRST, "warnings")
    approver = desk.pull("chen_jing", book="approvals")
    assert approver.shown(SHEET, FIRST, "status") == "待审批"
    assert "张伟" in approver.shown(SHEET, FIRST, "hands")
    approver.type(SHEET, FIRST, opinion="同意")
    assert push(desk, approver, "chen_jing").code == 0
    assert states(desk) == {FIRST: "applied"}


def test_a_granted_request_is_checked_in_the_sheet(desk: Desk) -> None:
    grant(desk)
    clerk = desk.pull("zhang_wei", book="approvals")
    assert clerk.shown(SHEET, REQUEST, "status") == "待复核"
    assert clerk.shown(SHEET, REQUEST, "amount") == 5_000_000
    assert "LC-778" in clerk.shown(SHEET, REQUEST, "content")
    assert clerk.shown(SHEET, REQUEST, "after") > clerk.shown(SHEET, REQUEST, "before")
    own = desk.pull("li_ming", book="approvals")
    assert "本人提交" in own.shown(SHEET, REQUEST, "warnings")
    clerk.type(SHEET, REQUEST, opinion="同意")
    assert push(desk, clerk, "zhang_wei").code == 0
    assert desk.select("SELECT state, checker FROM request") == [("granted", "zhang_wei")]
    before = desk.dump()
    repeated = push(desk, clerk, "zhang_wei")
    assert (repeated.code, repeated.answer["findings"]) == (0, [])
    assert desk.dump() == before


def test_a_request_is_sent_back_with_its_reason(desk: Desk) -> None:
    grant(desk)
    clerk = desk.pull("zhang_wei", book="approvals")
    clerk.type(SHEET, REQUEST, opinion="退回", reason="用途不明")
    assert push(desk, clerk, "zhang_wei").code == 0
    assert desk.select("SELECT state, decision_note FROM request") == [("submitted", "用途不明")]


def test_changes_stand_before_now_and_after(desk: Desk) -> None:
    order(desk)
    desk.at("2026-11-23T10:30:00+08:00")
    frozen = ("EXMCJPJT", "placement", "--amount", "1000万", "--reason", "核实")
    assert desk.run("wang_fang", "freeze", *frozen).code == 0
    clerk = desk.pull("zhang_wei", book="approvals")
    said = fields(clerk)
    before = f"{desk.approved(C_LINE):,}.00"
    assert said["批准"] == (before, before, "900,000.00")
    assert said["冻结"] == ("0.00", "1,000.00", "1,000.00")
    assert "该额度已冻结 1,000.00 万美元" in clerk.shown(SHEET, FIRST, "warnings")
    assert "王芳 冻结" in clerk.shown(SHEET, FIRST, "meanwhile")
    sheet = clerk.sheet(CHANGES)
    marks = {sheet.text(row, "field"): sheet.text(row, "status") for row in sheet.rows}
    assert (marks["冻结"], marks["批准"]) == ("已变动", "")


def test_an_event_and_an_amount_beyond_ones_authority_are_said(desk: Desk) -> None:
    order(desk, EXMCJPJT=9_000_000)
    told = ("rating", "EXMCJPJT", "--agency", "moodys", "--to", "Baa3", "--zh", "评级下调")
    assert desk.run("li_ming", "event", *told, "--source", "Moody's").code == 0
    clerk = desk.pull("zhang_wei", book="approvals")
    warnings = clerk.shown(SHEET, FIRST, "warnings")
    assert "金额超过您的权限" in warnings
    assert "评级下调" in warnings
    clerk.type(SHEET, FIRST, opinion="同意")
    said = push(desk, clerk, "zhang_wei")
    assert [code for _sheet, _cell, code in said.findings] == ["approval_closed"]


def test_orders_without_a_line_are_shown_too(desk: Desk) -> None:
    words = ("allocate", "--from", "1mn", "--hands", "2", "--valid-from", "2026-12-01")
    assert desk.run("li_ming", "policy", "set", *words).code == 0
    clerk = desk.pull("zhang_wei", "en", book="approvals")
    assert clerk.shown(SHEET, FIRST, "kind") == "Parameters"
    assert clerk.shown(SHEET, FIRST, "before") in (None, "")
    clerk.type(SHEET, FIRST, opinion="Agree")
    assert push(desk, clerk, "zhang_wei").code == 0
    assert states(desk) == {FIRST: "applied"}


@pytest.mark.parametrize("login", ["examiner", "deng_hui", "zhao_lei"])
def test_whoever_may_not_decide_reads_a_closed_sheet(desk: Desk, login: str) -> None:
    order(desk)
    before = desk.dump()
    desk.at("2026-11-25")  # a day that nobody has opened
    clerk = desk.pull(login, "en", book="approvals")
    assert desk.dump() == before, "a reading opens no day"
    assert clerk.shown(SHEET, FIRST, "age") == 2
    if login != "zhao_lei":
        assert "Your role does not take this step" in clerk.shown(SHEET, FIRST, "warnings")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_book_is_built_and_read_back(desk: Desk, language: str) -> None:
    clerk = desk.pull("zhang_wei", language, book="approvals")
    assert {SHEET, CHANGES} <= set(read_book(clerk.path).sheets)
    assert desk.push("zhang_wei", clerk.path).code == 0
