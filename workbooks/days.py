"""Dates and lengths in days, as a cell holds them: a date, a number of a date system, or text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from backend.dates import day_written
from backend.money import half_width
from workbooks.content import CellError, given, require_sound
from workbooks.grid import ReadCell

#: Spreadsheets count days from here (the 1900 date system, behind its phantom leap day).
_DAY_ZERO = date(1899, 12, 30)
#: Workbooks of the 1904 date system count from so many days later.
_LATER = timedelta(days=1462)
#: Of a bare number nobody sees that it is a date: taken only where hardly anything else is meant.
_FIRST, _LAST = date(2000, 1, 1), date(2079, 12, 31)
#: A 5 typed into a cell of dates becomes 5 January 1900: no day that anybody here writes of.
_EARLIEST = date(1950, 1, 1)
# Escapes keep this module free of Chinese text: the word for day.
_DAYS = re.compile(r"(\d{1,5})\s*(?:d|days?|\u5929)?", re.IGNORECASE | re.ASCII)


def read_date(cell: ReadCell) -> date | None:
    """Return a date: a real one, 2026-11-23, 2026/11/23, 20261123 or with year and month signs.

    Of a date with a time it is the day. Raises `CellError` `bad_date` or `date_too_early`.
    """
    require_sound(cell)
    if cell.blank:
        return None
    day = _read(cell)
    if day < _EARLIEST:
        raise CellError("date_too_early", cell)
    return day


def _read(cell: ReadCell) -> date:
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        raise CellError("bad_date", cell)
    text = unicodedata.normalize("NFKC", given(cell)).removeprefix("'").strip()
    counted = _counted(cell, text)
    if counted is not None:
        return counted
    try:
        return day_written(text)
    except ValueError:
        raise CellError("bad_date", cell) from None


def _counted(cell: ReadCell, text: str) -> date | None:
    """Return the day of a number that counts days, as a cell without a date's format shows it."""
    value = cell.value
    if isinstance(value, int | float):
        days = int(value) if 0 <= value < 10**6 else 0
    else:
        days = int(text) if len(text) == len("46349") and text.isdecimal() else 0
    day = _DAY_ZERO + timedelta(days=days) + (_LATER if cell.days_from_1904 else timedelta())
    return day if _FIRST <= day <= _LAST else None


def read_days(cell: ReadCell) -> int | None:
    """Return a length in days: 365, 365d. Raises `CellError` `bad_days`."""
    require_sound(cell)
    if cell.blank:
        return None
    match = _DAYS.fullmatch(half_width(given(cell)))
    if match is None:
        raise CellError("bad_days", cell)
    return int(match[1])
