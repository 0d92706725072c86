"""The sheets of foreign files as rows of texts, numbers and days, within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from backend.errors import InputError
from sync.grids import bytes_of, ways_to_read

#: More is no list of lines.
MOST_ROWS, MOST_COLUMNS = 50_000, 100
_EXCEL = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"}
Cell = str | float | date | None


@dataclass(frozen=True)
class ForeignSheet:
    """One sheet of a file; rows and columns count from the top left, blank ones too."""

    file: str
    name: str
    rows: Sequence[Sequence[Cell]]


def sheets_of(path: Path) -> Iterator[ForeignSheet]:
    """Yield the sheets of a file that hold anything.

    Raises `OutageError` `unexpected_file`, `InputError` `not_a_table` or `load_too_large`.
    """
    if path.suffix.lower() not in _EXCEL:
        content = bytes_of(path)
        for rows in ways_to_read(content, path, MOST_ROWS):
            listed: list[Sequence[Cell]] = [list(row) for row in islice(rows, MOST_ROWS)]
            if any(len(row) > 1 for row in listed):
                yield ForeignSheet(path.name, path.stem, listed)
                return
        raise InputError("not_a_table", path=path.name)
    yield from _of_excel(path)


def _of_excel(path: Path) -> Iterator[ForeignSheet]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only here

    bytes_of(path)  # looks at the size first
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.height > MOST_ROWS or sheet.width > MOST_COLUMNS:
                raise InputError("load_too_large", path=path.name, sheet=name, most=MOST_ROWS)
            rows = [[_said(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            if any(cell is not None for row in rows for cell in row):
                yield ForeignSheet(path.name, name, rows)
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("not_a_table", path=path.name) from error


def _said(cell: object) -> Cell:
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, date | float):
        return cell
    if isinstance(cell, int):
        return float(cell)
    return str(cell).strip() or None
