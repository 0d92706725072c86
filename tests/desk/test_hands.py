"""Hands at the desk: a sheet with an order that waits, its check, rules and delegations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.desk import Desk, Seat
from tests.desk.test_push import painted

C_LINE = "EXMCJPJT/placement"
B_SHARE = "EXMBDEFF/trade_finance"


@pytest.fixture
def desk(seat: Seat, small_house: Path) -> Desk:
    return seat(small_house)


def pushed(desk: Desk) -> Path:
    """Push a sheet of two edits, one of which takes a second hand; return the painted copy."""
    clerk = desk.pull("li_ming", "zh")
    clerk.type("limits_ledger", C_LINE, approved=900_000)
    clerk.share(B_SHARE, "investment_banking", 300)
    edited = clerk.save("edited")
    said = desk.run("li_ming", "push", str(edited))
    assert said.code == 0, said.words
    painting = next(edited.parent.glob(f"{edited.stem}_*.xlsx"))
    ledger = painted(painting, clerk, "limits_ledger")
    shares = painted(painting, clerk, "allocation")
    assert "待复核" in ledger.values()
    assert "已保存" in shares.values() or "已生效" in shares.values(), shares
    return painting


def test_a_sheet_is_saved_and_what_waits_says_so(desk: Desk) -> None:
    pushed(desk)
    listed = desk.run("zhang_wei", "--json", "approvals", "list").answer["approvals"]
    assert [(one["number"], one["state"], one["maker"]) for one in listed] == [
        ("BG-20261123-0001", "awaiting_check", "li_ming")
    ]
    seen = desk.run("zhang_wei", "--json", "approvals", "show", "BG-20261123-0001").answer
    assert seen["after"]["approved_minor"] == 900_000 * 1_000_000
    assert seen["before"]["approved_minor"] < seen["after"]["approved_minor"]
    assert seen["outcome"]["accepted"] is True
    words = desk.run("zhang_wei", "approvals", "show", "BG-20261123-0001").words
    assert "900,000.00" in words
    own = desk.run("li_ming", "approvals", "check", "BG-20261123-0001")
    assert own.code == 1
    checked = desk.run("zhang_wei", "approvals", "check", "BG-20261123-0001", "--note", "ok")
    assert checked.code == 0, checked.words
    assert "Applied" in checked.words
    assert "No order waits" in desk.run("zhang_wei", "approvals", "list").words


def test_several_at_once_each_on_its_own(desk: Desk) -> None:
    pushed(desk)
    said = desk.run("zhang_wei", "approvals", "refuse", "BG-20261123-0001", "--note", "金额有误")
    assert "Refused" in said.words
    again = desk.run("li_ming", "approvals", "withdraw", "BG-20261123-0001")
    assert again.code == 1
    unknown = desk.run("zhang_wei", "approvals", "check", "BG-1")
    assert (unknown.code, "BG-1" in unknown.words) == (1, True)


def test_the_home_sheet_shows_it_to_who_may_decide(desk: Desk) -> None:
    pushed(desk)
    home = desk.pull("zhang_wei", "en", book="home")
    sentences = [home.sheet("home").text(row, "matter") for row in home.sheet("home")]
    assert any("Approved lines: an order waits for its check" in one for one in sentences)


def test_policy_authority_and_delegation(desk: Desk) -> None:
    shown = desk.run("li_ming", "--json", "policy", "show").answer["policy"]
    assert {"operation": "resume", "valid_from": "2020-01-01", "from_usd": "0.00", "hands": 2} in [
        {**one} for one in shown
    ]
    bad = desk.run("li_ming", "policy", "set", "lunch", "--hands", "2", "--valid-from", "20261201")
    assert (bad.code, "close_month" in bad.words) == (1, True)
    order = ("allocate", "--from", "1mn", "--hands", "2", "--valid-from", "2026-12-01")
    said = desk.run("li_ming", "policy", "set", *order)
    assert (said.code, "nothing has moved yet" in said.words) == (0, True)
    assert desk.run("zhang_wei", "approvals", "check", "BG-20261123-0001").code == 0
    later = desk.run("li_ming", "--json", "policy", "show", "--day", "2026-12-01").answer["policy"]
    steps = [(one["from_usd"], one["hands"]) for one in later if one["operation"] == "allocate"]
    assert ("1000000.00", 2) in steps
    ladder = desk.run("li_ming", "--json", "authority", "show").answer["authority"]
    assert any(one["grantee"] == "checker" for one in ladder)
    most = ("zhang_wei", "increase", "--most", "5mn", "--valid-from", "2026-12-01")
    assert desk.run("li_ming", "authority", "set", *most).code == 0
    told = desk.run(
        "zhang_wei", "delegate", "--to", "liu_yang", "--until", "2026-11-27", "--reason", "休假"
    )
    assert "WT-20261123-0001" in told.words
    assert "liu_yang" in desk.run("li_ming", "delegate").words
    assert desk.run("zhang_wei", "delegate", "--end", "WT-20261123-0001").code == 0
    assert "Nobody stands in" in desk.run("li_ming", "delegate").words
    assert desk.run("zhang_wei", "delegate", "--to", "liu_yang").code == 2
