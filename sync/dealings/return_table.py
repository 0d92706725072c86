"""A branch return as a table of texts, whoever saved it: CSV (UTF-8, GB18030) or Excel."""

from __future__ import annotations

import csv
import io
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from backend.errors import InputError, OutageError
from backend.language import both

REQUIRED = ("unit", "month", "bic", "direction", "product", "currency", "count", "amount", "fee")
COLUMNS = (*REQUIRED, "institution", "note")
#: A header further down than this is not looked for; a longer table is no month of a branch.
_SEARCHED, _MOST_LINES, _MOST_COLUMNS = 30, 50_000, 60
_EXCEL = {".xlsx", ".xlsm"}
#: What a torn or made-up workbook ends in: no zip, no part, no XML, locked, packed wrongly.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    OverflowError,
    RuntimeError,
)


@dataclass(frozen=True)
class Line:
    """One line of the table: its number in the file, and its cells by column, stripped."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell; empty where the file has no such column."""
        return self.cells.get(column, "")


def read_lines(path: Path) -> list[Line]:
    """Return the lines beneath the header that are not blank.

    Raises `OutageError` `unexpected_file`, `InputError` `return_not_a_table`, `return_no_header`
    or `return_too_long`.
    """
    grid = enumerate(_grid(path), start=1)
    columns: Mapping[int, str] = {}
    lines = []
    for number, row in grid:
        if not columns:
            columns = _header(row)
            if not columns and number > _SEARCHED:
                break
            continue
        if number > _MOST_LINES:
            raise InputError("return_too_long", path=path.name, most=_MOST_LINES)
        cells = {
            column: row[place].strip() for place, column in columns.items() if place < len(row)
        }
        if any(cells.values()):
            lines.append(Line(number, cells))
    if not columns:
        labels = [both(f"column.branch_return.{one}") for one in REQUIRED]
        chinese, english = (", ".join(names) for names in zip(*labels, strict=True))
        raise InputError("return_no_header", path=path.name, columns_zh=chinese, columns_en=english)
    return lines


def _header(row: Sequence[str]) -> Mapping[int, str]:
    """Return the columns by place when the row names all that are needed."""
    known = {
        _plain(label): column
        for column in COLUMNS
        for label in both(f"column.branch_return.{column}")
    }
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        column = known.get(_plain(cell))
        if column is not None:
            found.setdefault(column, place)
    return {place: column for column, place in found.items()} if set(REQUIRED) <= set(found) else {}


def _plain(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())


def _grid(path: Path) -> Iterator[Sequence[str]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        cause = error.strerror or str(error)
        raise OutageError("unexpected_file", path=str(path), cause=cause) from error
    if path.suffix.lower() in _EXCEL:
        return _sheet(content, path)
    return _separated(_decoded(content, path), path)


def _separated(words: str, path: Path) -> Iterator[Sequence[str]]:
    """Give the rows of a CSV, whichever ends its lines have."""
    reader = csv.reader(io.StringIO(words, newline=""), strict=True)
    try:
        yield from reader
    except csv.Error:
        raise InputError("return_torn", path=path.name, line=reader.line_num) from None


def _decoded(content: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("return_not_a_table", path=path.name)


def _sheet(content: bytes, path: Path) -> Iterator[Sequence[str]]:
    import openpyxl  # noqa: PLC0415 - heavy, and only for this kind of file

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a foreign program left in the file
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(max_row=_MOST_LINES + 1, max_col=_MOST_COLUMNS, values_only=True)
            return iter([[_said(cell) for cell in row] for row in rows])
    except _UNREADABLE as error:
        raise InputError("return_not_a_table", path=path.name) from error


def _said(cell: Any) -> str:
    """Return a cell as a person would type it; a number without its float."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)
