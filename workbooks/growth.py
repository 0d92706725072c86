"""Rows that are new in the database find their place in a sheet: blank rows first, then beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from workbooks.edits import Paired
from workbooks.gate import Package
from workbooks.parts import TablePart, grown, table_of
from workbooks.puts import put_of
from workbooks.refresh import KEY, STATUS, Plan, SheetPlan
from workbooks.surgery import Put, styles_in


@dataclass
class Growth:
    """One sheet of a package, whose table may grow. `part` is the sheet's own part."""

    package: Package
    part: str
    paired: Paired
    plan: Plan
    new_last: int = 0
    _styles: dict[tuple[bool, ...], Mapping[int, str]] = field(default_factory=dict)

    def settle(self, planned: SheetPlan) -> int:
        """Put the arriving rows in, as far as there is room, and return how many came in."""
        places = self._places(planned)
        for row, number in zip(planned.arriving, places, strict=False):
            self._put(planned, row, number)
        used = places[: len(planned.arriving)]
        if self.table and used and used[-1] > self.table.last_row:
            self.new_last = used[-1]
        return len(used)

    def stretched(self, xml: bytes, changed: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the parts that the rows changed: the sheet, its table, the page to print."""
        if not self.table or not self.new_last:
            return {self.part: xml}
        old, new, workbook = self.table.last_row, self.new_last, self.package.workbook_part
        return {
            self.part: grown(xml, old, new),
            self.table.part: grown(self.package.read(self.table.part), old, new),
            workbook: changed.get(workbook) or self.package.read(workbook),
        }

    @cached_property
    def table(self) -> TablePart | None:
        """The table of the sheet; none when its user made it a plain range."""
        return table_of(self.package, self.part, self.paired.read.header_row)

    @cached_property
    def _xml(self) -> bytes:
        return self.package.read(self.part)

    def _places(self, planned: SheetPlan) -> list[int]:
        read = self.paired.read
        last = max((row.number for row in read if read.text(row, KEY)), default=read.header_row)
        foot = self.table.last_row if self.table else len(read.rows) + read.header_row
        places = [
            row for row in planned.free if (row > last or row in planned.puts) and row <= foot
        ]
        wanted = len(planned.arriving) - len(places)
        if wanted > 0 and self.table and not self.table.totals and self._free_beneath(foot):
            places += range(foot + 1, foot + 1 + wanted)
        return places

    def _free_beneath(self, foot: int) -> bool:
        return not any(
            value not in ("", None)
            for row in self.paired.read.rows
            if row.number > foot
            for value in row.values
        )

    def _put(self, planned: SheetPlan, row: Any, number: int) -> None:
        register, words = self.paired.register, self.plan.words
        styles = self._styles_of(row)
        for column in register.columns:
            place = self.paired.read.columns.get(column.identifier, 0)
            if not place:
                continue
            shown = None if column.companion else column.shown(row, words)
            put = put_of(shown, column, register, words, later_days=self.plan.later_days)
            if column.identifier == STATUS and not shown:
                put = Put()
            planned.put(number, place, replace(put, style=styles.get(place, "")))

    def _styles_of(self, row: Any) -> Mapping[int, str]:
        """Return the styles of a row that stands already and is open in the same cells."""
        pattern = self._open(row)
        if pattern not in self._styles:
            known = [
                one
                for one in self.paired.read
                if (now := self.paired.now.get(self.paired.read.text(one, KEY))) is not None
                and self._open(now) == pattern
            ]
            self._styles[pattern] = styles_in(self._xml, known[0].number) if known else {}
        return self._styles[pattern]

    def _open(self, row: Any) -> tuple[bool, ...]:
        return tuple(column.editable(row) for column in self.paired.register.columns)
