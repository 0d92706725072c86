"""`fidesk propose`: which moves would meet what units demand, and asking for them."""

from __future__ import annotations

from datetime import date

import pytest

from backend.contract import Dimension
from tests.answers.desk import Desk
from tests.hands.orders import policy
from tests.house import MILLION, YI, House

TUESDAY = date(2026, 11, 24)
HEAD = "机构,产品,需求部门,币种,需求金额"


def demand(unit: str, amount: str, bank: str = YI, product: str = "placement") -> str:
    return f"{bank},{product},{unit},USD,{amount}"


def moves(answer: dict[str, object]) -> list[tuple[str, str, str]]:
    listed = answer["moves"]
    assert isinstance(listed, list)
    return [(one["from_unit"], one["to_unit"], one["amount_usd"]) for one in listed]


def rule(
    house: House, giver: str, taker: str, product: str, allowed: int, most: int | None
) -> None:
    with house.sqlite() as connection:
        connection.execute(
            "INSERT INTO lending_rule (giver_unit_code, taker_unit_code, product_code, valid_from,"
            " allowed, most_minor) VALUES (?, ?, ?, '2026-01-01', ?, ?)",
            (giver, taker, product, allowed, most),
        )


def test_one_lender_is_enough(desk: Desk) -> None:
    """资金部 has 40; 江苏 has 10 of its own and wants 35: nobody else could give 25 alone."""
    before = desk.house.rows("SELECT * FROM balance")
    said = desk.ask("propose", desk.file(HEAD, demand("江苏分行", "3500万")))
    assert moves(said) == [("treasury", "320000", "25000000.00")]
    assert said["proven"]
    (one,) = said["demands"]
    assert (one["met"], one["moved"]) == (True, True)
    assert desk.house.rows("SELECT * FROM balance") == before
    assert desk.house.value("SELECT count(*) FROM request") == 0


def test_two_demands_and_one_that_fits(desk: Desk) -> None:
    desk.house.draw(35 * MILLION)
    rows = (demand("trade", "5mn"), demand("treasury", "20mn"), demand("320000", "15mn"))
    said = desk.ask("propose", desk.file(HEAD, *rows))
    assert [(one["met"], one["moved"]) for one in said["demands"]] == [
        (True, False),
        (True, True),
        (True, True),
    ]
    assert len(said["moves"]) == 2
    assert sum(float(amount) for _from, _to, amount in moves(said)) == 20_000_000


def test_what_a_wider_node_keeps_out_no_move_can_meet(desk: Desk) -> None:
    desk.house.cap(Dimension.COUNTRY, 30 * MILLION, base=500 * MILLION)
    rows = (demand("320000", "25mn"), demand("320000", "10mn"))
    said = desk.ask("propose", desk.file(HEAD, *rows))
    first, second = said["demands"]
    assert first["met"]
    assert (second["met"], second["short_usd"]) == (False, "5000000.00")
    assert second["bound_by"]["node"] == "country:JP"
    assert moves(said) == [("treasury", "320000", "15000000.00")]


def test_what_nobody_can_give_is_named(desk: Desk) -> None:
    desk.house.draw(40 * MILLION)
    desk.house.draw(20 * MILLION, unit="trade")
    desk.house.draw(20 * MILLION, unit="overseas_branches")
    rule(desk.house, "domestic_branches", "", "", 0, None)
    said = desk.ask("propose", desk.file(HEAD, demand("trade", "12mn")))
    (one,) = said["demands"]
    assert (one["met"], one["short_usd"], said["moves"]) == (False, "2000000.00", [])
    assert one["bound_by"]["node"] == "unit:1/placement/trade"
    words = desk.run("propose", desk.file(HEAD, demand("trade", "12mn")), language="zh").words
    assert "不能满足 1 笔" in words


def test_a_line_that_is_not_there(desk: Desk) -> None:
    said = desk.ask("propose", desk.file(HEAD, demand("trade", "1mn", product="bonds")))
    assert said["demands"][0]["outcome"] == "no_line"


