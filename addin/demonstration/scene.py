"""The stage of the demonstration: a house at a fixed moment, and commands as people type them."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from addin.cli import run
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.language import Language

#: The moment of the demonstration: Monday 2026-11-23, ten o'clock in Shanghai.
MOMENT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass
class Scene:
    """Where it plays, and what has come of it so far.

    `files` are those to open; `counts` go into the closing table; `faults` are commands that did
    not end as they should.
    """

    terminal: Terminal
    founded: House
    output: Path
    files: list[Path] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def house(self, login: str = "") -> House:
        """Return the house as `login` enters it; as its founder when nobody is named."""
        settings = replace(self.founded.settings, login=login or self.founded.login)
        return replace(self.founded, settings=settings)

    def chapter(self, name: str) -> None:
        """Say what comes now."""
        self.terminal.say(f"demo.{name}")

    def act(self, login: str, *words: str, ends: int = 0, language: Language | None = None) -> None:
        """Carry out a command as `login` would type it, and show both; it must end with `ends`."""
        spoken = (language or self.terminal.language).value
        switch = ["--language", spoken] if language else []
        shown = shlex.join(["fidesk", "--as", login, *switch, *words])
        self.terminal.line(f"$ {shown}")
        settings = [
            "--database",
            self.founded.settings.database,
            "--as",
            login,
            "--language",
            spoken,
        ]
        with self._quiet():
            code = run([*settings, *words])
        if code != ends:
            self.faults.append(f"{shown}: {code}")

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[None]:
        """Keep the commands' words back where one object of JSON is all that was asked for."""
        if not self.terminal.as_json:
            yield
            return
        unheard = io.StringIO()
        with contextlib.redirect_stdout(unheard), contextlib.redirect_stderr(unheard):
            yield

    def name(self, key: str) -> Path:
        """Return the path of a file of the demonstration; `key` is beneath `demo.`."""
        return self.output / self.terminal.text(f"demo.{key}")

    def folder(self, name: str) -> Path:
        """Return a folder of the demonstration, made when it is missing."""
        folder = self.output / name
        folder.mkdir(exist_ok=True)
        return folder

    def pull(self, login: str, book: str, *words: str) -> list[Path]:
        """Pull a book in both languages, this terminal's first; return their paths."""
        other = [one for one in Language if one is not self.terminal.language]
        paths = []
        for language in (self.terminal.language, *other):
            path = self.name(f"{book}_{language.value}")
            self.act(login, "pull", book, "-o", str(path), *words, language=language)
            paths.append(path)
        self.keep(*paths)
        return paths

    def keep(self, *paths: Path) -> None:
        """List files among those to open."""
        for path in paths:
            if path.is_file() and path not in self.files:
                self.files.append(path)


@contextlib.contextmanager
def standing_clock() -> Iterator[None]:
    """Let every command of this process see the demonstration's moment."""
    before = os.environ.get("FIDESK_NOW")
    os.environ["FIDESK_NOW"] = MOMENT.isoformat()
    try:
        yield
    finally:
        if before is None:
            del os.environ["FIDESK_NOW"]
        else:
            os.environ["FIDESK_NOW"] = before
