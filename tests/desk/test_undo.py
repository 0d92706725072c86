"""A submission taken back: each cell that still holds what it wrote gets the value of before."""

from __future__ import annotations

import pytest

from tests.desk.desk import Clerk, Desk, Said

LINE = "EXMBDEFF/placement"  # 8,000: treasury 6,000, overseas branches 1,200
TREASURY, OVERSEAS = f"{LINE}/treasury", f"{LINE}/overseas_branches"


def pushed(desk: Desk, login: str, clerk: Clerk) -> str:
    """Push a workbook and return the number of its submission."""
    said = desk.push(login, clerk.save())
    assert (said.code, said.findings) == (0, []), said.words
    return str(said.answer["submission"])


def undo(desk: Desk, login: str, number: str, *words: str) -> Said:
    return desk.run(login, "undo", number, *words, machine=True)


def edited(desk: Desk) -> str:
    """Move 800 from treasury to overseas branches, with a note beside the line."""
    clerk = desk.pull("li_ming")
    clerk.type("allocation", LINE, allocated_treasury=5200, allocated_overseas_branches=2000)
    clerk.type("allocation", LINE, reason="年中调整")
    clerk.type("limits_ledger", LINE, note="先问法兰克福")
    return pushed(desk, "li_ming", clerk)


def test_an_undo_sets_every_cell_back(small_desk: Desk) -> None:
    before = small_desk.pull("wang_fang")
    number = edited(small_desk)
    assert (small_desk.approved(TREASURY), small_desk.approved(OVERSEAS)) == (5200, 2000)
    said = undo(small_desk, "li_ming", number)
    assert (said.code, said.findings) == (0, []), said.words
    assert (said.answer["applied"], said.answer["edits"]) == (True, 3)
    assert (small_desk.approved(TREASURY), small_desk.approved(OVERSEAS)) == (6000, 1200)
    fresh = small_desk.pull("li_ming")
    was = before.shown("limits_ledger", LINE, "note")
    assert fresh.shown("limits_ledger", LINE, "note") == was


def test_the_trail_holds_both_and_the_reason_names_the_one_undone(small_desk: Desk) -> None:
    number = edited(small_desk)
    entries, edits = small_desk.count("entry"), small_desk.count("submission_edit")
    reverse = undo(small_desk, "li_ming", number).answer["submission"]
    assert small_desk.count("submission_edit") == edits + 3
    reasons = small_desk.select(
        "SELECT DISTINCT reason FROM entry WHERE submission_id = ?", reverse
    )
    assert reasons == [(f"撤销变更单 {number} / Undo of submission {number}",)]
    assert small_desk.count("entry") > entries
    assert small_desk.run("examiner", "verify").code == 0


def test_undoing_twice_says_so_and_writes_nothing(small_desk: Desk) -> None:
    number = edited(small_desk)
    undo(small_desk, "li_ming", number)
    stands = small_desk.dump()
    for login in ("li_ming", "wang_fang"):
        said = undo(small_desk, login, number)
        assert (said.code, said.answer["applied"], said.answer["before"]) == (0, False, 3)
        words = small_desk.run(login, "undo", number).words
        assert "was undone already by Li Ming on 2026-11-23 10:00" in words
    assert small_desk.dump() == stands


def test_an_undo_can_itself_be_undone(small_desk: Desk) -> None:
    number = edited(small_desk)
    reverse = undo(small_desk, "li_ming", number[:8]).answer["submission"]
    assert undo(small_desk, "wang_fang", reverse).code == 0
    assert (small_desk.approved(TREASURY), small_desk.approved(OVERSEAS)) == (5200, 2000)
    states = small_desk.ask("li_ming", "submissions", "--everyone")["submissions"]
    by_number = {one["submission"]: one["state"] for one in states}
    assert (by_number[number], by_number[reverse]) == ("saved", "undone")


