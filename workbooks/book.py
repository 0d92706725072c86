"""What a book is: declared once, then built, read back, compared and sent like every other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.contract import Command
from backend.queries.rows import Lookups
from workbooks.contents import Contents
from workbooks.frame import Desk
from workbooks.sheets.declaration import Register
from workbooks.typed import EditedRow, NewRow

#: Writes sheets of a book that are no registers, among the registers' own.
Write = Callable[[Desk, Contents], None]


def _nothing(_desk: Desk, _contents: Contents) -> None:
    pass


def _as_they_come(_lookups: Lookups) -> Callable[[Command], int]:
    return lambda _command: 0


@dataclass(frozen=True, kw_only=True)
class Orders:
    """What is ordered by what a person typed into a register.

    `edited` turns the edits of one row into commands, `new` a new row into one (without it the
    register takes no new rows). Both note what is wrong and then return nothing. `closed` is the
    finding of an edit in a cell that this row does not open.
    """

    edited: Callable[[EditedRow], Sequence[Command]]
    new: Callable[[NewRow], Command | None] | None = None
    closed: str = "not_editable"


@dataclass(frozen=True, kw_only=True)
class BookKind:
    """A kind of book. Its `identifier` stands in the hidden sheet of every workbook of it.

    `title` is a glossary key. `orders` are keyed by the register's identifier; a register without
    any is read only. `before` and `after` write what is no register, before the registers' sheets
    and after them; `lists` names the lists that those offer. `phase` orders the commands of one
    submission: lower ones are carried out first. With `rows_alone` what is wrong with one row holds
    up no other.
    """

    identifier: str
    title: str
    registers: Callable[[Lookups], Sequence[Register[Any]]]
    orders: Mapping[str, Orders] = field(default_factory=dict)
    before: Write = _nothing
    after: Write = _nothing
    lists: Sequence[str] = ()
    phase: Callable[[Lookups], Callable[[Command], int]] = _as_they_come
    rows_alone: bool = False
