"""A look over a sheet's raw XML before it is parsed: bounds, hidden rows, formulas, errors.

The fast reader allocates the whole rectangle between the first and the last cell, and it tells
neither formulas nor hidden rows. Both are found here by patterns over the bytes; whatever the
patterns don't know (a cell without an address, another encoding) is refused, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from workbooks.markup import MarkupError, look_at_markup, look_at_values

Address = tuple[int, int]  # row and column, counted from 1

#: As Excel, WPS, Calc and the libraries write it; then the quick patterns serve.
_USUAL = b'<c r="'
_QUICK_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')
_QUICK_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_COLUMN = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"']([A-Z]{1,3})[0-9]{1,7}[\"']")
_ROW = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"'][A-Z]{1,3}([0-9]{1,7})[\"']")
_CELL_BEFORE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_FORMULA = re.compile(rb"<f[\s/>]")
_FORMULA_OF_A_PREFIX = re.compile(rb":f[\s/>]")
_ERROR = re.compile(rb" t=[\"']e[\"']")
#: The longest start of a cell: its attributes, and what may stand before a formula.
_LOOK_BACK_BYTES = 300
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*?\bhidden=[\"'](?:1|true)[\"'][^>]*)>")
_ROW_NUMBER = re.compile(rb"\br=[\"']([0-9]{1,7})[\"']")
_DDE = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*\bDDE\(")


class ScanError(ValueError):
    """A sheet that cannot be looked over; the text is `damaged`, `unsafe` or `dde`."""


@dataclass(frozen=True)
class SheetScan:
    """What the look found. `rows` and `columns` count from A1 to the last cell.

    `strings` is how many shared strings the sheet takes for granted.
    """

    rows: int
    columns: int
    hidden_rows: AbstractSet[int]
    formulas: AbstractSet[Address]
    errors: AbstractSet[Address]
    strings: int = 0

    @property
    def cells(self) -> int:
        """The size of the rectangle that a reader would allocate."""
        return self.rows * self.columns


def scan_sheet(xml: bytes) -> SheetScan:
    """Look over one sheet's XML. Raises `ScanError`."""
    try:
        look_at_markup(xml)
        strings = look_at_values(xml)
    except MarkupError as error:
        raise ScanError(str(error)) from error
    if b"DDE(" in xml and _DDE.search(xml):
        raise ScanError("dde")
    letters, numbers, count = _places(xml)
    if len(letters) != count or len(numbers) != count or not _in_place(letters, numbers):
        raise ScanError("damaged")
    return SheetScan(
        rows=max((int(number) for number in set(numbers)), default=0),
        columns=max((column_number(letter) for letter in set(letters)), default=0),
        hidden_rows=frozenset(_hidden_rows(xml)),
        formulas=frozenset(
            _cells_at(xml, _FORMULA, b"<f") + _cells_at(xml, _FORMULA_OF_A_PREFIX, b":f")
        ),
        errors=frozenset(_cells_at(xml, _ERROR, b't="e"') + _cells_at(xml, _ERROR, b"t='e'")),
        strings=strings,
    )


def _in_place(letters: Sequence[bytes], numbers: Sequence[bytes]) -> bool:
    """Whether each row stands in one piece and none of its columns twice.

    Of two cells with one address every program believes another one.
    """
    lengths = [(number, len(list(run))) for number, run in groupby(numbers)]
    start = 0
    for _number, length in lengths:
        if len(set(letters[start : start + length])) != length:
            return False
        start += length
    return len({number for number, _length in lengths}) == len(lengths)


def _places(xml: bytes) -> tuple[list[bytes], list[bytes], int]:
    """Return the column and the row of every addressed cell, and how many cells there are."""
    # Each look at a large sheet costs; so few, and the rest of the file apart from its cells.
    usual = xml.count(_USUAL)
    head, tail = xml[: xml.find(b"<sheetData")], xml[xml.rfind(b"</sheetData>") :]
    others = xml.count(b"<c") - usual - head.count(b"<c") - tail.count(b"<c")
    if usual and not others and b":c" not in xml:
        return _QUICK_COLUMN.findall(xml), _QUICK_ROW.findall(xml), usual
    return _COLUMN.findall(xml), _ROW.findall(xml), sum(1 for _ in _CELL.finditer(xml))


def _cells_at(xml: bytes, sign: re.Pattern[bytes], part: bytes) -> list[Address]:
    """Return the cells in which a sign stands: the last cell that begins before it.

    The sign is looked for only where its `part` is in the sheet at all.
    """
    found: list[Address] = []
    if part not in xml:
        return found
    for match in sign.finditer(xml):
        before = xml[max(0, match.start() - _LOOK_BACK_BYTES) : match.start() + 40]
        here = min(match.start(), _LOOK_BACK_BYTES)
        start = max(before.rfind(b"<c", 0, here), before.rfind(b":c", 0, here))
        cell = _CELL_BEFORE.match(before, before.rfind(b"<", 0, start + 1))
        if cell:
            found.append((int(cell[2]), column_number(cell[1])))
    return found


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
    if b"hidden=" not in xml[xml.find(b"<sheetData") :]:
        return []
    found = (_ROW_NUMBER.search(attributes) for attributes in _HIDDEN_ROW.findall(xml))
    return [int(match[1]) for match in found if match]
