"""Every cell of a workbook whose bounds `read_book` found harmless: values and formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook

from workbooks.gate import Package, SheetPart
from workbooks.grid import CellValue
from workbooks.scan import Address, scan_sheet


@dataclass(frozen=True)
class Grid:
    """One sheet: what its cells hold, and which of them compute. Rows and columns from 1."""

    values: Sequence[Sequence[CellValue]]
    formulas: AbstractSet[Address]

    def value(self, row: int, column: int) -> CellValue:
        """Return what stands in a cell; nothing beyond the sheet's edge."""
        if row > len(self.values) or column > len(self.values[row - 1]):
            return ""
        return self.values[row - 1][column - 1]


def grid_of(path: Path, package: Package, name: str) -> Grid:
    """Return one sheet of a workbook whose bounds were looked at."""
    part = next(part for part in package.sheets if part.name == name)
    with CalamineWorkbook.from_path(str(path)) as workbook:
        return _grid(workbook, package, part)


def grids_of(path: Path, package: Package) -> Mapping[str, Grid]:
    """Return the sheets of a workbook whose bounds were looked at, by name."""
    with CalamineWorkbook.from_path(str(path)) as workbook:
        return {part.name: _grid(workbook, package, part) for part in package.sheets}


def _grid(workbook: CalamineWorkbook, package: Package, part: SheetPart) -> Grid:
    formulas = scan_sheet(package.read(part.path)).formulas
    values = workbook.get_sheet_by_name(part.name).to_python(skip_empty_area=False)
    return Grid(values, formulas)
