"""The corrections as people order them on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from addin.cli import run
from backend.contract import OutcomeCode
from backend.contract.approvals import CheckApproval
from backend.contract.corrections import LateRelease
from tests.corrections.desk import MONDAY, TUESDAY, WEDNESDAY, rate, two_hands
from tests.house import MILLION, YI, House


class Line:
    """The command line of one house."""

    def __init__(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        self.house = house
        self.capsys = capsys

    def ask(self, login: str, *words: str, code: int = 0) -> dict[str, Any]:
        """Return the machine's answer of a call that ends with `code`."""
        arguments = ("--database", str(self.house.path), "--as", login, "--json", *words)
        assert run(arguments) == code, self.capsys.readouterr()
        found: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        return found

    def say(self, login: str, *words: str, language: str = "en", code: int = 0) -> str:
        """Return what a call says to people."""
        given = ("--database", str(self.house.path), "--as", login, "--language", language)
        assert run((*given, *words)) == code
        return self.capsys.readouterr().out

    def agree(self, number: str) -> None:
        """Let a second person agree."""
        done = self.house.send(CheckApproval, login="zhao", number=number, confirmed=True)
        assert done.code is OutcomeCode.DONE, done


@pytest.fixture
def line(house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    """Give the command line of the house, at the house's moment."""
    monkeypatch.setenv("FIDESK_NOW", house.clock.now.isoformat())
    return Line(house, capsys)


def open_day(line: Line, monkeypatch: pytest.MonkeyPatch, day: Any) -> None:
    """Let a day begin, for the house and for the command line."""
    line.house.open(day)
    monkeypatch.setenv("FIDESK_NOW", line.house.clock.now.isoformat())


def test_a_reversal_waits_for_a_second_person(line: Line) -> None:
    drawn = line.house.draw(10 * MILLION)
    asked = line.ask("li", "reverse", drawn.reference, "--reason", "booked twice")
    assert asked["outcome"] == "awaiting"
    assert line.house.figures("used") == (10 * MILLION,)
    line.agree(asked["reference"])
    assert line.house.figures("used") == (0,)
    said = line.say("li", "reverse", drawn.reference, "--reason", "again", code=1)
    assert "ended" in said or "already" in said.casefold()


def test_late_entries_and_what_was_known_when(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = line.house.draw(10 * MILLION)
    open_day(line, monkeypatch, TUESDAY)
    open_day(line, monkeypatch, WEDNESDAY)
    late = line.ask(
        "li", "release", drawn.reference, "--effect", "2026-11-24", "--reason", "not reported"
    )
    line.agree(late["reference"])
    booked = ("draw", YI, "placement", "2mn", "--unit", "treasury", "--effect", "2026-11-24")
    draw = line.ask("li", *booked, "--reason", "not reported")
    line.agree(draw["reference"])

    def used(*days: str) -> str:
        shown = line.ask("reader", "show", YI, "--product", "placement", *days)
        (node,) = [one for one in shown["nodes"] if one["node"] == "product:1/placement"]
        return str(node["used_usd"])

    assert used("--as-of", "2026-11-23") == "10000000.00"
    assert used("--as-of", "2026-11-24") == "2000000.00"
    assert used("--as-of", "2026-11-24", "--known-at", "2026-11-24") == "10000000.00"
    told = line.say("reader", "show", YI, "--as-of", "2026-11-24", "--known-at", "2026-11-24")
    assert "on 2026-11-24, as known on 2026-11-24" in told
    bad = ("show", YI, "--as-of", "2026-11-24", "--known-at", "2026-11-23")
    assert line.ask("reader", *bad, code=1)["error"] == "known_before"
    before = line.ask("reader", "show", YI, "--as-of", "2026-11-20", code=1)
    assert before["error"] == "before_ledger"


def test_history_names_who_changed_what_and_when_it_was_known(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = line.house
    drawn = house.draw(10 * MILLION)
    open_day(line, monkeypatch, TUESDAY)
    house.approve(120 * MILLION, base=100 * MILLION, approval_number="2026-77")
    open_day(line, monkeypatch, WEDNESDAY)
    late = {"draw": drawn.reference, "effect_date": TUESDAY, "reason": "漏报到期"}
    assert two_hands(house, LateRelease, **late).accepted
    asked = ("history", YI, "--product", "placement", "--as-of", "2026-11-24")
    found = line.ask("reader", *asked, "--known-at", "2026-11-24")
    assert found["as_known_then"]["used_usd"] == "10000000.00"
    assert found["as_known_today"]["used_usd"] == "0.00"
    assert found["as_known_today"]["approved_usd"] == "120000000.00"
    approved = [one for one in found["changes"] if one["item"] == "approved"]
    assert [(one["from"], one["to"]) for one in approved] == [
        ("0.00", "100000000.00"),
        ("100000000.00", "120000000.00"),
    ]
    assert approved[1]["document"] == "2026-77"
    (late_change,) = [one for one in found["changes"] if one["item"] == "used"]
    assert (late_change["maker"], late_change["checker"]) == ("li", "zhao")
    assert late_change["effect_date"] == "2026-11-24"
    assert late_change["retroactive"] is False
    told = line.say("reader", *asked, language="zh")
    assert "漏报到期" in told
    assert "li / zhao" in told.replace("Li / Zhao", "li / zhao")


def test_a_revaluation_says_what_it_did(line: Line) -> None:
    line.house.draw(10**9, currency="JPY")
    rate(line.house, "JPY", MONDAY, 7_000_000_000)
    assert "1 deals" in line.say("li", "revalue")
    assert "0 deals" in line.say("li", "revalue")
    done = line.ask("li", "revalue", "--day", "2026-11-23")
    assert done["outcome"] == "done"
    assert line.ask("qian", "revalue", code=1)["outcome"] == "not_permitted"


def test_the_morning_values_at_the_close_before_where_the_bank_wants_it(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    with line.house.sqlite() as connection:
        connection.execute("INSERT INTO setting VALUES ('revalue_on_open', '1')")
    line.house.draw(10**9, currency="JPY")
    rate(line.house, "JPY", MONDAY, 7_000_000_000)
    monkeypatch.setenv("FIDESK_NOW", "2026-11-24T08:30:00+08:00")
    assert "may not" in line.say("reader", "today")
    assert "rates and factors of 2026-11-23: 1 deals" in line.say("li", "today")
    assert "rates and factors" not in line.say("li", "today")
    assert line.house.figures("used") == (7 * MILLION,)
