"""fidesk approvals: listed with age and effect; several only after they were shown."""

from __future__ import annotations

from tests.approvals_book.orders import FIRST, SECOND, order, states
from tests.desk.desk import Desk

BOTH = (FIRST, SECOND)


def two(desk: Desk) -> None:
    order(desk, EXMCJPJT=900_000, EXMBDEFF=800_000)


def test_a_list_says_how_old_what_changes_and_what_becomes_available(desk: Desk) -> None:
    two(desk)
    desk.at("2026-11-25")
    said = desk.run("zhang_wei", "approvals", "list", language="zh").words
    assert "900,000.00" in said
    assert "→" in said
    assert "共 2 笔" in said
    (first, second) = desk.ask("zhang_wei", "approvals", "list")["approvals"]
    assert (first["number"], first["age_working_days"], first["closed_to_you"]) == (FIRST, 2, None)
    assert first["available_before_usd"] != first["available_after_usd"]
    assert first["bound_by"]
    assert second["number"] == SECOND
    own = desk.ask("li_ming", "approvals", "list")["approvals"]
    assert [one["closed_to_you"] for one in own] == ["own", "own"]
    assert "your own" in desk.run("li_ming", "approvals", "list").words


def test_several_are_shown_before_they_are_agreed_to(desk: Desk) -> None:
    two(desk)
    first = desk.run("zhang_wei", "approvals", "check", *BOTH, machine=True)
    assert (first.code, first.answer["decided"]) == (1, 0)
    assert set(states(desk).values()) == {"awaiting_check"}
    seen = first.answer["seen"]
    done = desk.run("zhang_wei", "approvals", "check", *BOTH, "--seen", seen, language="zh")
    assert done.code == 0, done.words
    assert "本次办理 2 笔" in done.words
    assert set(states(desk).values()) == {"applied"}


def test_what_changed_since_it_was_shown_is_shown_again(desk: Desk) -> None:
    two(desk)
    seen = desk.run("zhang_wei", "approvals", "check", *BOTH, machine=True).answer["seen"]
    desk.at("2026-11-23T10:30:00+08:00")
    assert desk.run("li_ming", "suspend", "EXMCJPJT", "placement", "--reason", "核实").code == 0
    again = desk.run("zhang_wei", "approvals", "check", *BOTH, "--seen", seen)
    assert again.code == 1
    assert "Something changed since it was listed" in again.words
    assert "changes of the line since it was ordered: 1" in again.words
    assert set(states(desk).values()) == {"awaiting_check"}


def test_an_unknown_number_is_answered_beside_the_good_one(desk: Desk) -> None:
    order(desk)
    said = desk.run("zhang_wei", "approvals", "check", FIRST, "BG-1", machine=True)
    assert said.code == 1
    outcomes = [one["outcome"] for one in said.answer["orders"]]
    assert outcomes == ["done", "unknown_reference"]
    assert states(desk) == {FIRST: "applied"}


def test_a_refusal_of_several_needs_no_code(desk: Desk) -> None:
    two(desk)
    said = desk.run("zhang_wei", "approvals", "refuse", *BOTH, "BG-9", "--note", "额度未批")
    assert said.code == 1
    assert "There is no order BG-9" in said.words
    assert set(states(desk).values()) == {"refused"}


def test_show_tells_of_a_later_suspension_by_the_maker(desk: Desk) -> None:
    order(desk)
    desk.at("2026-11-23T10:30:00+08:00")
    assert desk.run("li_ming", "suspend", "EXMCJPJT", "placement", "--reason", "核实").code == 0
    said = desk.run("zhang_wei", "approvals", "show", FIRST, language="zh").words
    assert "李明" in said
    assert "暂停新增" in said
    assert "该额度已暂停新增" in said
    assert "受限于" in said