def test_a_cell_changed_since_holds_all_up(small_desk: Desk) -> None:
    number = edited(small_desk)
    small_desk.at("2026-11-24")
    wang = small_desk.pull("wang_fang")
    wang.share(LINE, "treasury", 5000)
    pushed(small_desk, "wang_fang", wang)
    stands = small_desk.dump()
    said = undo(small_desk, "li_ming", number)
    assert (said.code, said.answer["applied"]) == (1, False)
    (finding,) = said.answer["findings"]
    assert (finding["code"], finding["sheet"]) == ("undo_changed_since", "allocation")
    assert "Wang Fang changed this again on 2026-11-24 10:00" in finding["message"]
    assert small_desk.dump() == stands
    said = undo(small_desk, "li_ming", number, "--only-good")
    assert (said.answer["applied"], said.answer["edits"]) == (True, 2)
    assert (small_desk.approved(TREASURY), small_desk.approved(OVERSEAS)) == (5000, 1200)


def test_what_made_something_new_is_not_undone_by_cell(small_desk: Desk) -> None:
    clerk = small_desk.pull("li_ming")
    clerk.share(LINE, "treasury", 5900)
    clerk.new_row(
        "limits_ledger",
        institution="EXMFFRPP",
        product="同业拆借",
        approved=10,
        note="新额度",
    )
    number = pushed(small_desk, "li_ming", clerk)
    said = undo(small_desk, "li_ming", number)
    assert [one["code"] for one in said.answer["findings"]] == ["undo_new_line"]
    assert (said.code, small_desk.approved(TREASURY)) == (1, 5900)
    assert undo(small_desk, "li_ming", number, "--only-good").answer["edits"] == 1
    assert small_desk.approved(TREASURY) == 6000


def test_an_undo_takes_the_rights_of_an_edit(small_desk: Desk) -> None:
    number = edited(small_desk)
    stands = small_desk.dump()
    said = undo(small_desk, "deng_hui", number)
    assert (said.code, {one["code"] for one in said.answer["findings"]}) == (1, {"not_permitted"})
    assert small_desk.dump() == stands


def test_the_list_names_book_edits_and_state(small_desk: Desk) -> None:
    number = edited(small_desk)
    assert small_desk.ask("wang_fang", "submissions")["submissions"] == []
    (one,) = small_desk.ask("li_ming", "submissions")["submissions"]
    assert (one["submission"], one["book"], one["edits"]) == (number, "limits", 3)
    assert one["state"] == "saved"
    undo(small_desk, "li_ming", number)
    reverse, first = small_desk.ask("li_ming", "submissions")["submissions"]
    assert {first["state"], reverse["state"]} == {"undone", "saved"}
    shown = small_desk.run("li_ming", "submissions", language="zh").words
    assert "已撤销" in shown
    assert "额度工作簿" in shown


@pytest.mark.parametrize("given", ["ffff0000", "ab", "no such"])
def test_a_number_that_nobody_knows(small_desk: Desk, given: str) -> None:
    said = small_desk.run("li_ming", "undo", given)
    assert (said.code, f"begins with “{given}”" in said.words) == (1, True)


def test_the_workbook_that_was_undone_is_not_called_saved(small_desk: Desk) -> None:
    clerk = small_desk.pull("li_ming")
    cell = clerk.share(LINE, "treasury", 5900)
    number = pushed(small_desk, "li_ming", clerk)
    undo(small_desk, "li_ming", number)
    stands = small_desk.dump()
    said = small_desk.push("li_ming", clerk.path)
    assert (said.findings, said.answer["saved"]) == ([("allocation", cell, "sent_before")], [])
    assert small_desk.dump() == stands
    small_desk.run("li_ming", "refresh", str(clerk.path))
    again = Clerk(clerk.path)
    assert again.shown("allocation", LINE, "allocated.treasury") == 6000
    again.share(LINE, "treasury", 5900)
    pushed(small_desk, "li_ming", again)
    assert small_desk.approved(TREASURY) == 5900
