"""What the benchmarks measured, kept in docs/benchmarks.md: each writes its own section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

PAPER = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_SECTION = re.compile(r"(?ms)^## (?P<name>P\d) .*?(?=^## |\Z)")


@dataclass(frozen=True)
class Times:
    """How long the same act took, run by run, in seconds: by the clock, and at work itself."""

    seconds: Sequence[float]
    at_work: Sequence[float]

    @property
    def usual(self) -> float:
        """The median by the clock, in seconds."""
        return median(self.seconds)

    @property
    def work(self) -> float:
        """The median of what the processor worked for it, in seconds."""
        return median(self.at_work)

    def __str__(self) -> str:
        """Say the median and between what half of the runs lie, in milliseconds."""
        lower, _middle, upper = quantiles(self.seconds, n=4)
        return f"{self.usual * 1000:.2f} ms ({lower * 1000:.2f} to {upper * 1000:.2f})"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table, its numbers to the right."""
    marks = ["---", *("---:" for _ in header[1:])]
    lines = [header, marks, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write_section(name: str, title: str, body: str) -> None:
    """Put what was measured in the place of what was measured before."""
    standing = PAPER.read_text(encoding="utf-8")
    sections = {found["name"]: found[0] for found in _SECTION.finditer(standing)}
    head = standing[: min((found.start() for found in _SECTION.finditer(standing)), default=None)]
    sections[name] = f"## {name} {title}\n\n{body.rstrip()}\n\n"
    text = head.rstrip() + "\n\n" + "".join(sections[one] for one in sorted(sections))
    PAPER.write_text(text.rstrip() + "\n", encoding="utf-8")
    print(f"\n{name} {title}\n{body}")  # noqa: T201 - a benchmark prints
