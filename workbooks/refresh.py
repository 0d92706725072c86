"""What a refresh puts where: today's values into our columns, nothing over what its user typed.

Rows stay in the user's order. A cell that the user changed and has not sent stays as it is; a cell
that is not theirs to change shows today's value again. Rows that are new in the database fill the
table's blank rows, then follow beneath it; rows that are gone stay and say so.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from backend.language import both
from workbooks.edits import Notes, Paired
from workbooks.grid import ReadRow
from workbooks.kept import Kept, RowPlace
from workbooks.names import Names
from workbooks.puts import put_of
from workbooks.readonly import untouched
from workbooks.rows import Sorted, sort_rows
from workbooks.sheets.declaration import Column
from workbooks.sheets.words import Words
from workbooks.surgery import Put

STATUS, VERSION, KEY = "status", "version", "key"


@dataclass
class SheetPlan:
    """What is put into one sheet; `puts` by row and column number, both from 1.

    `restored` are the cells that were not their user's to change, `discarded` those whose edit is
    given up, `gone` the rows that the database no longer holds; `arriving` are rows of the database
    that the sheet does not show yet, and `free` the rows that wait for them.
    """

    puts: dict[int, dict[int, Put]] = field(default_factory=dict)
    restored: list[str] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    arriving: list[Any] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    changed: int = 0

    def put(self, row: int, column: int, put: Put) -> None:
        """Put a value into a cell."""
        self.puts.setdefault(row, {})[column] = put


@dataclass(frozen=True)
class Plan:
    """How sheets are brought up to date: what stays, the words, and which day is the first.

    `only` are the rows to look at; without any, all.
    """

    kept: Kept
    words: Words
    later_days: bool = False
    only: AbstractSet[RowPlace] | None = None

    @cached_property
    def names(self) -> Names:
        """The names that the book knows."""
        return Names(self.words.lookups)

    def sheet(self, paired: Paired) -> SheetPlan:
        """Return what is put into one sheet."""
        found = SheetPlan()
        rows = sort_rows(paired, Notes())
        identifier = paired.register.identifier
        for row, now_row in rows.known:
            place = (identifier, row.number)
            if place not in self.kept.rows and (self.only is None or place in self.only):
                _KnownRow(self, found, paired, row, now_row).put()
        for row in self._given_up(paired, rows):
            _blank(found, paired, row, given_up=(identifier, row.number) not in self.kept.sent)
        if self.only is None:
            found.gone += [row.number for row in rows.gone]
            found.free += [row.number for row in paired.read.rows if _free(found, paired, row)]
            shown = {paired.read.text(row, KEY) for row in paired.read}
            waiting = [row for key, row in paired.now.items() if key not in shown]
            found.arriving += sorted(
                waiting, key=lambda row: paired.register.order(row, self.words)
            )
        return found

    def _given_up(self, paired: Paired, rows: Sorted) -> list[ReadRow]:
        """Return the rows without key that are blanked: sent already, or given up."""
        identifier, read = paired.register.identifier, paired.read
        blanked = []
        for row in read:
            if read.text(row, KEY) or (self.only and (identifier, row.number) not in self.only):
                continue
            saved = (identifier, row.number) in self.kept.sent or (
                row not in rows.new and read.text(row, STATUS) in both("status.saved")
            )
            if saved or (self.kept.nothing and row in rows.new):
                blanked.append(row)
        return blanked


@dataclass(frozen=True)
class _KnownRow:
    """One row that the database knows, cell by cell."""

    plan: Plan
    found: SheetPlan
    paired: Paired
    row: ReadRow
    now_row: Any

    def put(self) -> None:
        """Put today's values where nothing of the user's stands."""
        for column in self.paired.register.columns:
            number = self.paired.read.columns.get(column.identifier, 0)
            if number and column.companion:
                self._companion(column, number)
            elif number and column.identifier != STATUS:
                self._cell(column, number)

    @property
    def place(self) -> RowPlace:
        """Where the row stands."""
        return (self.paired.register.identifier, self.row.number)

    def _companion(self, column: Column[Any], number: int) -> None:
        """Blank a reason or a date once it was said with an edit, or with an edit given up."""
        kept = self.plan.kept
        saved = self.paired.read.text(self.row, STATUS) in both("status.saved")
        said = (saved or self.place in kept.sent) and self.place not in kept.rows_with_cells
        cell = self.paired.read.cell(self.row, column.identifier)
        if (said or kept.nothing) and not cell.blank:
            self.found.put(self.row.number, number, Put())
            if kept.nothing:
                self.found.discarded.append(cell.address)

    def _cell(self, column: Column[Any], number: int) -> None:
        kept, words = self.plan.kept, self.plan.words
        if (*self.place, column.identifier) in kept.cells:
            return
        if self.place in kept.versions and (column.identifier == VERSION or column.may_be_edited):
            # Whatever differs from the version that stays would count as typed.
            return
        shown = column.shown(self.now_row, words)
        cell = self.paired.read.cell(self.row, column.identifier)
        native = column.identifier in self.paired.register.formulas
        if native == cell.formula and untouched(cell.value, shown, column, self.plan.names):
            return
        version_moved = self.paired.read.text(self.row, VERSION) != self.paired.register.version(
            self.now_row
        )
        if column.identifier != VERSION:
            if column.stable or cell.formula != native:
                self.found.restored.append(cell.address)
            elif native:
                pass  # whoever opens the workbook computes it
            elif kept.nothing and column.editable(self.now_row) and not version_moved:
                self.found.discarded.append(cell.address)
            else:
                self.found.changed += 1
        put = put_of(shown, column, self.paired.register, words, later_days=self.plan.later_days)
        self.found.put(self.row.number, number, put)


def _blank(found: SheetPlan, paired: Paired, row: ReadRow, *, given_up: bool) -> None:
    for number in paired.read.columns.values():
        found.put(row.number, number, Put())
    if given_up:
        found.discarded.append(f"A{row.number}")


def _free(found: SheetPlan, paired: Paired, row: ReadRow) -> bool:
    """Whether nothing of ours stands in a row, or nothing will."""
    puts = found.puts.get(row.number, {})
    numbers = set(paired.read.columns.values())
    return paired.read.blank(row) or (
        puts.keys() >= numbers and all(put == Put() for put in puts.values())
    )
