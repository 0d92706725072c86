"""`fidesk evaluate`, as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from addin.cli import run
from tests.evaluation import desk
from tests.house import YI, House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = desk.ready(tmp_path)
    monkeypatch.setenv("FIDESK_DATABASE", str(house.path))
    monkeypatch.setenv("FIDESK_NOW", "2026-11-23T10:00:00+08:00")
    return house


def _say(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run([*words]) == code
    said = capsys.readouterr()
    return said.out + said.err


def test_every_step_is_said_in_both_languages(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    said = _say(capsys, "--as", "li", "--language", "en", "evaluate", YI, "--steps")
    assert "1. The model scores 83.00: grade 2" in said
    assert "5. Nothing overrides the grade" in said
    assert "bound by room of the group's line" in said
    said = _say(capsys, "--as", "li", "--language", "zh", "evaluate", YI, "--steps")
    assert "1. 模型得分 83.00,对应 2 级" in said
    assert "= 建议额度 30,000.00 万美元,最长 1095 天,受限于集团额度余量" in said


def test_all_that_have_a_full_year(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(_say(capsys, "--as", "li", "--json", "evaluate", "--all"))
    (own,) = said["evaluations"]
    assert (own["institution"], own["score"], own["grade"]) == (YI, "83.000000", 2)
    assert own["proposed_limit_usd"] == "300000000.00"
    assert own["steps"][0]["code"] == "model"
    said = json.loads(_say(capsys, "--as", "li", "--json", "evaluate", "--all", "--year", "2020"))
    assert said["evaluations"] == []


def test_a_second_person_confirms(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    english = ("--language", "en", "evaluate", YI)
    said = _say(capsys, "--as", "zhao", *english, "--confirm", code=1)
    assert "waits for its check" in said
    _say(capsys, "--as", "li", *english)
    assert "no permission" in _say(capsys, "--as", "li", *english, "--confirm", code=1)
    said = _say(capsys, "--as", "zhao", *english, "--confirm")
    assert said == "Confirmed: Example B, 2025, grade 2\n"
    assert house.rows("SELECT state, maker, checker FROM evaluation") == [
        ("confirmed", "li", "zhao")
    ]


def test_a_proposal_is_withdrawn(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    _say(capsys, "--as", "li", "evaluate", YI)
    said = _say(capsys, "--as", "zhao", "--language", "en", "evaluate", YI, "--withdraw")
    assert said == "Withdrawn: Example B, 2025\n"
    assert house.rows("SELECT state FROM evaluation") == [("withdrawn",)]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Name an institution"),
        ([YI, "--all"], 2, "Name an institution"),
        (["--all", "--confirm"], 2, "one institution at a time"),
        ([YI, "--year", "25"], 2, "--year does not take this value; known: 2000-2099"),
        ([YI, "--year", "2020"], 1, "no full-year statement"),
        (["nobody"], 1, "nobody"),
    ],
)
def test_what_is_refused_is_said(
    house: House, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    words = ["--as", "li", "--language", "en", "evaluate", *words]
    assert said in _say(capsys, *words, code=code)
    assert house.rows("SELECT * FROM evaluation") == []


def test_statements_are_imported_and_said(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "年报.csv"
    path.write_text(
        "bic8,period_end,months,currency,unit,consolidated,audited,standard,total_assets\n"
        f"{YI},2023-12-31,12,USD,1000,1,1,IFRS,5\n",
        encoding="utf-8",
    )
    words = ("--as", "li", "--language", "en", "import", "statements", str(path))
    assert "1 new, 0 standing; not our correspondents: -" in _say(capsys, *words)
    assert "0 new, 1 standing; not our correspondents: -" in _say(capsys, *words)
    path.write_text("CERT,REPDTE\n1,2\n", encoding="utf-8")
    assert "年报.csv, line 2, column REPDTE: “2” is not a date" in _say(capsys, *words, code=1)


PARAMETERS = "name,valid_from,value,amount,currency\n"


def test_the_bank_enters_its_own_figures(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A ceiling and a smaller Tier 1 bind from their day; nothing is overwritten."""
    path = tmp_path / "own.csv"
    lines = "evaluation.country_ceiling/JP,2026-11-01,4,,\n"
    lines += "evaluation.own_tier_1,2026-11-01,,1000000000.00,USD\n"
    path.write_text(PARAMETERS + lines, encoding="utf-8")
    words = ("--as", "li", "--language", "en", "import", "parameters", str(path))
    assert "Parameters: 2 new, 0 standing" in _say(capsys, *words)
    assert "Parameters: 0 new, 2 standing" in _say(capsys, *words)
    said = _say(capsys, "--as", "li", "--language", "en", "evaluate", YI, "--steps")
    assert "4. Country ceiling (Japan): at best grade 4, grade 2 → 4" in said
    assert "Proposed limit 2,000.00 x USD 10,000" in said  # 2% of a billion
    path.write_text(PARAMETERS + lines.replace(",4,", ",3,"), encoding="utf-8")
    assert "own.csv, line 2: another figure" in _say(capsys, *words, code=1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("evaluation.gold,2026-11-01,4,,", "is not a parameter of the evaluation"),
        ("evaluation.country_ceiling/XX,2026-11-01,4,,", "is not a parameter of the evaluation"),
        ("evaluation.country_ceiling/JP,2026-11-01,10,,", "is not a grade from 1 to 9"),
        ("evaluation.country_ceiling/JP,2026-11-01,2.5,,", "is not a grade from 1 to 9"),
        ("evaluation.stale_grade,2026-13-01,4,,", "is not a date"),
        ("evaluation.stale_grade,2026-11-01,,,", "is not a number"),
        ("evaluation.own_tier_1,2026-11-01,,5,XXX", "is not a currency"),
        ("evaluation.own_tier_1,2026-11-01,,0.001,USD", "is not an amount"),
        ("evaluation.own_tier_1,2026-11-01,,-5,USD", "is not an amount above zero"),
        ("evaluation.statement_months_most,2026-11-01,-15,,", "is not a number of zero or more"),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_place(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    path = tmp_path / "own.csv"
    good = "evaluation.stale_grade,2026-11-01,6,,\n"
    path.write_text(f"{PARAMETERS}{good}{line}\n", encoding="utf-8")
    before = house.value("SELECT count(*) FROM parameter")
    words = ("--as", "li", "--language", "en", "import", "parameters", str(path))
    answer = _say(capsys, *words, code=1)
    assert "own.csv, line 3, column" in answer
    assert said in answer
    assert house.value("SELECT count(*) FROM parameter") == before


def test_the_campaign_in_figures(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    for factor in desk.JUDGED:
        assert desk.judge(house, factor, 1, fiscal_year=2024).accepted
    _say(capsys, "--as", "li", "evaluate", YI, "--year", "2024")
    _say(capsys, "--as", "li", "evaluate", YI)
    said = json.loads(_say(capsys, "--as", "li", "--json", "evaluate", "--campaign"))
    figures = {name: said[name] for name in ("year", "received", "wanted", "scored", "approved")}
    assert figures == {"year": 2025, "received": 1, "wanted": 2, "scored": 1, "approved": 0}
    (moved,) = said["moved"]
    assert (moved["institution"], moved["grade"]) == (YI, 2)
    assert moved["grade_before"] > moved["grade"]
    said_zh = _say(capsys, "--as", "li", "--language", "zh", "evaluate", "--campaign")
    assert "2025 财年年审" in said_zh
    assert "1/2" in said_zh
    assert f"{moved['grade_before'] - 2:+d}" in said_zh
    _say(capsys, "--as", "li", "evaluate", YI, "--campaign", code=2)
