"""What a book shows: the rows of its registers and everything that their words need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.queries.rows import Lookups, Pull


@dataclass(frozen=True, kw_only=True)
class Contents:
    """One reading of a book. `rows` are keyed by the register's identifier.

    `scope` says which part of the bank's data was asked for (`{"year": "2026"}`): the workbook
    carries it, so that a check reads the same part again. `scope_text` says it to people. `more`
    is whatever else a book's forms and strips show.
    """

    pull: Pull
    lookups: Lookups
    rows: Mapping[str, Sequence[Any]]
    scope: Mapping[str, str] = field(default_factory=dict)
    scope_text: str = ""
    more: Any = None
