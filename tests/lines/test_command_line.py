"""Orders on lines as a person types them: what they say, what they answer, what then stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from addin.cli import run
from backend.contract.approvals import CheckApproval
from tests.house import MILLION, YI, House

MORNING = "2026-11-23T10:00:00+08:00"
Fidesk = Callable[..., str]


@pytest.fixture
def fidesk(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Fidesk:
    """Give `fidesk("li", "freeze", …)`: what it says; `code` is the exit code that is expected."""
    monkeypatch.setenv("FIDESK_NOW", MORNING)

    def call(login: str, *words: str, code: int = 0, language: str = "en") -> str:
        capsys.readouterr()
        found = run(["--database", str(house.path), "--as", login, "--language", language, *words])
        said = capsys.readouterr()
        assert found == code, said
        return " ".join((said.out + said.err).split())

    return call


def _answer(fidesk: Fidesk, login: str, *words: str) -> Any:
    return json.loads(fidesk(login, "--json", *words))


def _agree(house: House) -> None:
    """Let the second hand agree to what waits."""
    for (number,) in house.rows("SELECT number FROM approval WHERE state = 'awaiting_check'"):
        house.send(CheckApproval, number=number, confirmed=True, login="zhao")


def test_a_freeze_is_said_shown_and_thawed_by_two(house: House, fidesk: Fidesk) -> None:
    house.draw(30 * MILLION)
    words = ("freeze", YI, "placement", "--amount", "8000万", "--until", "2026-12-31")
    said = fidesk("li", *words, "--reason", "Rating lowered")
    assert "Frozen FD-20261123-0001: Example B Placement (8,000.00) until 2026-12-31" in said
    assert "Passive excess: 1,000.00 x USD 10,000" in said
    shown = fidesk("li", "show", YI, "--product", "placement")
    assert (
        "Product line (Placement) 8,000.00 x USD 10,000 until 2026-12-31: Rating lowered" in shown
    )
    (hold,) = _answer(fidesk, "li", "show", YI)["holds"]
    assert (hold["number"], hold["kind"], hold["open_usd"]) == (
        "FD-20261123-0001",
        "freeze",
        "80000000.00",
    )
    said = fidesk("li", "unfreeze", "FD-20261123-0001", "--reason", "Restored")
    assert "nothing moves before a second person agrees" in said
    assert house.node("product").frozen_minor == 80 * MILLION
    _agree(house)
    assert house.node("product").frozen_minor == 0


def test_a_country_is_suspended_by_its_name_and_marked(house: House, fidesk: Fidesk) -> None:
    fidesk("zhao", "suspend", "--country", "日本", "--reason", "Earthquake")
    assert "Country cap (Japan) [suspended]" in fidesk("li", "show", YI)
    assert "suspended" in fidesk("qian", "draw", YI, "placement", "1mn", code=1)


def test_a_line_is_increased_renewed_extended_and_ended(house: House, fidesk: Fidesk) -> None:
    line = (YI, "placement")
    assert "--amount" in fidesk("li", "increase", *line, "--reason", "x", code=1)
    fidesk("li", "increase", *line, "--amount", "1000万", "--until", "2026-12-04", "--reason", "x")
    _agree(house)
    assert house.figures("temporary") == (10 * MILLION,)
    assert "Increased LZ-20261123-0001" in fidesk("li", "show", *line[:1])
    fidesk("li", "extend", "LZ-20261123-0001", "--until", "2026-12-11", "--reason", "x")
    _agree(house)
    assert house.book().dues["LZ-20261123-0001"].last_date.day == 11
    fidesk("li", "revert", "LZ-20261123-0001", "--reason", "x")
    _agree(house)
    assert house.figures("temporary") == (0,)
    term = ("--until", "2027-11-22", "--approval", "SX-1", "--reason", "x")
    assert "Renewed Example B Placement: 12,000.00" in fidesk(
        "li", "renew", *line, "--amount", "1.2亿", *term
    )
    later = ("--until", "2027-12-31", "--approval", "SX-2", "--reason", "x")
    assert "now lasts until 2027-12-31" in fidesk("li", "extend", *line, *later)
    assert "ends at the close of 2026-11-23" in fidesk("li", "end", *line, "--reason", "x")


def test_what_is_open_is_prolonged_by_its_number(house: House, fidesk: Fidesk) -> None:
    held, deal = house.reserve(MILLION).reference, house.draw(MILLION).reference
    for number, day in ((held, "2026-11-26"), (deal, "2027-01-20")):
        said = fidesk("qian", "extend", number, "--until", day, "--reason", "x")
        assert f"{number} now lasts until {day}" in said
    assert house.value("SELECT maturity_date FROM open_draw") == "2027-01-20"


def test_a_tenor_limit_is_set_shown_and_switched_off(house: House, fidesk: Fidesk) -> None:
    words = ("limit", "tenor", YI, "placement", "--tenor", "3M")
    assert "--amount" in fidesk("li", *words, "--reason", "x", code=1)
    said = fidesk("li", *words, "--amount", "500万", "--reason", "x")
    assert "Limit of Example B Placement 89 days and more set to 500.00 x USD 10,000" in said
    assert "Tenor limit (Placement, 89 days and over)" in fidesk("li", "show", YI)
    fidesk("qian", "draw", YI, "placement", "6mn", "--maturity", "6M", code=1)
    fidesk("li", *words, "--off", "--reason", "x")
    fidesk("qian", "draw", YI, "placement", "6mn", "--maturity", "6M")
    fidesk("li", "limit", "currency", YI, "--currency", "eur", "--amount", "1mn", "--reason", "x")
    assert "EUR" in fidesk("qian", "draw", YI, "placement", "2mn", "EUR", code=1)


def test_a_loan_is_recalled_and_stands_in_the_journal(house: House, fidesk: Fidesk) -> None:
    lent = house.lend(8 * MILLION, "trade", "treasury").reference
    said = fidesk("li", "recall", lent, "--reason", "Own use")
    assert f"{lent} is called home: 2026-11-23 is its last day" in said
    found = _answer(fidesk, "li", "transfers", "--unit", "trade")["transfers"]
    assert [one["kind"] for one in found] == ["temporary", "recall"]
    assert found[0]["open_usd"] == "8000000.00"
    shown = fidesk("li", "transfers", "--institution", YI, language="zh")
    assert "临时调剂未收回 800.00 万美元" in shown


def test_a_branch_stands_beneath_its_group_on_the_ladder(house: House, fidesk: Fidesk) -> None:
    del house
    nodes = [one["unit"] for one in _answer(fidesk, "li", "show", YI)["nodes"] if one["unit"]]
    assert nodes.index("320000") == nodes.index("domestic_branches") + 1


def test_an_unknown_number_and_a_missing_name_are_said(fidesk: Fidesk) -> None:
    assert "Name an institution" in fidesk("li", "freeze", "--reason", "x", code=1)
    assert "not found" in fidesk("li", "unfreeze", "FD-1", "--reason", "x", code=1)
    assert "not found" in fidesk("li", "recall", "SQ-20261123-009", "--reason", "x", code=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("suspend", YI, "--country", "JP"), f"“--country JP” and “{YI}” name two"),
        (("suspend", "--country", "JP", "--group", "example"), "“--group example”"),
        (("suspend", "--group", "example", "--unit", "treasury"), "“--unit treasury”"),
        (("freeze", YI, "placement", "--tenor", "1Y", "--currency", "JPY"), "“--currency JPY”"),
        (("freeze", YI, "--unit", "treasury"), "belongs to a product"),
    ],
)
def test_two_lines_are_never_named_at_once(
    house: House, fidesk: Fidesk, words: tuple[str, ...], said: str
) -> None:
    assert said in fidesk("li", *words, "--reason", "x", code=2)
    assert house.value("SELECT count(*) FROM due WHERE kind = 'unfreeze'") == 0


def test_an_empty_last_day_is_not_no_end(house: House, fidesk: Fidesk) -> None:
    words = ("freeze", YI, "placement", "--amount", "100万", "--until", "", "--reason", "x")
    assert "“”" in fidesk("li", *words, code=1)
    assert house.node("product").frozen_minor == 0
