"""Some rows of a workbook pushed alone: what is wrong elsewhere waits for its own turn."""

from __future__ import annotations

from tests.desk.desk import Clerk, Desk

LINE, OTHER = "EXMBDEFF/placement", "EXMCJPJT/placement"


def typed(desk: Desk) -> Clerk:
    """Move a share of one bank, and type two wrong things into the rows of another."""
    clerk = desk.pull("li_ming")
    clerk.type("allocation", LINE, allocated_treasury=5200, allocated_overseas_branches=2000)
    clerk.type("allocation", LINE, reason="年中调整")
    clerk.type("allocation", OTHER, allocated_treasury="很多", reason="年中调整")
    clerk.type("limits_ledger", OTHER, approved="=1+1", note="只是备注")
    clerk.save()
    return clerk


def test_a_finding_elsewhere_holds_nothing_up(small_desk: Desk) -> None:
    clerk = typed(small_desk)
    assert small_desk.push("li_ming", clerk.path).code == 1
    row = clerk.row("allocation", LINE).number
    said = small_desk.push("li_ming", clerk.path, "--rows", f"部门分配!{row}")
    assert (said.code, said.answer["edits"], len(said.answer["saved"])) == (0, 2, 2)
    assert {one["blocking"] for one in said.answer["findings"]} == {False}
    assert small_desk.approved(f"{LINE}/treasury") == 5200
    # The shares of one line are one row: they go together.
    assert small_desk.approved(f"{LINE}/overseas_branches") == 2000


def test_a_row_is_named_by_its_key_on_every_sheet(small_desk: Desk) -> None:
    clerk = typed(small_desk)
    clerk.type("limits_ledger", LINE, note="同一编号")
    said = small_desk.push("li_ming", clerk.save(), "--key", LINE.lower())
    assert (said.code, said.answer["edits"]) == (0, 3)
    assert small_desk.pull("li_ming").shown("limits_ledger", LINE, "note") == "同一编号"


def test_a_finding_in_a_chosen_row_holds_up(small_desk: Desk) -> None:
    clerk = typed(small_desk)
    stands = small_desk.dump()
    said = small_desk.push("li_ming", clerk.path, "--key", LINE, "--key", OTHER)
    assert (said.code, said.answer["applied"]) == (1, False)
    assert small_desk.dump() == stands


def test_the_rest_is_sent_later_and_nothing_twice(small_desk: Desk) -> None:
    clerk = typed(small_desk)
    small_desk.push("li_ming", clerk.path, "--key", LINE)
    entries = small_desk.count("entry")
    clerk.type("allocation", OTHER, allocated_treasury=4_000)
    clerk.type("limits_ledger", OTHER, approved=clerk.shown("limits_ledger", OTHER, "approved"))
    said = small_desk.push("li_ming", clerk.save())
    assert (said.code, said.answer["applied"]) == (0, True)
    assert small_desk.approved(f"{OTHER}/treasury") == 4_000
    assert small_desk.count("entry") == entries + 1
    stands = small_desk.dump()
    assert small_desk.push("li_ming", clerk.path).code == 0
    assert small_desk.dump() == stands


def test_a_check_says_the_same_of_the_rows(small_desk: Desk) -> None:
    clerk = typed(small_desk)
    said = small_desk.run("li_ming", "check", str(clerk.path), "--key", LINE, machine=True)
    assert (said.code, said.answer["edits"]) == (0, 2)


def test_a_missing_column_holds_every_row_up(small_desk: Desk) -> None:
    clerk = typed(small_desk)
    sheet = clerk.sheet("allocation")
    clerk.workbook[sheet.name].cell(sheet.header_row, sheet.columns["reason"]).value = "我的说明"
    said = small_desk.push("li_ming", clerk.save(), "--key", LINE)
    assert "column_missing" in {one["code"] for one in said.answer["findings"] if one["blocking"]}
    assert said.code == 1


def test_rows_that_are_not_there(small_desk: Desk) -> None:
    clerk = small_desk.pull("li_ming")
    assert small_desk.push("li_ming", clerk.path, "--key", "NOSUCH").code == 2
    assert small_desk.push("li_ming", clerk.path, "--rows", "部门分配!9-3").code == 2
    assert small_desk.push("li_ming", clerk.path, "--rows", "没有的表!9").code == 2
    said = small_desk.push("li_ming", clerk.path, "--rows", "9-12")
    assert (said.code, said.answer["error"]) == (2, "sheet_needed")
