"""`fidesk reciprocity` and `fidesk import branch_return`, as people call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from addin.cli import run
from tests.house import BING, YI, House
from tests.reciprocity.facts import dealing, take


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIDESK_NOW", "2026-11-23T10:00:00+08:00")


def call(house: House, *words: str, login: str = "li") -> int:
    return run(["--database", str(house.path), "--as", login, *words])


def answer(house: House, capture: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    call(house, "--json", *words)
    found: dict[str, Any] = json.loads(capture.readouterr().out)
    return found


def test_the_year_lowest_first(dealt: House, capsys: pytest.CaptureFixture[str]) -> None:
    take(dealt, dealing(500_00))
    said = answer(dealt, capsys, "reciprocity")
    assert [one["institution"] for one in said["institutions"]] == [BING, YI]
    # 1,234,567.89 dollars and 98,765,432 yen at 0.006512345678.
    assert said["institutions"][0]["inward_usd"] == "1877762.52"
    assert said["total"]["inward_usd"] == "1878262.52"
    assert said["months"] == 10


def test_one_correspondent_with_its_products(
    dealt: House, capsys: pytest.CaptureFixture[str]
) -> None:
    said = answer(dealt, capsys, "reciprocity", "示例银行丙")
    assert {(one["product"], one["direction"]) for one in said["products"]} == {
        ("remittance", "in"),
        ("credit_advised", "in"),
        ("remittance", "out"),
        ("placement", "mutual"),
    }
    assert call(dealt, "--language", "zh", "reciprocity", BING) == 0
    shown = capsys.readouterr().out
    assert "平衡指数" in shown
    assert "资金交易" in shown


def test_nothing_to_show_is_said(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(house, "--language", "zh", "reciprocity", YI) == 1
    assert "没有往来" in capsys.readouterr().err


def test_a_country_and_another_year(dealt: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(dealt, capsys, "reciprocity", "--country", "德国")["institutions"] == []
    assert len(answer(dealt, capsys, "reciprocity", "--country", "JP")["institutions"]) == 2
    last = answer(dealt, capsys, "reciprocity", "--year", "2025")
    assert (last["months"], last["total"]["outward_usd"]) == (12, "1000000.01")
    assert call(dealt, "reciprocity", "--country", "Atlantis") == 1


def test_a_year_before_any_parameter_is_refused_in_a_sentence(
    dealt: House, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = answer(dealt, capsys, "reciprocity", "--year", "2001")
    assert refused["error"] == "no_reciprocity_parameters"


def test_a_group_comes_together(dealt: House, capsys: pytest.CaptureFixture[str]) -> None:
    take(dealt, dealing(500_00))
    (group,) = answer(dealt, capsys, "reciprocity", "--by-group")["groups"]
    assert (group["group"], sorted(group["members"])) == ("example", sorted([BING, YI]))
    assert group["inward_usd"] == "1878262.52"
    assert call(dealt, "--language", "zh", "reciprocity", "--by-group") == 0
    assert "示例集团" in capsys.readouterr().out


def test_whom_to_send_business_to(dealt: House, capsys: pytest.CaptureFixture[str]) -> None:
    dealt.approve(200_000_000_00, product="")
    said = answer(dealt, capsys, "reciprocity", "--steer", "汇款", "--country", "日本")
    first, second = said["correspondents"]
    assert (first["institution"], first["available_usd"]) == (YI, "200000000.00")
    assert (second["institution"], second["available_usd"]) == (BING, None), "it has no line"
    assert second["sent_usd"] != "0.00"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--steer", "汇款"), "steer_needs_country"),
        (("--steer", "同业拆借", "--country", "JP"), "unknown_dealing_product"),
    ],
)
def test_a_steering_list_needs_a_country_and_a_product_with_a_direction(
    dealt: House, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    assert answer(dealt, capsys, "reciprocity", *words)["error"] == code


def test_a_branch_return_comes_in_by_import(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "return.csv"
    head = "分行,月份,BIC,方向,产品,币种,笔数,金额(原币),收费(人民币)"
    path.write_text(f"{head}\n320000,2026-10,{YI},来委,汇款,USD,1,100,\n", encoding="utf-8")
    assert call(house, "--language", "zh", "import", "branch_return", str(path)) == 0
    assert "新报 1" in capsys.readouterr().out
    assert call(house, "import", "branch_return", str(path), login="reader") == 1
    assert house.value("SELECT count(*) FROM dealing") == 1