def test_who_may_not_give_is_not_asked(desk: Desk) -> None:
    path = desk.file(HEAD, demand("320000", "25mn"))
    rule(desk.house, "treasury", "", "", 0, None)
    said = desk.ask("propose", path)
    assert "treasury" not in {giver for giver, _taker, _amount in moves(said)}
    rule(desk.house, "treasury", "320000", "placement", 1, 4 * MILLION)
    rule(desk.house, "", "320000", "placement", 0, None)
    said = desk.ask("propose", path)
    assert not said["demands"][0]["met"]
    assert said["demands"][0]["short_usd"] == "11000000.00"


def test_the_moves_are_asked_for_and_agreed_as_ever(desk: Desk) -> None:
    path = desk.file(HEAD, demand("320000", "35mn"))
    words = ("propose", path, "--apply", "--until", "2026-11-27", "--purpose", "LC-779")
    said = desk.ask(*words)
    (number,) = [one["reference"] for one in said["applied"]]
    assert desk.house.rows(
        "SELECT kind, state, unit_code, lending_unit_code, amount_minor, last_date FROM request"
    ) == [("transfer", "awaiting_lender", "320000", "treasury", 25 * MILLION, "2026-11-27")]
    again = desk.ask(*words)
    assert [one["outcome"] for one in again["applied"]] == ["exists"]
    assert desk.house.value("SELECT count(*) FROM request") == 1
    assert desk.house.consent(number, "qian").accepted
    assert desk.house.grant(number, 25 * MILLION, login="wang").accepted
    assert desk.house.check(number).accepted
    assert desk.ask("simulate", path, "--maturity", "1M")["fit"] == 1
    assert desk.house.room("unit:320000", date(2026, 11, 28)) < 35 * MILLION


def test_a_submission_of_permanent_moves(desk: Desk) -> None:
    desk.house.draw(35 * MILLION)
    rows = (demand("treasury", "20mn"), demand("320000", "15mn"))
    path = desk.file(HEAD, *rows)
    said = desk.ask("propose", path, "--apply", "--permanent", "--purpose", "季度调整")
    assert all(one["accepted"] for one in said["applied"])
    assert len(said["applied"]) == 2
    assert desk.ask("propose", path)["moves"] == []
    assert desk.house.value("SELECT count(*) FROM submission") == 1


def test_nothing_to_move(desk: Desk) -> None:
    words = ("--apply", "--permanent", "--purpose", "x")
    said = desk.run("propose", desk.file(HEAD, demand("treasury", "1mn")), *words)
    assert said.code == 0
    assert "There is nothing to move" in said.words


def test_a_bad_line_is_named_and_the_others_go_on(desk: Desk) -> None:
    path = desk.file(HEAD, demand("nowhere", "1mn"), demand("320000", "35mn"))
    said = desk.run("propose", path)
    assert said.code == 1
    assert 'deals.csv, line 2, column "Unit"' in said.words
    assert "1 could not be read; 1 moves, 2,500.00 x USD 10,000" in said.words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--apply", "--permanent"), "propose_purpose"),
        (("--apply", "--purpose", "x"), "propose_until"),
    ],
)
def test_what_applying_needs(desk: Desk, words: tuple[str, ...], code: str) -> None:
    path = desk.file(HEAD, demand("320000", "35mn"))
    assert desk.ask("propose", path, *words)["error"] == code


def test_moves_that_take_two_hands_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    policy(desk.house, "reallocate", 0, 2, TUESDAY)
    desk.house.open(TUESDAY)
    monkeypatch.setenv("FIDESK_NOW", f"{TUESDAY}T10:00:00+08:00")
    path = desk.file(HEAD, demand("320000", "35mn"))
    words = ("propose", path, "--apply", "--permanent", "--purpose", "季度调整")
    said = desk.run(*words)
    assert said.code == 0
    assert "nothing moves before further hands agree" in said.words
    assert desk.house.room("unit:320000") == 10 * MILLION
