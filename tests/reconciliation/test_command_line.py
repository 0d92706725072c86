"""`fidesk reconcile`, as a clerk and a checker call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.desk import Desk
from tests.feeds.test_command_line import Call, call

__all__ = ["call"]


def _take(call: Call, folder: Path, *plants: str) -> None:
    planted = [word for one in plants for word in ("--plant", one)]
    assert call("sample", "-o", folder, *planted)[0] == 0
    assert call("import", "--day", folder)[0] == 0


def _answer(call: Call, *words: object) -> dict[str, Any]:
    code, said = call("--json", *words)
    assert code == 0, said
    found: dict[str, Any] = json.loads(said)
    return found


def test_a_comparison_is_said_in_tables(call: Call, tmp_path: Path) -> None:
    assert call("reconcile")[0] == 1  # nothing came yet
    _take(call, tmp_path / "day", "rate=EXMCJPJT", "matured=EXMFFRPP", "unmapped=EXMCJPJT")
    code, said = call("reconcile")
    assert code == 0
    for words in (
        "结转 0 + 新增 3 − 结清 0 = 结存 3",
        "到期未恢复",
        "汇率",
        "9900000001",
        "资金系统",
    ):
        assert words in said
    code, said = call("--language", "en", "reconcile", "--date", "2026-11-20")
    assert (code, "Nothing has changed since comparison DZ-20261120-001" in said) == (0, True)
    assert "Carried 0 + added 3 − cleared 0 = left 3" in said


def test_json_names_every_break_with_exact_amounts(call: Call, tmp_path: Path) -> None:
    _take(call, tmp_path / "day", "amount=EXMBDEFF")
    answer = _answer(call, "reconcile")
    (one,) = answer["breaks"]
    assert answer["new"] == [one["number"]]
    assert (one["class"], one["cause"], one["institution"]) == (
        "amount",
        "higher_there",
        "EXMBDEFF",
    )
    assert (one["currency"], one["ours"], one["theirs"]) == ("EUR", "20000000.00", "22000000.00")
    placement = answer["products"]["placement"]
    assert placement["ours_usd"] != placement["limit_system_usd"]
    assert placement["ours_at_treasury_usd"] == placement["treasury_usd"]


def test_what_the_ledger_can_do_is_booked_and_closed_by_the_next(
    call: Call, tmp_path: Path, desk: Desk
) -> None:
    _take(call, tmp_path / "day", "matured=EXMFFRPP", "ours_missing=EXMCJPJT", "unit=EXMDGB2L")
    numbers = {one["class"]: one["number"] for one in _answer(call, "reconcile")["breaks"]}
    books = ("matured_not_released", "ours_missing")
    code, said = call("reconcile", *(word for one in books for word in ("--apply", numbers[one])))
    assert (code, said.count("已记账")) == (0, 2)
    code, said = call("reconcile", "--apply", numbers["unit"])
    assert (code, numbers["unit"] in said) == (1, True)
    assert call("reconcile", "--apply", numbers["unit"], "--date", "2026-11-20")[0] == 1
    after = _answer(call, "reconcile")
    assert sorted(after["closed"]) == sorted(numbers[one] for one in books)
    assert after["left"] == 1
    assert desk.count("reconciliation") == 2


@pytest.mark.parametrize("login", ["li_ming", "zhang_wei"])
def test_who_checks_what_nobody_left_is_told_so(call: Call, tmp_path: Path, login: str) -> None:
    _take(call, tmp_path / "day", "rate=EXMCJPJT")
    (one,) = _answer(call, "reconcile")["breaks"]
    code, said = call("--as", login, "reconcile", "--confirm", one["number"])
    assert (code, one["number"] in said) == (1, True)
