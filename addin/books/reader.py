"""How a book's contents are asked for, and how its older cells are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from backend.bootstrap import House
from backend.contract import Finding
from backend.language import Language
from backend.queries.rows import Bases, Versions
from workbooks.book import BookKind
from workbooks.contents import Contents
from workbooks.grid import ReadBook


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who asks for a book and when: `day` is the business date of the moment."""

    day: date
    moment: datetime
    login: str
    language: Language
    scope: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads one kind of book.

    `contents` is called in one reading snapshot. `bases` returns the cells of rows at the versions
    that a workbook carries, asked for in the same way. `scopes` are the names that a scope may
    hold. `beside` looks at what a workbook holds besides its registers, and takes it when told to;
    it returns what is wrong with it, or what became of it.
    """

    kind: BookKind
    contents: Callable[[Connection, Asked], Contents]
    bases: Callable[[Connection, Asked, Versions], Bases]
    scopes: tuple[str, ...] = ()
    beside: Callable[[House, ReadBook, bool], Sequence[Finding]] | None = None
