"""A statement as it comes in, whoever typed or published it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class StatementFacts:
    """One statement of one institution, with its basis and its place in the source.

    `items` hold, by item code (`backend.evaluation.items`), amounts in minor units of `currency`
    and reported ratios scaled by 10**6. `months` is how long its flows run: 12 for a full year.
    """

    bic8: str
    period_end: date
    months: int
    currency: str
    items: Mapping[str, int]
    consolidated: bool = True
    audited: bool = False
    standard: str = "IFRS"
    source: str = "manual"
    source_file: str = ""
    source_line: int | None = None
    is_sample: bool = False


@dataclass(frozen=True)
class StatementsTaken:
    """How many statements were new, and how many stood already just so."""

    new: int
    standing: int
