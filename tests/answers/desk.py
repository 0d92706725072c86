"""`fidesk` on the small house of `tests.house`, as somebody calls it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from addin.cli import run
from tests.house import House


@dataclass(frozen=True)
class Said:
    """What a call said, and its exit code."""

    code: int
    output: str
    error: str

    @property
    def words(self) -> str:
        """All of it, in one line."""
        return " ".join((self.output + self.error).split())

    @property
    def answer(self) -> Any:
        """The answer to the machine."""
        return json.loads(self.output)


@dataclass
class Desk:
    """A house with lines, and its folder."""

    house: House
    capture: pytest.CaptureFixture[str]

    @property
    def folder(self) -> Path:
        """Where this test's files are."""
        return self.house.path.parent

    def run(self, *words: str, login: str = "li", language: str = "en") -> Said:
        """Call `fidesk`."""
        self.capture.readouterr()
        settings = ["--database", str(self.house.path), "--as", login, "--language", language]
        code = run([*settings, *words])
        said = self.capture.readouterr()
        return Said(code, said.out, said.err)

    def ask(self, *words: str, login: str = "li") -> Any:
        """Call `fidesk --json` and return its answer."""
        return self.run("--json", *words, login=login).answer

    def file(self, *lines: str, name: str = "deals.csv", encoding: str = "utf-8") -> str:
        """Write a file of these lines and return its place."""
        path = self.folder / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return str(path)
