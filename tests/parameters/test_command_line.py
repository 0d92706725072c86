"""Dated parameters and regulatory caps as a person types them, and what then holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from addin.cli import run
from backend.contract.approvals import CheckApproval
from backend.queries.verification.verify import verify
from tests.house import MILLION, YI, House

MORNING = "2026-11-23T10:00:00+08:00"
Fidesk = Callable[..., str]


@pytest.fixture
def fidesk(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Fidesk:
    """Give `fidesk("li", "parameter", …)`: what it says; `code` is the exit code expected."""
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
        said = house.send(CheckApproval, number=number, confirmed=True, login="zhao")
        assert said.accepted, said


def _set(house: House, fidesk: Fidesk, *words: str) -> str:
    said = fidesk("li", "parameter", "set", *words)
    _agree(house)
    return said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_is_listed_and_shown(fidesk: Fidesk, language: str) -> None:
    tables = [one["table"] for one in _answer(fidesk, "li", "parameter", "list")["parameters"]]
    assert {"factor", "charge_rule", "own_capital", "lending_rule"} <= set(tables)
    listed = fidesk("li", "parameter", "list", language=language)
    for table in tables:
        assert table in listed
        assert fidesk("li", "parameter", "show", table, language=language)


def test_a_rule_is_switched_on_and_keeps_its_share(house: House, fidesk: Fidesk) -> None:
    said = _set(house, fidesk, "regulation", "rule=gsib", "switched_on=yes")
    assert "Awaiting check; nothing has moved yet, it takes 2 hands" in said
    (row,) = [
        one
        for one in _answer(fidesk, "li", "parameter", "show", "regulation")["rows"]
        if one["rule_code"] == "gsib"
    ]
    assert (row["share_e6"], row["switched_on"], row["valid_from"]) == (150_000, 1, "2026-11-23")
    before = _answer(fidesk, "li", "parameter", "show", "regulation", "--day", "2026-11-22")
    assert all(one["switched_on"] == 0 for one in before["rows"])
    shown = _answer(fidesk, "li", "parameter", "show", "regulation", "--all")
    assert len(shown["rows"]) == len(before["rows"]) + 1
    assert "G-SIB" in fidesk("li", "regulation", "show")


def test_what_people_write_is_kept_exactly(house: House, fidesk: Fidesk) -> None:
    _set(house, fidesk, "own_capital", "measure=tier1", "currency=cny", "amount=8000亿")
    _set(house, fidesk, "factor", "product=placement", "factor=12.5%")
    _set(house, fidesk, "institution_mark", f"institution={YI}", "mark=gsib", "holds=yes")
    _set(house, fidesk, "lending_rule", "giver_unit=treasury", "allowed=no")
    capital = house.rows("SELECT currency_code, amount_minor FROM own_capital")
    assert capital == [("CNY", 800_000_000_000_00)]
    assert (125_000,) in house.rows("SELECT factor_e6 FROM factor WHERE product_code='placement'")
    assert house.value(
        "SELECT institution_id = (SELECT id FROM institution WHERE bic8 = ?) FROM institution_mark",
        YI,
    )
    rule = "SELECT giver_unit_code, taker_unit_code, product_code, allowed, most_minor"
    assert house.rows(f"{rule} FROM lending_rule") == [("treasury", "", "", 0, None)]
    assert "800,000,000,000.00" in fidesk("li", "parameter", "show", "own_capital")
    assert YI in fidesk("li", "parameter", "show", "institution_mark")
    assert "12.5%" in fidesk("li", "parameter", "show", "factor")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("person", "login=x"), "There is no table of parameters person; there are: factor"),
        (("regulation", "gsib"), "gsib is not column=value"),
        (("regulation", "rule=gsib", "colour=red"), "There is no column colour"),
        (("regulation", "rule=gsib", "rule=gsib"), "or it is named twice"),
        (("regulation", "switched_on=yes"), "Still lacking: rule"),
        (("own_capital", "measure=tier1", "amount=1bn"), "Still lacking: currency"),
        (("regulation", "rule=gsib", "share=much"), "much is no share"),
        (("regulation", "rule=gsib", "share=0.00000015"), "is no share"),
        (("regulation", "rule=gsib", "switched_on=maybe"), "maybe is neither yes nor no"),
        (("factor_step", "product=bonds", "netted=no", "from_days=soon"), "no number of days"),
    ],
)
def test_what_is_no_parameter_is_said(
    house: House, fidesk: Fidesk, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in fidesk("li", "parameter", "set", *words, code=1)
    assert house.rows("SELECT 1 FROM approval") == []


def test_a_refusal_names_why(house: House, fidesk: Fidesk) -> None:
    past = ("--valid-from", "2026-11-20")
    said = fidesk("li", "parameter", "set", "regulation", "rule=gsib", "share=14%", *past, code=1)
    assert "The dates don't fit" in said
    _set(house, fidesk, "regulation", "rule=gsib", "share=14%")
    again = fidesk("li", "parameter", "set", "regulation", "rule=gsib", "share=13%", code=1)
    assert "A value from 2026-11-23 stands already" in again


def test_caps_are_applied_by_two_and_shown_with_their_room(house: House, fidesk: Fidesk) -> None:
    assert "No cap binds" in fidesk("li", "regulation", "show")
    house.draw(30 * MILLION)
    _set(house, fidesk, "own_capital", "measure=tier1", "currency=USD", "amount=200mn")
    _set(house, fidesk, "regulation", "rule=large_exposure", "switched_on=on")
    assert "Awaiting check" in fidesk("li", "regulation", "apply")
    _agree(house)
    shown = _answer(fidesk, "li", "regulation", "show")
    rule = next(one for one in shown["rules"] if one["rule"] == "large_exposure")
    assert (rule["switched_on"], rule["cap_usd"]) == (True, "50000000.00")
    first = shown["caps"][0]
    assert first["node"] == "regulation:large_exposure/group:example"
    assert (first["exposure_usd"], first["room_usd"]) == ("30000000.00", "20000000.00")
    said = fidesk("li", "regulation", "show")
    assert "Risk Management 5,000.00 3,000.00 2,000.00" in said.replace("│", "").replace("  ", " ")
    with house.engine.connect() as connection:
        assert verify(connection) == []
