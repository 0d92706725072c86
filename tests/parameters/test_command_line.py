"""Dated parameters and regulatory caps as a person types them, and what then holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from addin.cli import run
from backend.contract.approvals import CheckApproval
from backend.queries.verification.verify import verify
from tests.house import BING, MILLION, YI, YI_SINGAPORE, House

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


def test_the_second_hand_sees_what_is_agreed_to(fidesk: Fidesk) -> None:
    words = ("own_capital", "measure=tier1", "currency=CNY", "amount=8000亿")
    fidesk("li", "parameter", "set", *words)
    shown = fidesk("zhao", "approvals", "show", "BG-20261123-0001")
    assert "Table: own_capital" in shown
    assert "measure tier1 Net Tier 1 capital" in shown
    assert "currency CNY" in shown
    assert "amount 800,000,000,000.00" in shown


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
    assert "does not fit" in said
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


DEAL = ("--unit", "treasury", "--business")
SINGAPORE = f"borrowing_bank={YI_SINGAPORE}"
PARTIES = ("--party", f"issuing_bank={YI}", "--party", f"accepting_bank={BING}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_business_says_whom_it_charges(fidesk: Fidesk, language: str) -> None:
    rules = _answer(fidesk, "li", "charged")["rules"]
    assert len(rules) == 17
    said = fidesk("li", "charged", language=language)
    assert {"zh": "占用金额", "en": "Whose line"}[language] in said
    assert all(one[f"business_{language}"] != one["business"] for one in rules)


def test_the_bank_that_owes_is_charged(house: House, fidesk: Fidesk) -> None:
    def whom(*words: str) -> Any:
        return _answer(fidesk, "li", "charged", "--business", *words)["institution"]

    assert whom("forfaiting", *PARTIES[:2]) == YI
    assert whom("forfaiting", *PARTIES) == BING
    assert whom("confirmation", *PARTIES) == YI
    assert whom("overseas_agent_payment", "--party", f"instructing_bank={YI}") is None
    said = fidesk("li", "charged", "--business", "forfaiting", *PARTIES)
    assert f"takes Forfaiting and discount of Example C({BING}), the accepting, avalising" in said
    head_office = fidesk("li", "charged", "--business", "placement", "--party", SINGAPORE)
    assert f"of Example B({YI}), head office of" in head_office
    assert house.rows("SELECT 1 FROM entry WHERE kind = 'draw'") == []


def test_a_simulated_deal_takes_the_same_line(house: House, fidesk: Fidesk, tmp_path: Path) -> None:
    said = fidesk("li", "simulate", "5mn", *DEAL, "confirmation", *PARTIES)
    assert f"Yes: Example B({YI}) Trade finance USD 5,000,000.00" in said
    other = fidesk("li", "simulate", YI, "placement", "5mn", *DEAL, "bond", code=1)
    assert "under Bonds is taken; name that product" in other
    assert house.rows("SELECT 1 FROM entry WHERE kind IN ('reserve', 'draw')") == []
    listed = tmp_path / "deals.csv"
    listed.write_text("institution,product,amount\n", encoding="utf-8")
    refused = fidesk("li", "simulate", str(listed), *PARTIES, code=2)
    assert "--business and --party are for one deal" in refused


def test_a_deal_takes_the_line_that_its_business_says(house: House, fidesk: Fidesk) -> None:
    fidesk("li", "draw", "5mn", *DEAL, "confirmation", *PARTIES)
    fidesk("li", "reserve", "2mn", "USD", *DEAL, "placement", "--party", f"borrowing_bank={BING}")
    fidesk("li", "draw", YI, "placement", "1mn", *DEAL, "loan")
    taken = house.rows(
        "SELECT entry.kind, bic8, node.product_code, business_code, deal_amount_minor FROM entry "
        "JOIN node ON node.id = node_id JOIN institution ON institution.id = node.institution_id "
        "WHERE entry.kind IN ('draw', 'reserve') ORDER BY deal_amount_minor DESC"
    )
    assert taken == [
        ("draw", YI, "trade_finance", "confirmation", 5 * MILLION),
        ("reserve", BING, "placement", "placement", 2 * MILLION),
        ("draw", YI, "placement", "loan", 1 * MILLION),
    ]


@pytest.mark.parametrize(
    ("words", "sentence", "code"),
    [
        (("5mn", *DEAL, "barter", *PARTIES), "No rule says whom barter charges", 1),
        (("5mn", *DEAL, "bond", *PARTIES), "takes the line of issuer, and that bank is not", 1),
        (("5mn", *DEAL, "overseas_agent_payment", *PARTIES), "takes nobody's line", 1),
        (("5mn", *DEAL, "bond", "--party", "owner=X"), "There is no role owner", 1),
        (("5mn", *DEAL, "bond", "--party", YI), f"{YI} is not role=bank", 1),
        (("5mn", "--unit", "treasury", *PARTIES), "With --party name --business too", 2),
        ((YI, "placement", "5mn", *DEAL, "bond", *PARTIES), "amount and currency alone", 2),
        (("5mn",), "Name institution, product and amount", 2),
        ((YI, "placement", "5mn", *DEAL, "barter"), "No rule says whom barter charges", 1),
        ((YI, "placement", "5mn", *DEAL, "bond"), "under Bonds is taken; name that product", 1),
    ],
)
def test_a_deal_that_charges_nobody_is_not_booked(
    house: House, fidesk: Fidesk, words: tuple[str, ...], sentence: str, code: int
) -> None:
    assert sentence in fidesk("li", "draw", *words, code=code)
    assert house.rows("SELECT 1 FROM entry WHERE kind = 'draw'") == []


def test_caps_that_are_behind_their_parameters_are_said(house: House, fidesk: Fidesk) -> None:
    def behind() -> tuple[int, int]:
        shown = _answer(fidesk, "li", "regulation", "show")
        return len(shown["missing"]), len(shown["changed"])

    _set(house, fidesk, "regulation", "rule=large_exposure", "switched_on=yes")
    assert behind() == (0, 0)  # of what would it be a share?
    _set(house, fidesk, "own_capital", "measure=tier1", "currency=USD", "amount=200mn")
    assert behind() == (1, 0)
    assert "1 caps are missing, 0 would change" in fidesk("li", "regulation", "show")
    fidesk("li", "regulation", "apply")
    _agree(house)
    assert behind() == (0, 0)
    house.open(date(2026, 11, 24))
    later = ("--valid-from", "2026-11-24")
    _set(house, fidesk, "own_capital", "measure=tier1", "amount=300mn", *later)
    assert "0 caps are missing, 1 would change" in fidesk(
        "li", "regulation", "show", "--day", "2026-11-24"
    )
