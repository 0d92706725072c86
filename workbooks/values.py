"""A cell's number as a value of the database, or the name of what is wrong with it."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal

from backend.money import LEDGER_MINOR_UNITS, AmountError, half_width, parse_amount, to_minor
from workbooks.content import CellError, require_kept, require_sound
from workbooks.grid import CellValue, ReadCell
from workbooks.sheets.kinds import MILLIONTH_DIGITS

#: One unit of the sheet is ten thousand units of the ledger currency.
WAN_DIGITS = 4
_PERCENT_DIGITS = 2
#: What is wrong with an amount, said of a plain number.
_NAMES = {"not_a_number": "not_a_ratio", "too_many_decimals": "too_many_places"}
#: What people put for zero, and for nothing: our own sheets show zero as a dash.
_DASHES = re.compile(r"[-\u2010-\u2015/\\]+")
# Escapes keep this module free of Chinese text: US dollar, renminbi, yuan.
_CURRENCY = r"(?:us\$|[a-z]{3}|[$\u00a3\u00a5\u20ac\uffe5]|\u7f8e\u5143|\u4eba\u6c11\u5e01|\u5143)"
_WITH_CURRENCY = re.compile(rf"{_CURRENCY}?\s*(?P<amount>[^a-z]*?(?:k|mn?|bn)?)\s*{_CURRENCY}?")


def read_ledger_amount(cell: ReadCell, *, negative: bool = False) -> int | None:
    """Return an amount in minor units of dollars or yuan; a bare number counts ten thousands.

    Raises `CellError` with a code of `parse_amount`, or `negative_amount`.
    """
    return _amount(cell, LEDGER_MINOR_UNITS, WAN_DIGITS, negative=negative)


def read_deal_amount(cell: ReadCell, minor_units: int, *, negative: bool = False) -> int | None:
    """Return an amount in minor units of the row's own currency; a bare number is in full."""
    return _amount(cell, minor_units, 0, negative=negative)


def _amount(cell: ReadCell, minor_units: int, unit_digits: int, *, negative: bool) -> int | None:
    require_sound(cell)
    if cell.blank:
        return None
    _refuse_others(cell, "not_a_number")
    require_kept(cell, "too_precise")
    try:
        parsed = parse_amount(cell.value)
        value: Decimal = parsed.value
        minor = to_minor(value, minor_units + (0 if parsed.absolute else unit_digits))
    except AmountError as error:
        raise CellError(_said_of(error, cell), cell) from error
    if minor < 0 and not negative:
        raise CellError("negative_amount", cell)
    return minor


def _refuse_others(cell: ReadCell, code: str) -> None:
    """Refuse what is no number: dates and times, and the dash that may be zero or nothing."""
    if isinstance(cell.value, date | time | timedelta):
        raise CellError(code, cell)
    if isinstance(cell.value, str) and _DASHES.fullmatch(half_width(cell.value)):
        raise CellError("dash_typed", cell)


def _said_of(error: AmountError, cell: ReadCell) -> str:
    """Return the finding of an amount; of one that is right but for its currency, that."""
    if error.code != "not_a_number" or not isinstance(cell.value, str):
        return error.code
    match = _WITH_CURRENCY.fullmatch(half_width(cell.value).lower())
    try:
        parse_amount(match["amount"] if match else "")
    except AmountError:
        return error.code
    return "currency_typed"


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
    require_sound(cell)
    if cell.blank:
        return None
    _refuse_others(cell, "not_a_ratio")
    require_kept(cell, "too_precise")
    bare, in_percent = _without_percent(cell.value) if percent else (cell.value, False)
    try:
        value = parse_amount(bare).value.scaleb(-_PERCENT_DIGITS if in_percent else 0)
        if percent and isinstance(bare, str) and not in_percent and abs(value) >= 1:
            raise CellError("percent_unclear", cell)
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
    text = half_width(value) if isinstance(value, str) else ""
    return (text.removesuffix("%"), True) if text.endswith("%") else (value, False)
