"""What of a workbook is no table of rows, taken from a new build: facts, tiles, hidden sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from workbooks import identity
from workbooks.gate import Package
from workbooks.grid import ReadBook, ReadSheet
from workbooks.grids import Grid, grids_of
from workbooks.intake import read_book
from workbooks.parts import dates_later
from workbooks.puts import put_of_value
from workbooks.surgery import Put, put_cells

#: Facts of the hidden sheet that a refresh moves on.
_MOVED = frozenset({"pull_id", "made_at", "as_of", "workbook_id"})
_NAME = re.compile(
    rb"<(?:\w+:)?definedName\b[^>]*?\bname=[\"']([^\"']+)[\"'][^>]*>([^<]*)</(?:\w+:)?definedName>"
)
#: Names of ranges in our own hidden sheets, which grow with them.
_HIDDEN_RANGE = re.compile(rb"^'?_\w+'?!")
_FACTS_ROW = 2
Puts = dict[int, dict[int, Put]]


class Graft:
    """Two workbooks of one kind: the user's, and a new build. `stale` are sheets that stay."""

    def __init__(self, package: Package, new: Package, read: ReadBook, fresh: Path) -> None:
        """Read both, cell by cell."""
        self.package, self.new, self.read = package, new, read
        self.old_grids = grids_of(read.path, package)
        self.new_grids = grids_of(fresh, new)
        self.fresh = read_book(fresh)
        self.later_days = dates_later(package)
        self.stale: list[str] = []

    def onto(self, changed: dict[str, bytes]) -> dict[str, bytes]:
        """Return the changed parts with everything else of ours brought up to date."""
        result = dict(changed)
        for name, path in self._paths.items():
            puts = self._puts(name)
            if puts:
                xml = result.get(path) or self.package.read(path)
                result[path] = put_cells(xml, puts, append=True)
        workbook = self.package.workbook_part
        result[workbook] = self._names(result.get(workbook) or self.package.read(workbook))
        return result

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {part.name: part.path for part in self.package.sheets}

    @cached_property
    def _registers(self) -> dict[str, str]:
        return {sheet.name: sheet.identifier for sheet in self.read.sheets.values()}

    def _puts(self, name: str) -> Puts:
        if name == identity.SHEET:
            return self._identity()
        if name in self._registers:
            return self._head(self.read.sheets[self._registers[name]])
        if name not in self.new_grids:
            return {}
        old, new = self.old_grids[name], self.new_grids[name]
        if name.startswith("_"):
            return self._page(old, new)
        if self._takes_entries(name):
            # What a form holds is its user's; only the lines that name time and day are ours.
            return {row: cells for row, cells in self._page(old, new).items() if row <= _FACTS_ROW}
        if _edges(old) == _edges(new) and old.formulas == new.formulas:
            return self._page(old, new)
        self.stale.append(name)
        return {}

    def _takes_entries(self, name: str) -> bool:
        part = next(part.path for part in self.new.sheets if part.name == name)
        return b"<dataValidation" in self.new.read(part)

    def _identity(self) -> Puts:
        new = {str(line[0]): line[1] for line in self.new_grids[identity.SHEET].values if line}
        puts: Puts = {}
        for number, line in enumerate(self.old_grids[identity.SHEET].values, 1):
            if line and line[0] in _MOVED and str(line[0]) in new:
                puts[number] = {2: put_of_value(new[str(line[0])])}
        return puts

    def _page(self, old: Grid, new: Grid) -> Puts:
        """Return every cell that differs; one beyond the new page's edge is blanked."""
        puts: Puts = {}
        for row, column in _places(old, new):
            computing = (row, column) in old.formulas or (row, column) in new.formulas
            value = new.value(row, column)
            if not computing and value != old.value(row, column):
                put = put_of_value(value, later_days=self.later_days)
                puts.setdefault(row, {})[column] = put
        return puts

    def _head(self, sheet: ReadSheet) -> Puts:
        """Return the cells above a table that differ, found by their columns' labels."""
        fresh = self.fresh.sheets.get(sheet.identifier)
        if fresh is None or fresh.header_row != sheet.header_row:
            return {}
        old, new = self.old_grids[sheet.name], self.new_grids[fresh.name]
        puts: Puts = {}
        for column, place in fresh.columns.items():
            mine = sheet.columns.get(column)
            if not mine:
                continue
            for row in range(1, sheet.header_row):
                value = new.value(row, place)
                ours = value != "" and (row, place) not in new.formulas
                if ours and (row, mine) not in old.formulas and value != old.value(row, mine):
                    put = put_of_value(value, later_days=self.later_days)
                    puts.setdefault(row, {})[mine] = put
        return puts

    def _names(self, workbook: bytes) -> bytes:
        new = dict(_NAME.findall(self.new.read(self.new.workbook_part)))

        def moved(match: re.Match[bytes]) -> bytes:
            there = new.get(match[1])
            if there is None or not _HIDDEN_RANGE.match(match[2]) or not _HIDDEN_RANGE.match(there):
                return match[0]
            start, end = match.start(2) - match.start(), match.end(2) - match.start()
            return bytes(match[0][:start] + there + match[0][end:])

        return _NAME.sub(moved, workbook)


def _edges(grid: Grid) -> tuple[int, int]:
    return len(grid.values), max((len(line) for line in grid.values), default=0)


def _places(old: Grid, new: Grid) -> Iterator[tuple[int, int]]:
    rows = max(len(old.values), len(new.values))
    columns = max(_edges(old)[1], _edges(new)[1])
    return ((row, column) for row in range(1, rows + 1) for column in range(1, columns + 1))
