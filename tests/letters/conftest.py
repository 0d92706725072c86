"""A house with one invented bank whose chairman comes, and the calls of `fidesk` on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from addin.cli import run
from tests import house
from tests.house import YI, House
from tests.letters.furniture import furnish

#: A figure of ours that occurs nowhere else: 313.13 million dollars, 3.13 亿美元.
LINE_MINOR = 313_130_000_00
VISITORS = ("Dr. Anna Muster, Chairwoman", "李华,首席代表")


@dataclass
class Secretary:
    """Somebody who makes papers: each call writes into its own folder."""

    house: House
    folder: Path
    capture: pytest.CaptureFixture[str]

    def call(self, *words: str, login: str = "li", language: str = "zh") -> tuple[int, str]:
        """Call `fidesk`; return its exit code and everything that it said."""
        database = ["--database", str(self.house.path), "--as", login, "--language", language]
        self.capture.readouterr()
        code = run([*database, *words])
        said = self.capture.readouterr()
        return code, said.out + said.err

    def answer(self, *words: str, **options: str) -> Any:
        """Call `fidesk --json` and return its answer."""
        _code, said = self.call("--json", *words, **options)
        return json.loads(said)

    def papers(self, *words: str, bank: str = YI) -> dict[str, Path]:
        """Write papers for two visitors; return the files as `zh.docx`, `en.pdf` and so on."""
        visitors = [word for one in VISITORS for word in ("--visitor", one)]
        answer = self.answer("brief", bank, *visitors, *words, "-o", str(self.folder))
        return {
            f"{paper['language']}{Path(file).suffix}": Path(file)
            for paper in answer["papers"]
            for file in paper["files"]
        }


@pytest.fixture
def sit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[House], Secretary]:
    """Sit down at a house, on its Monday at ten."""
    monkeypatch.setenv("FIDESK_NOW", "2026-11-23T10:00:00+08:00")
    for name in ("FIDESK_DATABASE", "FIDESK_USER", "FIDESK_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    return lambda given: Secretary(given, tmp_path / "papers", capsys)


@pytest.fixture
def secretary(tmp_path: Path, sit: Callable[[House], Secretary]) -> Secretary:
    """Sit where 示例银行乙 has everything that a paper may say."""
    built = house.with_lines(tmp_path)
    built.approve(LINE_MINOR, base=200 * house.MILLION, product="")
    furnish(built.engine, house.IDS[house.YI])
    return sit(built)
