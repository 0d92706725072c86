"""A look over a sheet's raw XML before it is parsed: bounds, hidden rows, formulas, errors.

The fast reader allocates the whole rectangle between the first and the last cell, and it tells
neither formulas nor hidden rows. Both are found here by patterns over the bytes; whatever the
patterns don't know (a cell without an address, another encoding) is refused, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Address = tuple[int, int]  # row and column, counted from 1

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACED = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"']([A-Z]{1,3})[0-9]{1,7}[\"']")
_PLACED_ROW = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"'][A-Z]{1,3}([0-9]{1,7})[\"']")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*>\s*<(?:\w+:)?f[\s/>]"
)
_CELL_START = re.compile(rb"<(?:\w+:)?c\s([^>]*?\bt=[\"']e[\"'][^>]*)>")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*?\bhidden=[\"'](?:1|true)[\"'][^>]*)>")
_ROW_NUMBER = re.compile(rb"\br=[\"']([0-9]{1,7})[\"']")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9_.-]+)[\"']")


class ScanError(ValueError):
    """A sheet that cannot be looked over; the text is `damaged` or `unsafe`."""


@dataclass(frozen=True)
class SheetScan:
    """What the look found. `rows` and `columns` count from A1 to the last cell."""

    rows: int
    columns: int
    hidden_rows: AbstractSet[int]
    formulas: AbstractSet[Address]
    errors: AbstractSet[Address]

    @property
    def cells(self) -> int:
        """The size of the rectangle that a reader would allocate."""
        return self.rows * self.columns


def scan_sheet(xml: bytes) -> SheetScan:
    """Look over one sheet's XML. Raises `ScanError`."""
    encoding = _ENCODING.match(xml[:200].removeprefix(b"\xef\xbb\xbf"))
    if b"\x00" in xml[:200] or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise ScanError("damaged")
    if _FORBIDDEN.search(xml):
        raise ScanError("unsafe")
    letters = _PLACED.findall(xml)
    if len(letters) != sum(1 for _ in _CELL.finditer(xml)):
        raise ScanError("damaged")
    numbers = set(_PLACED_ROW.findall(xml))
    return SheetScan(
        rows=max((int(number) for number in numbers), default=0),
        columns=max((column_number(letter) for letter in set(letters)), default=0),
        hidden_rows=frozenset(_hidden_rows(xml)),
        formulas=frozenset(
            (int(number), column_number(letter)) for letter, number in _FORMULA.findall(xml)
        ),
        errors=frozenset(_errors(xml)),
    )


def column_number(letters: bytes | str) -> int:
    """Return the number of a column from its letters: A is 1."""
    number = 0
    for letter in letters if isinstance(letters, bytes) else letters.encode():
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column from its number: 1 is A."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def _hidden_rows(xml: bytes) -> list[int]:
    found = (_ROW_NUMBER.search(attributes) for attributes in _HIDDEN_ROW.findall(xml))
    return [int(match[1]) for match in found if match]


def _errors(xml: bytes) -> list[Address]:
    found = (_REFERENCE.search(attributes) for attributes in _CELL_START.findall(xml))
    return [(int(match[2]), column_number(match[1])) for match in found if match]
