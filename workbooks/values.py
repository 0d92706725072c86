"""A cell's content as a value of the database, or the name of what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from backend.dates import day_written
from backend.money import LEDGER_MINOR_UNITS, AmountError, parse_amount, to_minor
from workbooks.grid import CellValue, ReadCell
from workbooks.sheets.kinds import MILLIONTH_DIGITS

#: One unit of the sheet is ten thousand units of the ledger currency.
WAN_DIGITS = 4
_PERCENT_DIGITS = 2
#: What is wrong with an amount, said of a plain number.
_NAMES = {"not_a_number": "not_a_ratio", "too_many_decimals": "too_many_places"}
#: Spreadsheets count days from here (the 1900 date system, behind its phantom leap day).
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
# Escapes keep this module free of Chinese text: the word for day.
_DAYS = re.compile(r"(\d{1,5})\s*(?:d|days?|\u5929)?", re.IGNORECASE)


class CellError(ValueError):
    """A cell that cannot be taken; `code` is beneath `finding.`, `given` is what stands there.

    `detail` holds what else the sentence says.
    """

    def __init__(self, code: str, cell: ReadCell, detail: Mapping[str, str] | None = None) -> None:
        """Keep the code and the cell's content as text."""
        super().__init__(code)
        self.code = code
        self.given = given(cell)
        self.detail = dict(detail or {})


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


def read_ledger_amount(cell: ReadCell, *, negative: bool = False) -> int | None:
    """Return an amount in minor units of dollars or yuan; a bare number counts ten thousands.

    Raises `CellError` with a code of `parse_amount`, or `negative_amount`.
    """
    return _amount(cell, LEDGER_MINOR_UNITS, WAN_DIGITS, negative=negative)


def read_deal_amount(cell: ReadCell, minor_units: int, *, negative: bool = False) -> int | None:
    """Return an amount in minor units of the row's own currency; a bare number is in full."""
    return _amount(cell, minor_units, 0, negative=negative)


def _amount(cell: ReadCell, minor_units: int, unit_digits: int, *, negative: bool) -> int | None:
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
    if minor < 0 and not negative:
        raise CellError("negative_amount", cell)
    return minor


def read_ratio(cell: ReadCell, places: int, *, negative: bool = False) -> int | None:
    """Return a plain decimal in millionths; more than `places` decimals are not taken.

    Raises `CellError` `not_a_ratio`, `too_many_places` or `negative_number`.
    """
    return _millionths(cell, places, negative=negative)


def read_percent(cell: ReadCell, places: int, *, negative: bool = False) -> int | None:
    """Return a percentage in millionths: 5%, and the 0.05 that a sheet keeps for it, are 50,000.

    A bare number is what the sheet keeps, never per cent. Raises `CellError` as `read_ratio`.
    """
    return _millionths(cell, places, percent=True, negative=negative)


def read_count(cell: ReadCell, *, negative: bool = False) -> int | None:
    """Return a whole number. Raises `CellError` `not_whole` or `negative_number`."""
    try:
        millionths = _millionths(cell, 0, negative=negative)
    except CellError as error:
        if error.code in {"not_a_ratio", "too_many_places"}:
            raise CellError("not_whole", cell) from error
        raise
    return None if millionths is None else millionths // 10**MILLIONTH_DIGITS


def _millionths(
    cell: ReadCell, places: int, *, percent: bool = False, negative: bool
) -> int | None:
    _sound(cell)
    if cell.blank:
        return None
    if isinstance(cell.value, date | timedelta):
        raise CellError("not_a_ratio", cell)
    bare, in_percent = _without_percent(cell.value) if percent else (cell.value, False)
    try:
        value = parse_amount(bare).value.scaleb(-_PERCENT_DIGITS if in_percent else 0)
        scaled = to_minor(value, MILLIONTH_DIGITS)
    except AmountError as error:
        code = _NAMES.get(error.code, error.code)
        raise CellError(code, cell, {"places": str(places)}) from error
    kept = places + _PERCENT_DIGITS if percent else places
    if scaled % 10 ** (MILLIONTH_DIGITS - kept):
        raise CellError("too_many_places", cell, {"places": str(places)})
    if scaled < 0 and not negative:
        raise CellError("negative_number", cell)
    return scaled


def _without_percent(value: CellValue) -> tuple[CellValue, bool]:
    text = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""
    return (text.removesuffix("%"), True) if text.endswith("%") else (value, False)


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
    try:
        return day_written(text)
    except ValueError:
        raise CellError("bad_date", cell) from None


def read_days(cell: ReadCell) -> int | None:
    """Return a length in days: 365, 365d. Raises `CellError` `bad_days`."""
    _sound(cell)
    if cell.blank:
        return None
    match = _DAYS.fullmatch(unicodedata.normalize("NFKC", given(cell)))
    if match is None:
        raise CellError("bad_days", cell)
    return int(match[1])
