"""The rows of a file that people made, as texts: CSV, pasted text, or the first sheet of Excel.

UTF-8 or GB18030; parted by commas, tabs or semicolons.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from backend.errors import InputError, OutageError

#: No form of ours is wider.
_MOST_COLUMNS = 60
#: A list of some thousand lines; what it unpacks to is held in memory whole, many times as large.
LARGEST_FILE_BYTES = 50 * 2**20
LARGEST_UNPACKED_BYTES = 100 * 2**20
_EXCEL = {".xlsx", ".xlsm"}
_DELIMITERS = (",", "\t", ";")
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


class TornError(InputError):
    """A line whose quotation marks have no partner, when lines are parted in this way."""


def bytes_of(path: Path) -> bytes:
    """Return what a file holds.

    Raises `OutageError` `unexpected_file` and `InputError` `table_too_large`.
    """
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise InputError("table_too_large", path=path.name)
        return path.read_bytes()
    except OSError as error:
        cause = error.strerror or str(error)
        raise OutageError("unexpected_file", path=str(path), cause=cause) from error


def ways_to_read(content: bytes, path: Path, most: int) -> Iterator[Iterator[Sequence[str]]]:
    """Give the rows (some more than `most` of a sheet) in each way in which they may be parted.

    Raises `InputError` `not_a_table` or `table_too_large`, and while rows are read `TornError`.
    """
    if path.suffix.lower() in _EXCEL:
        yield _sheet(content, path, most)
        return
    words = _decoded(content, path)
    for delimiter in _DELIMITERS:
        yield _separated(words, path, delimiter)


def _separated(words: str, path: Path, delimiter: str) -> Iterator[Sequence[str]]:
    """Give the rows of a CSV, whichever ends its lines have."""
    reader = csv.reader(io.StringIO(words, newline=""), strict=True, delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        raise TornError("table_torn", path=path.name, line=reader.line_num) from None


def _decoded(content: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("not_a_table", path=path.name)


def _sheet(content: bytes, path: Path, most: int) -> Iterator[Sequence[str]]:
    import openpyxl  # noqa: PLC0415 - heavy, and only for this kind of file

    try:
        _look_at_package(content, path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a foreign program left in the file
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(max_row=most + 1, max_col=_MOST_COLUMNS, values_only=True)
            return iter([[_said(cell) for cell in row] for row in rows])
    except _UNREADABLE as error:
        raise InputError("not_a_table", path=path.name) from error


def _look_at_package(content: bytes, path: Path) -> None:
    """Refuse what unpacks to more than a list can hold; a part longer than it says breaks off."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED_BYTES:
            raise InputError("table_too_large", path=path.name)


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
