"""What a person picked on the sheet of check results: mine or theirs, conflict by conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.language import both
from workbooks.gate import Package
from workbooks.grid import CellValue
from workbooks.grids import grid_of
from workbooks.results import TAKE

#: The heading stands in one of the first rows, wherever the sheet's user moved it.
_SEARCHED_ROWS = 10


@dataclass(frozen=True)
class Pick:
    """A decided conflict: the sheet's name, the cell, their value as it was shown, and whose."""

    sheet: str
    cell: str
    theirs: str
    mine: bool


def shows_results(path: Path) -> bool:
    """Whether a workbook has a sheet of results; only the list of its sheets is read."""
    with Package(path) as package:
        return any(part.name in both("sheet.findings") for part in package.sheets)


def picks_in(path: Path) -> list[Pick]:
    """Return what was picked; nothing where the workbook holds no results."""
    with Package(path) as package:
        names = [part.name for part in package.sheets if part.name in both("sheet.findings")]
        grid = grid_of(path, package, names[0]) if names else None
    for number, line in enumerate(grid.values[:_SEARCHED_ROWS] if grid else (), 1):
        places = {
            name: next((i for i, cell in enumerate(line) if cell in both(f"results.{name}")), -1)
            for name in ("sheet", "cell", "theirs", TAKE)
        }
        if grid and min(places.values()) >= 0:
            rows = (_pick(row, places) for row in grid.values[number:])
            return [pick for pick in rows if pick is not None]
    return []


def _pick(line: Sequence[CellValue], places: dict[str, int]) -> Pick | None:
    said = {name: str(line[place]).strip() for name, place in places.items()}
    for whose in ("mine", "theirs"):
        if said[TAKE].casefold() in {word.casefold() for word in both(f"results.take_{whose}")}:
            return Pick(said["sheet"], said["cell"], said["theirs"], whose == "mine")
    return None
