"""复核审批: pulled, opinions picked, pushed; each row on its own."""

from __future__ import annotations

from tests.approvals_book.orders import FIRST, SECOND, SHEET, decide, order, states
from tests.desk.desk import Desk
from workbooks.intake import read_book


def test_an_opinion_is_the_second_hand(desk: Desk) -> None:
    order(desk)
    before = desk.approved("EXMCJPJT/placement")
    clerk = desk.pull("zhang_wei", book="approvals")
    row = clerk.row(SHEET, FIRST)
    sheet = read_book(clerk.path).sheets[SHEET]
    assert sheet.text(row, "status") == "待复核"
    assert sheet.text(row, "maker") == "李明"
    assert "900,000.00" in sheet.text(row, "content")
    assert before != 900_000
    said = decide(desk, clerk, _1="同意")
    assert said.code == 0, said.words
    assert states(desk) == {FIRST: "applied"}
    assert desk.approved("EXMCJPJT/placement") == 900_000


def test_a_refusal_needs_its_reason(desk: Desk) -> None:
    order(desk)
    clerk = desk.pull("zhang_wei", book="approvals")
    said = decide(desk, clerk, _1="退回")
    assert [code for _sheet, _cell, code in said.findings] == ["reason_missing"]
    assert states(desk) == {FIRST: "awaiting_check"}
    said = decide(desk, clerk, _1="退回:金额有误")
    assert said.code == 0, said.words
    assert states(desk) == {FIRST: "refused"}
    assert desk.select("SELECT decision_note FROM approval") == [("金额有误",)]


def test_one_bad_row_holds_up_no_other(desk: Desk) -> None:
    order(desk, EXMCJPJT=900_000, EXMBDEFF=800_000)
    clerk = desk.pull("zhang_wei", book="approvals")
    said = decide(desk, clerk, _1="同意", _2="退回")
    assert [code for _sheet, _cell, code in said.findings] == ["reason_missing"]
    assert states(desk) == {FIRST: "applied", SECOND: "awaiting_check"}


def test_nobody_decides_about_an_own_order(desk: Desk) -> None:
    order(desk)
    clerk = desk.pull("li_ming", book="approvals")
    assert "本人提交,不可复核" in clerk.shown(SHEET, FIRST, "warnings")
    clerk.type(SHEET, FIRST, opinion="同意")
    said = desk.push("li_ming", clerk.save("own"))
    cell = clerk.note(SHEET, FIRST, "opinion")
    assert [(one, code) for _sheet, one, code in said.findings] == [(cell, "approval_closed")]
    assert states(desk) == {FIRST: "awaiting_check"}


def test_a_line_that_moved_since_the_pull_is_looked_at_again(desk: Desk) -> None:
    order(desk)
    clerk = desk.pull("zhang_wei", book="approvals")
    desk.at("2026-11-23T10:30:00+08:00")
    stopped = desk.run("li_ming", "suspend", "EXMCJPJT", "placement", "--reason", "市场传闻")
    assert stopped.code == 0, stopped.words
    said = decide(desk, clerk, _1="同意")
    assert [code for _sheet, _cell, code in said.findings] == ["approval_moved"]
    assert states(desk) == {FIRST: "awaiting_check"}
    again = desk.pull("zhang_wei", book="approvals")
    assert "暂停新增" in again.shown(SHEET, FIRST, "meanwhile")
    assert "李明" in again.shown(SHEET, FIRST, "meanwhile")
    assert "已暂停新增" in again.shown(SHEET, FIRST, "warnings")
    assert decide(desk, again, _1="同意").code == 0
    assert states(desk) == {FIRST: "applied"}


def test_the_same_workbook_again_changes_nothing(desk: Desk) -> None:
    order(desk)
    clerk = desk.pull("zhang_wei", book="approvals")
    assert decide(desk, clerk, _1="同意").code == 0
    before = desk.dump()
    again = desk.push("zhang_wei", clerk.path.with_name("decided.xlsx"))
    assert again.code == 0, again.words
    assert not again.answer["findings"]
    assert desk.dump() == before


def test_another_opinion_meanwhile_is_a_conflict(desk: Desk) -> None:
    order(desk)
    clerk = desk.pull("zhang_wei", book="approvals")
    refused = desk.run("liu_yang", "approvals", "refuse", FIRST, "--note", "再议")
    assert refused.code == 0, refused.words
    said = decide(desk, clerk, _1="同意")
    assert [code for _sheet, _cell, code in said.findings] == ["conflict"]
    assert states(desk) == {FIRST: "refused"}


def test_the_total_is_repeated_before_and_after(desk: Desk) -> None:
    order(desk, EXMCJPJT=900_000, EXMBDEFF=800_000)
    clerk = desk.pull("zhang_wei", book="approvals")
    clerk.type(SHEET, FIRST, opinion="同意").type(SHEET, SECOND, opinion="退回", reason="再议")
    edited = clerk.save("decided")
    total = sum(clerk.shown(SHEET, number, "amount") for number in (FIRST, SECOND))
    shown = desk.run("zhang_wei", "check", str(edited), machine=True).answer["opinions"]
    assert [(one["opinion"], one["count"]) for one in shown] == [("agree", 1), ("refuse", 1)]
    assert sum(float(one["totals"]["USD"]) for one in shown) == total
    assert states(desk) == {FIRST: "awaiting_check", SECOND: "awaiting_check"}
    said = desk.run("zhang_wei", "push", str(edited), language="zh").words
    assert "同意:1 笔,合计 USD" in said
    assert "退回:1 笔,合计 USD" in said
