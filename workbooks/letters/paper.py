"""A paper as both its forms are written from it: pages of blocks, blocks of rows, rows of cells.

Widths are shares of the line. Every text stands here; the writers add none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from backend.language import Language


class Look(StrEnum):
    """What a cell is, by which its style is chosen."""

    TEXT = "text"
    LABEL = "label"  # names what stands beside it
    NUMBER = "number"  # stands right
    HEAD = "head"  # over a column
    HEAD_RIGHT = "head_right"  # over a column of figures
    MORE = "more"  # says how much was left out


@dataclass(frozen=True)
class Cell:
    """A text; `span` columns wide."""

    text: str
    look: Look = Look.TEXT
    span: int = 1


Row = Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading with a table under it. `note` stands small beside the heading: units, dates.

    What does not fit is left out from the end, down to `least` rows, and `more` says how many of
    the `count` things are missing; a row names `per_row` of them. A cell has at most `most_lines`
    lines.
    """

    heading: str
    widths: Sequence[int]
    rows: Sequence[Row]
    count: int = 0
    per_row: int = 1
    note: str = ""
    head: Row = ()
    more: str = ""
    least: int = 1
    most_lines: int = 3

    def without_last(self) -> Block:
        """Return the block with one row less."""
        return replace(self, rows=self.rows[:-1])

    @property
    def hidden(self) -> int:
        """How many of its things it leaves out."""
        return max(0, self.count - len(self.rows) * self.per_row)

    @property
    def shown_rows(self) -> list[Row]:
        """Every row as it is written: the head, the rows, and how many were left out."""
        rows: list[Row] = [self.head] if self.head else []
        rows += self.rows
        if self.hidden:
            said = self.more.format(count=self.hidden, all=self.count)
            rows.append([Cell(said, Look.MORE, len(self.widths))])
        return rows


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Two pages. `footer` holds `{page}` and `{pages}`; `file_name` has no ending."""

    language: Language
    title: str
    subtitle: str
    footer: str
    file_name: str
    pages: tuple[Sequence[Block], Sequence[Block]]
    closing: str = ""
