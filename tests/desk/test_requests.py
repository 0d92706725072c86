"""申请与调剂 and new lines by workbook: each person in the own one, nothing ever twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.desk import Clerk, Desk

TRANSFER = {
    "kind": "调剂",
    "unit": "江苏分行",
    "institution": "EXMBDEFF",
    "product": "贸易融资",
    "currency": "USD",
    "amount": 5_000_000,
    "last_date": "2026-11-27",
    "purpose": "LC-778",
    "lending_unit": "国际业务部",
}
NUMBER = "SQ-20261123-001"


def ask(desk: Desk, **changes: Any) -> Clerk:
    """Let Deng Hui of Jiangsu write a request beneath the table, and save."""
    clerk = desk.pull("deng_hui")
    clerk.new_row("requests", **{**TRANSFER, **changes})
    clerk.save()
    return clerk


def states(desk: Desk) -> list[tuple[str, str]]:
    return desk.select("SELECT number, state FROM request ORDER BY number")


def test_a_transfer_from_sheet_to_sheet(small_desk: Desk) -> None:
    """Asked by Jiangsu, agreed by the lender, granted by the department, checked by a second."""
    desk = small_desk
    asked = ask(desk)
    assert desk.push("deng_hui", asked.path).code == 0
    assert states(desk) == [(NUMBER, "awaiting_lender")]

    lender = desk.pull("zheng_yan")
    assert lender.shown("requests", NUMBER, "purpose") == "LC-778"
    lender.type("requests", NUMBER, consent="同意")
    assert desk.push("zheng_yan", lender.save()).code == 0
    assert states(desk) == [(NUMBER, "submitted")]

    officer = desk.pull("li_ming", "en")
    assert officer.shown("requests", NUMBER, "consent") == "Agreed"
    officer.type("requests", NUMBER, granted="4mn", decision_note="four for now")
    checked = desk.run("li_ming", "check", str(officer.save())).words
    assert "USD 4,000,000.00" in checked
    assert desk.push("li_ming", officer.path, language="en").code == 0
    assert states(desk) == [(NUMBER, "awaiting_check")]

    own = desk.run("li_ming", "confirm", NUMBER)
    assert own.code == 1
    assert desk.approved("EXMBDEFF/trade_finance/trade") == 3000
    confirmed = desk.run("zhang_wei", "confirm", NUMBER)
    assert confirmed.code == 0
    assert confirmed.words.startswith(f"{NUMBER}: ")
    assert confirmed.words.endswith("Partly granted")

    shown = desk.ask("li_ming", "show", "EXMBDEFF", "--product", "trade_finance")
    temporary = {one["unit"]: one["temporary_usd"] for one in shown["nodes"] if one["unit"]}
    assert (temporary["320000"], temporary["trade"]) == ("4000000.00", "-4000000.00")
    told = desk.run("li_ming", "show", "EXMBDEFF").words
    assert f"Temporary transfer {NUMBER}: 400.00 x USD 10,000 outstanding" in told
    fresh = desk.pull("deng_hui")
    assert fresh.shown("requests", NUMBER, "status") == "部分批"
    assert fresh.shown("requests", NUMBER, "granted") == 4_000_000


def test_a_request_pushed_twice_stands_once(small_desk: Desk) -> None:
    desk = small_desk
    asked = ask(desk)
    first = desk.push("deng_hui", asked.path)
    assert (first.code, first.answer["new_rows"]) == (0, 1)
    for path in (asked.path, desk.folder / first.answer["result"]):
        again = desk.push("deng_hui", path)
        assert (again.code, again.answer["applied"]) == (0, False), path.name
        assert states(desk) == [(NUMBER, "awaiting_lender")]
        words = desk.run("deng_hui", "push", str(path), language="zh").words
        assert "没有需要提交的修改" in words


def test_the_same_request_again_after_it_moved_on(small_desk: Desk) -> None:
    """The lender has agreed meanwhile; the old file still orders nothing new."""
    desk = small_desk
    asked = ask(desk)
    desk.push("deng_hui", asked.path)
    assert desk.run("zheng_yan", "consent", NUMBER).code == 0
    again = desk.push("deng_hui", asked.path)
    assert (again.code, again.answer["applied"]) == (0, False)
    assert states(desk) == [(NUMBER, "submitted")]


def test_the_same_request_again_on_the_next_day(small_desk: Desk) -> None:
    """Its first day was left blank, which means the day of the pull, not of the push."""
    desk = small_desk
    asked = ask(desk)
    desk.push("deng_hui", asked.path)
    desk.at("2026-11-24")
    again = desk.push("deng_hui", asked.path)
    assert states(desk) == [(NUMBER, "awaiting_lender")]
    assert (again.code, again.answer["applied"]) == (0, False)


def test_two_equal_requests_in_one_sheet_are_two(small_desk: Desk) -> None:
    desk = small_desk
    clerk = desk.pull("deng_hui")
    for _ in range(2):
        clerk.new_row("requests", **TRANSFER)
    path = clerk.save()
    for _ in range(2):
        desk.push("deng_hui", path)
        assert len(states(desk)) == 2


def test_a_request_for_another_unit_is_refused_in_its_row(small_desk: Desk) -> None:
    desk = small_desk
    asked = ask(desk, unit="资金部")
    said = desk.push("deng_hui", asked.path)
    assert said.code == 1
    assert [code for _sheet, _cell, code in said.findings] == ["not_permitted"]
    assert states(desk) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 0}, "amount_zero"),
        ({"amount": "五百万"}, "not_a_number"),
        ({"last_date": "2026-11-20"}, "dates_reversed"),
        ({"last_date": "周五"}, "bad_date"),
        ({"institution": "没有这家"}, "unknown_institution"),
        ({"institution": "slj"}, "ambiguous_institution"),
        ({"currency": "XXX"}, "unknown_currency"),
        ({"purpose": None}, "required_missing"),
        ({"lending_unit": None}, "required_missing"),
        ({"lending_unit": "月球分行"}, "unknown_unit"),
        ({"kind": "借"}, "not_in_list"),
    ],
)
def test_what_is_wrong_in_a_new_request(
    small_desk: Desk, changes: dict[str, Any], code: str
) -> None:
    desk = small_desk
    said = desk.push("deng_hui", ask(desk, **changes).path)
    assert said.code == 1
    ((sheet, _cell, found),) = said.findings
    assert (sheet, found) == ("requests", code)
    assert states(desk) == []


def test_only_the_lender_consents(small_desk: Desk) -> None:
    desk = small_desk
    desk.push("deng_hui", ask(desk).path)
    other = desk.pull("zhou_jie")
    cell = other.note("requests", NUMBER, "consent")
    other.type("requests", NUMBER, consent="同意")
    said = desk.push("zhou_jie", other.save())
    assert (said.code, said.findings) == (1, [("requests", cell, "not_permitted")])
    assert states(desk) == [(NUMBER, "awaiting_lender")]


def test_a_decision_that_both_took_is_a_conflict(small_desk: Desk) -> None:
    desk = small_desk
    desk.push("deng_hui", ask(desk).path)
    desk.run("zheng_yan", "consent", NUMBER)
    li, wang = desk.pull("li_ming"), desk.pull("wang_fang")
    li.type("requests", NUMBER, granted=5_000_000)
    wang.type("requests", NUMBER, granted=1_000_000, decision_note="太多")
    assert desk.push("li_ming", li.save()).code == 0
    said = desk.push("wang_fang", wang.save())
    assert said.code == 1
    (conflict,) = [one for one in said.answer["findings"] if one["code"] == "conflict"]
    assert "我填 1,000,000.00 USD,现为 5,000,000.00 USD" in conflict["message"]
    assert desk.select("SELECT granted_minor FROM request") == [(500_000_000,)]


@pytest.mark.parametrize("named", ["bic", "institution"])
def test_a_new_line_stands_once(small_desk: Desk, named: str) -> None:
    desk = small_desk
    clerk = desk.pull("li_ming")
    given = {"bic": "EXMGHKHH"} if named == "bic" else {"institution": "示例庚"}
    clerk.new_row("limits_ledger", **given, product="福费廷/贴现", approved=1000, note="新")
    path = clerk.save()
    first = desk.push("li_ming", path)
    assert (first.code, first.findings) == (0, [])
    assert desk.approved("EXMGHKHH/forfaiting") == 1000
    entries, nodes = desk.count("entry"), desk.count("node")
    painted = desk.push("li_ming", desk.folder / first.answer["result"])
    assert painted.code == 0
    original = desk.push("li_ming", path)
    assert original.answer["applied"] is False
    assert {code for _sheet, _cell, code in original.findings} <= {"line_exists", "already_saved"}
    assert (desk.count("entry"), desk.count("node")) == (entries, nodes)
    fresh = desk.pull("li_ming")
    assert fresh.shown("limits_ledger", "EXMGHKHH/forfaiting", "note") == "新"


def test_a_copied_row_with_its_key_cleared_is_a_new_line(small_desk: Desk) -> None:
    """As in a spreadsheet: copy a row beneath, empty its key, choose another product."""
    desk = small_desk
    clerk = desk.pull("li_ming")
    sheet = clerk.sheet("limits_ledger")
    source = clerk.row("limits_ledger", "EXMGHKHH/bonds")
    copied: dict[str, Any] = {name: sheet.cell(source, name).value for name in sheet.columns}
    copied |= {"key": None, "version": None, "product": "保函", "approved": 700}
    clerk.new_row("limits_ledger", **{name: value or None for name, value in copied.items()})
    said = desk.push("li_ming", clerk.save())
    assert (said.code, said.findings) == (0, [])
    assert desk.approved("EXMGHKHH/guarantees") == 700
    assert desk.approved("EXMGHKHH/bonds") == 5000
