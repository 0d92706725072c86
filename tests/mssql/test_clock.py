"""No clock opens a day that has not come, and a wrong one does no harm; on either database."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from addin.cli import run
from backend.contract import OutcomeCode
from backend.errors import InputError, OutageError
from backend.language import Language
from backend.services.days import MOST_DAYS_AHEAD, open_today
from backend.store.tables import ledger, reference
from tests.house import MILLION, House, ten_o_clock
from tests.mssql import houses

MONDAY = date(2026, 11, 23)
LAST = MONDAY + timedelta(days=45)  # a Thursday
NEXT_YEAR = date(2027, 11, 23)


def test_a_clock_that_runs_ahead_opens_nothing(house: House) -> None:
    before = houses.picture(house.engine)
    for ahead in (LAST + timedelta(days=1), NEXT_YEAR):
        house.clock.now = ten_o_clock(ahead)
        with pytest.raises(OutageError) as caught:
            house.draw(MILLION)
        assert caught.value.code == "date_jumps"
        assert houses.picture(house.engine) == before

    told = caught.value.sentence(Language.ENGLISH)
    for words in (str(NEXT_YEAR), str(MONDAY), "365 days", "at most 45", "--confirm-jump"):
        assert words in told
    house.clock.now = ten_o_clock(MONDAY)
    assert house.draw(MILLION).code is OutcomeCode.DONE


def test_six_weeks_in_which_nothing_ran_are_opened_in_order(house: House) -> None:
    house.clock.now = ten_o_clock(LAST)
    later: dict[str, Any] = {"value_date": LAST, "maturity_date": date(2027, 2, 26)}
    assert house.draw(MILLION, **later).code is OutcomeCode.DONE
    with house.engine.connect() as connection:
        opened = list(connection.scalars(select(ledger.business_day.c.day)))
    assert (len(opened), max(opened)) == (34, LAST)


def test_a_clock_set_back_does_no_harm(house: House) -> None:
    house.open(MONDAY + timedelta(days=28))
    house.clock.now = ten_o_clock(MONDAY)
    assert house.draw(MILLION).code is OutcomeCode.DONE
    assert house.today == MONDAY + timedelta(days=28)


def test_a_far_day_that_is_confirmed_is_opened(house: House) -> None:
    moment = ten_o_clock(NEXT_YEAR)
    with pytest.raises(InputError) as caught:
        open_today(house.engine, moment, "zhao", confirmed=date(2027, 11, 22))
    assert caught.value.code == "jump_is_another_day"
    assert house.today == MONDAY

    day, opened = open_today(house.engine, moment, "zhao", confirmed=NEXT_YEAR)
    assert (day, opened[0], opened[-1]) == (NEXT_YEAR, date(2026, 11, 24), NEXT_YEAR)
    with house.engine.connect() as connection:
        (said,) = connection.scalars(
            select(reference.setting.c.value).where(
                reference.setting.c.name == f"jump_to:{NEXT_YEAR}"
            )
        )
    assert json.loads(said)["by"] == "zhao"
    # What was confirmed is spent: the next far day needs its own word.
    house.clock.now = ten_o_clock(date(2028, 11, 23))
    with pytest.raises(OutageError):
        house.draw(MILLION)


def test_the_bank_sets_how_far_a_day_may_lie_ahead(house: House) -> None:
    with house.engine.begin() as connection:
        connection.execute(insert(reference.setting), [{"name": MOST_DAYS_AHEAD, "value": "10"}])
    house.clock.now = ten_o_clock(MONDAY + timedelta(days=11))
    with pytest.raises(OutageError) as caught:
        house.draw(MILLION)
    assert caught.value.parameters["most"] == 10
    house.clock.now = ten_o_clock(MONDAY + timedelta(days=10))
    assert house.draw(MILLION).code is OutcomeCode.DONE


def test_plain_sql_opens_no_far_day_either(house: House) -> None:
    def opening(day: date, moment: date) -> str:
        row = {"day": day, "opened_at": ten_o_clock(moment), "opened_by": "mallory"}
        return houses.refusal(house.engine, insert(ledger.business_day).values([row]))

    assert opening(LAST + timedelta(days=1), NEXT_YEAR) == "date_jumps"
    # Nor step by step in one act.
    assert opening(MONDAY + timedelta(days=40), NEXT_YEAR) == ""
    assert opening(MONDAY + timedelta(days=46), NEXT_YEAR) == "date_jumps"


def test_an_administrator_confirms_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--database", str(tmp_path / "desk.db"), "--language", "en", "--as"]
    monkeypatch.setenv("FIDESK_NOW", "2026-11-23T10:00:00+08:00")
    assert run([*at, "zhao_lei", "init"]) == 0
    monkeypatch.setenv("FIDESK_NOW", "2027-11-23T10:00:00+08:00")
    assert run([*at, "zhao_lei", "today"]) == 3
    assert "fidesk today --confirm-jump 2027-11-23" in capsys.readouterr().err
    assert run([*at, "li_ming", "today", "--confirm-jump", "2027-11-23"]) == 1
    assert run([*at, "zhao_lei", "today", "--confirm-jump", "2027-11-22"]) == 1
    assert run([*at, "zhao_lei", "today", "--confirm-jump", "2027-11-23"]) == 0
    assert "Business date 2027-11-23 is open" in capsys.readouterr().out
