"""A CSV of statements as lines with their numbers; what is no table is refused by its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from backend.errors import InputError
from backend.language import Language, text
from backend.money import AmountError, parse_amount, to_minor

#: A table of statements of all correspondents is far smaller; what is larger is none.
_LARGEST_BYTES = 200 * 2**20
#: Millionths in a hundredth: what a ratio in percent is multiplied by.
_PERCENT_E6 = 10_000


@dataclass(frozen=True)
class Line:
    """One line of the file: its number, and its cells by column."""

    file: str
    number: int
    cells: dict[str, str]

    def wrong(self, column: str, wanted: str) -> InputError:
        """Return the error that a cell is not what it should be (`statement_wanted.<wanted>`)."""
        return InputError(
            "statement_value",
            file=self.file,
            line=self.number,
            column=column,
            given=self.cells.get(column, ""),
            wanted_zh=text(f"statement_wanted.{wanted}", Language.CHINESE),
            wanted_en=text(f"statement_wanted.{wanted}", Language.ENGLISH),
        )

    def number_in(self, column: str) -> Decimal:
        """Return the number in a cell; raises `InputError` for anything else."""
        try:
            parsed = parse_amount(self.cells[column])
        except AmountError:
            raise self.wrong(column, "number") from None
        if parsed.absolute:
            raise self.wrong(column, "number")
        return parsed.value

    def minor_in(self, column: str, unit: int, minor_units: int) -> int:
        """Return an amount of `unit` (1,000 for thousands) in minor units, exactly."""
        try:
            return to_minor(self.number_in(column) * unit, minor_units)
        except AmountError:
            raise self.wrong(column, "amount") from None

    def ratio_in(self, column: str) -> int:
        """Return a ratio given in percent, scaled by 10**6, rounded half up."""
        value = self.number_in(column)
        if abs(value) > _PERCENT_E6 * _PERCENT_E6:
            raise self.wrong(column, "number")
        return int((value * _PERCENT_E6).to_integral_value(rounding=ROUND_HALF_UP))

    def day_in(self, column: str) -> date:
        """Return a date: 20251231 or 2025-12-31."""
        try:
            return date.fromisoformat(self.cells[column])
        except ValueError:
            raise self.wrong(column, "date") from None

    def one_of(self, column: str, *allowed: str) -> str:
        """Return a cell that holds one of a few words."""
        if self.cells[column] not in allowed:
            raise self.wrong(column, f"one_of_{column}")
        return self.cells[column]


def read_lines(path: Path) -> tuple[Sequence[str], Sequence[Line]]:
    """Return the columns and the lines of a CSV in UTF-8, blank lines left out.

    Raises `InputError`: `statement_no_file`, `statement_encoding`, `statement_layout`,
    `statement_columns`.
    """
    reader = csv.reader(io.StringIO(_decoded(path), newline=""), strict=True)
    columns: list[str] = []
    lines = []
    try:
        for read in reader:
            cells = [cell.strip() for cell in read]
            if not any(cells):
                continue
            if not columns:
                columns = cells
            elif len(cells) != len(columns):
                raise _torn(path, reader.line_num, len(cells), columns)
            else:
                row = dict(zip(columns, cells, strict=True))
                lines.append(Line(path.name, reader.line_num, row))
    except csv.Error:
        raise _torn(path, reader.line_num, "?", columns) from None
    if len(set(columns)) < len(columns):
        raise InputError("statement_layout", file=path.name)
    return columns, lines


def _torn(path: Path, line: int, found: int | str, columns: Sequence[str]) -> InputError:
    return InputError(
        "statement_columns", file=path.name, line=line, found=found, expected=len(columns)
    )


def _decoded(path: Path) -> str:
    if not path.is_file():
        raise InputError("statement_no_file", file=str(path))
    if path.stat().st_size > _LARGEST_BYTES:
        raise InputError("statement_layout", file=path.name)
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("statement_encoding", file=path.name, line=line) from None
