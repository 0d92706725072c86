"""The commands of feeds and events, as a clerk calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from addin.cli import run
from tests.feeds.desk import Desk

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Give a shell at the desk: words in, exit code and what was said out."""
    monkeypatch.setenv("FIDESK_DATABASE", str(desk.path))
    monkeypatch.setenv("FIDESK_NOW", "2026-11-23T10:00:00+08:00")
    monkeypatch.setenv("FIDESK_USER", "li_ming")
    monkeypatch.setenv("FIDESK_LANGUAGE", "zh")

    def spoken(*words: object) -> tuple[int, str]:
        capsys.readouterr()
        code = run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return spoken


def _answer(call: Call, *words: object) -> dict[str, Any]:
    code, said = call("--json", *words)
    assert code == 0, said
    found: dict[str, Any] = json.loads(said)
    return found


def test_a_folder_of_layouts_that_is_not_there_is_said(call: Call, tmp_path: Path) -> None:
    """What is shipped must not quietly take the place of the bank's own."""
    assert call("sample", "-o", tmp_path / "day")[0] == 0
    words = ("import", "--day", tmp_path / "day", "--layouts", tmp_path / "absent")
    code, said = call(*words)
    assert (code, f"找不到文件夹 {tmp_path / 'absent'}" in said) == (1, True)


def test_a_morning(call: Call, tmp_path: Path) -> None:
    day = tmp_path / "day"
    code, said = call(
        "sample", "-o", day, "--plant", "told=EXMDGB2L", "--plant", "unmapped=EXMAUS33"
    )
    assert (code, said.count("已生成")) == (0, 3)
    code, said = call("import", "--day", day)
    assert code == 0
    assert "资金系统交易 2026-11-20" in said
    assert "主动超限(未经批准)" in said
    assert "待映射:9900000001" in said
    code, said = call("import", "treasury_deals", day / "TRS_DEAL_20261120.txt")
    assert (code, "未作任何改动" in said) == (0, True)
    feeds = _answer(call, "feeds")["feeds"]
    assert [(one["came"], one["waiting"]) for one in feeds] == [(True, 1), (True, 1), (True, 0)]
    assert [one["came"] for one in _answer(call, "feeds", "--date", "2026-11-19")["feeds"]] == [
        False,
        False,
        False,
    ]
    waiting = _answer(call, "identify")["unmapped"]
    assert {one["foreign_id"] for one in waiting} == {"9900000001"}
    assert call("identify", "limit_system", "9900000001", "EXMAUS33")[0] == 0
    assert _answer(call, "identify") == {"unmapped": []}


def test_a_wrong_file_in_both_languages(call: Call, desk: Desk) -> None:
    path = desk.deals({})
    path.write_bytes(path.read_bytes().replace(b"20261221", b"20261232"))
    code, said = call("import", "treasury_deals", path)
    assert code == 1
    assert "整份未入库" in said
    assert "第 2 行第 155 字节" in said
    code, said = call("--language", "en", "import", "treasury_deals", path)
    assert "Line 2, byte 155" in said
    assert (
        json.loads(call("--json", "import", "treasury_deals", path)[1])["error"] == "feed_refused"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import"], "--day"),
        (["import", "treasury_deals"], "--day"),
        (["import", "treasury_deals", "absent.txt"], "absent.txt"),
        (["import", "nonsense", "absent.txt"], "nonsense"),
        (["import", "--day", "absent"], "absent"),
        (["sample", "--plant", "nonsense"], "nonsense"),
        (["identify", "treasury"], "fidesk identify"),
        (["event", "nonsense", "EXMBDEFF"], "nonsense"),
        (["event", "default", "EXMBDEFF", "--at", "yesterday"], "yesterday"),
        (["export", "risk", "--again", "2026-11-20"], "2026-11-20"),
    ],
)
def test_what_is_refused_names_what_was_given(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path / "files")
    code, answer = call(*words)
    assert code == 1
    assert said in answer
    assert "Traceback" not in answer


def test_an_afternoon(call: Call, tmp_path: Path) -> None:
    rating = ("--agency", "moodys", "--to", "Baa2", "--outlook", "negative")
    told = ("--zh", "长期评级下调一级", "--source", "穆迪公告", "--scope", "group", "--urgent")
    code, said = call("event", "rating", "EXMBDEFF", *rating, *told)
    assert (code, "SJ-20261123-001" in said) == (0, True)
    code, said = call("event", "rating", "EXMBDEFF", "--agency", "moodys", "--to", "BBB", *told)
    assert (code, "该机构自己的级别" in said) == (1, True)
    code, said = call("event", "country", "JP", "--zh", "地震", "--source", "新闻")
    assert code == 0
    code, said = call("event")
    assert "长期评级下调一级" in said
    assert "日本" in said or "JP" in said
    assert "已写出" in call("export", "risk", "--urgent", "-o", tmp_path / "out")[1]
    assert "没有尚未报送" in call("export", "risk", "--urgent", "-o", tmp_path / "out")[1]
    assert _answer(call, "event")["events"][0]["sent_at"] is None  # the country's
    code, said = call("event", "close", "SJ-20261123-001")
    assert (code, "已关闭" in said) == (0, True)
    files = _answer(call, "export", "risk", "-o", tmp_path / "out")["files"]
    assert [one["rows"] for one in files] == [2]  # the closing, and the country's event
