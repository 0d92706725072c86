"""A cell's content as a value of the database, or the name of what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from backend.money import LEDGER_MINOR_UNITS, AmountError, parse_amount, to_minor
from workbooks.grid import ReadCell

#: One unit of the sheet is ten thousand units of the ledger currency.
WAN_DIGITS = 4
#: Spreadsheets count days from here (the 1900 date system, behind its phantom leap day).
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_DATE = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Escapes keep this module free of Chinese text: the word for day.
_DAYS = re.compile(r"(\d{1,5})\s*(?:d|days?|\u5929)?", re.IGNORECASE)


class CellError(ValueError):
    """A cell that cannot be taken; `code` is beneath `finding.`, `given` is what stands there."""

    def __init__(self, code: str, cell: ReadCell) -> None:
        """Keep the code and the cell's content as text."""
        super().__init__(code)
        self.code = code
        self.given = given(cell)


def given(cell: ReadCell) -> str:
    """Return what stands in a cell, as its user would say it."""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _sound(cell: ReadCell) -> None:
    if cell.error:
        raise CellError("error_value", cell)
    if cell.formula:
        raise CellError("formula_in_cell", cell)


def read_ledger_amount(cell: ReadCell) -> int | None:
    """Return an amount in ledger minor units; a bare number counts ten thousands.

    Raises `CellError` with a code of `parse_amount`, or `negative_amount`.
    """
    return _amount(cell, LEDGER_MINOR_UNITS, WAN_DIGITS)


def read_deal_amount(cell: ReadCell, minor_units: int) -> int | None:
    """Return an amount in minor units of the row's own currency; a bare number is in full."""
    return _amount(cell, minor_units, 0)


def _amount(cell: ReadCell, minor_units: int, unit_digits: int) -> int | None:
    _sound(cell)
    if cell.blank:
        return None
    if isinstance(cell.value, date | timedelta):
        raise CellError("not_a_number", cell)
    try:
        parsed = parse_amount(cell.value)
        value: Decimal = parsed.value
        minor = to_minor(value, minor_units + (0 if parsed.absolute else unit_digits))
    except AmountError as error:
        raise CellError(error.code, cell) from error
    if minor < 0:
        raise CellError("negative_amount", cell)
    return minor


def read_text(cell: ReadCell) -> str | None:
    """Return text without surrounding spaces; a typed number as its digits."""
    _sound(cell)
    if cell.blank:
        return None
    if isinstance(cell.value, date) and not isinstance(cell.value, datetime):
        return cell.value.isoformat()
    return given(cell)


def read_date(cell: ReadCell) -> date | None:
    """Return a date: a real one, 2026-11-23, 2026/11/23, 20261123 or with year and month signs.

    Raises `CellError` `bad_date`.
    """
    _sound(cell)
    if cell.blank:
        return None
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    text = unicodedata.normalize("NFKC", given(cell))
    if text.isdigit() and int(text) in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(text))
    match = _COMPACT.fullmatch(text) or _DATE.fullmatch(text)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise CellError("bad_date", cell)


def read_days(cell: ReadCell) -> int | None:
    """Return a length in days: 365, 365d. Raises `CellError` `bad_days`."""
    _sound(cell)
    if cell.blank:
        return None
    match = _DAYS.fullmatch(unicodedata.normalize("NFKC", given(cell)))
    if match is None:
        raise CellError("bad_days", cell)
    return int(match[1])
