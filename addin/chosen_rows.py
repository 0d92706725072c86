"""Rows of a workbook as a person names them on the line: `额度台账!12-18,25`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backend.errors import UsageError
from workbooks.grid import ReadBook, ReadSheet
from workbooks.kept import RowPlace

_SPAN = re.compile(r"\s*(\d{1,7})(?:\s*-\s*(\d{1,7}))?\s*")


def chosen_rows(read: ReadBook, given: Sequence[str]) -> frozenset[RowPlace]:
    """Return the rows that are named. The sheet may be left out where the book has one.

    Raises `UsageError` `unknown_sheet` or `bad_rows`.
    """
    return frozenset(place for one in given for place in _places(read, one))


def _places(read: ReadBook, given: str) -> Iterator[RowPlace]:
    name, _, spans = given.rpartition("!")
    sheet = _sheet(read, name.strip().strip("'"))
    for span in spans.replace(",", ",").split(","):
        match = _SPAN.fullmatch(span)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if first > last:
            raise UsageError("bad_rows", given=given)
        numbers = {row.number for row in sheet.rows}
        yield from ((sheet.identifier, row) for row in range(first, last + 1) if row in numbers)


def _sheet(read: ReadBook, name: str) -> ReadSheet:
    sheets = list(read.sheets.values())
    for sheet in sheets:
        if name in (sheet.name, sheet.identifier) or (not name and len(sheets) == 1):
            return sheet
    raise UsageError("unknown_sheet", given=name, known=", ".join(one.name for one in sheets))
