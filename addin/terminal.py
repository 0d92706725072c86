"""The terminal: sentences, tables, progress bars, or JSON; in the user's language."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from backend.contract.progress import Progress as Moved
from backend.language import Language, text

_WIDTH = 140


class Terminal:
    """Where a command speaks. With `as_json` it says one object at the end and nothing else."""

    def __init__(self, language: Language, *, as_json: bool = False) -> None:
        self.language = language
        self.as_json = as_json
        self.console = Console(highlight=False, soft_wrap=True)
        if not self.console.is_terminal:  # a file or a pipe is as wide as a table needs
            self.console = Console(highlight=False, soft_wrap=True, width=_WIDTH)

    def text(self, key: str, **parameters: object) -> str:
        """Return a text of the glossary in the user's language."""
        return text(key, self.language, **parameters)

    def name(self, chinese: str, english: str) -> str:
        """Return the name in the user's language, whichever there is."""
        return (chinese or english) if self.language is Language.CHINESE else (english or chinese)

    def say(self, key: str, **parameters: object) -> None:
        """Say one sentence."""
        self.line(self.text(key, **parameters))

    def line(self, words: str) -> None:
        """Say words that are in the user's language already."""
        if not self.as_json:
            self.console.print(words, markup=False)

    def table(
        self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0
    ) -> None:
        """Show a table; the last `numbers` columns hold figures and stand right."""
        if self.as_json:
            return
        table = Table(title=Text(title) if title else None, title_justify="left")
        for position, column in enumerate(columns):
            right = position >= len(columns) - numbers
            table.add_column(
                column, justify="right" if right else "left", overflow="fold", no_wrap=right
            )
        for row in rows:
            table.add_row(*map(Text, row))  # what people typed is no markup
        self.console.print(table, soft_wrap=False)

    def answer(self, content: Mapping[str, Any]) -> None:
        """Say the machine's answer, when that is what was asked for."""
        if self.as_json:
            sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")

    @contextmanager
    def progress(self) -> Iterator[Moved]:
        """Give a function that moves one bar per named step: (step, done, total)."""
        if self.as_json:
            yield lambda _step, _done, _total: None
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console) as bars:
            tasks: dict[str, Any] = {}

            def move(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = bars.add_task(self.text(f"step.{step}"), total=total)
                bars.update(tasks[step], completed=done, total=total)

            yield move
