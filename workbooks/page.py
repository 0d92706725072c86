"""A register on its sheet: whose rows they are, and where its table stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbooks.frame import COUNTS_ROW, Desk
from workbooks.sheets.declaration import Register, Tile

Row = TypeVar("Row")
#: A strip of figures takes a row of labels and a row of figures.
STRIP_ROWS = 2


@dataclass(frozen=True)
class Page(Generic[Row]):
    """What everything that writes one register shares. `ordered` are its rows as they stand."""

    desk: Desk
    worksheet: Worksheet
    register: Register[Row]
    ordered: Sequence[Row]
    strips: Sequence[Sequence[Tile]] = ()
    dressed: dict[tuple[int, bool, bool, bool], Format] = field(default_factory=dict)

    @cached_property
    def parts(self) -> Sequence[str]:
        """What the totals are parted by: every word of that column, in their order."""
        column = self.register.by_identifier.get(self.register.parted_by)
        if column is None:
            return ()
        shown = {column.shown(row, self.desk.words) for row in self.ordered}
        return sorted(str(one) for one in shown if one is not None)

    @property
    def parts_row(self) -> int:
        """The row of the first part's totals, where there are any."""
        return COUNTS_ROW + 1 + STRIP_ROWS * len(self.strips)

    @property
    def totals_row(self) -> int:
        """The row of totals, where there are any."""
        return self.parts_row + len(self.parts)

    @property
    def other_row(self) -> int:
        """The row of labels in the other language."""
        return self.totals_row + bool(self.register.totals)

    @property
    def header_row(self) -> int:
        """The row of the table's header."""
        return self.other_row + 1

    @property
    def first_row(self) -> int:
        """The first row of the table's body."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last row of the table, blank ones counted."""
        return self.first_row + max(1, len(self.ordered) + self.register.blank_rows) - 1
