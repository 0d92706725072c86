"""What people write into arguments: days, tenors, currencies, units, amounts."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from backend.dates import months_after
from backend.money import AmountError, parse_amount, to_minor
from backend.queries.cells.snapshot import Snapshot
from backend.queries.institution_index import plain
from udfs.errors import CellErrorKind, CellRefusedError
from udfs.names import as_text, is_blank

#: Day 0 of a spreadsheet's serial numbers (from 1 March 1900 on, which is all we need).
_SERIAL_ZERO = date(1899, 12, 30)
#: Serial numbers that can be a business day: from 1950 to the end of 2199.
_SERIALS = range(18264, 109575)
_TENOR = re.compile(r"(?P<count>\d{1,5})\s*(?P<period>[dwmy]?)")
_OVERNIGHT = frozenset({"o/n", "on", "t/n", "tn", "s/n", "sn"})
_LONGEST_DAYS = 36_600
_YEAR_DIGITS = 4
_DAYS_OF = {"": 1, "d": 1, "w": 7}
_MONTHS_OF = {"m": 1, "y": 12}

#: The units in which amounts are answered, as powers of ten. Escapes: wan, yi, qian.
_UNITS = {
    "wan": 4,
    "\u4e07": 4,
    "10000": 4,
    "yi": 8,
    "\u4ebf": 8,
    "k": 3,
    "\u5343": 3,
    "1000": 3,
    "mn": 6,
    "m": 6,
    "1000000": 6,
    "1": 0,
}
#: The glossary's name of each power.
UNIT_NAMES = {0: "one", 3: "k", 4: "wan", 6: "mn", 8: "yi"}
_DEFAULT_UNIT = 4


def _unreadable(code: str, given: object) -> CellRefusedError:
    return CellRefusedError(CellErrorKind.VALUE, code, given=as_text(given))


def read_day(given: object) -> date | None:
    """Return the day: a date, a sheet's serial number, ISO text; `None` when left out."""
    if is_blank(given):
        return None
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    if isinstance(given, int | float) and not isinstance(given, bool):
        if given == given and int(given) in _SERIALS:  # noqa: PLR0124 - NaN is not itself
            return _SERIAL_ZERO + timedelta(days=int(given))
        raise CellRefusedError(CellErrorKind.NUMBER, "cell_bad_day", given=as_text(given))
    try:
        return date.fromisoformat(plain(as_text(given)))
    except ValueError:
        raise _unreadable("cell_bad_day", given) from None


def read_tenor(given: object, start: date) -> int:
    """Return the tenor in days from `start`: 1M, 7D, 2W, 1Y, O/N or days; 0 when left out."""
    if is_blank(given):
        return 0
    if isinstance(given, bool):
        raise _unreadable("cell_bad_tenor", given)
    return _tenor(plain(as_text(given)), start)


@lru_cache(maxsize=1024)
def _tenor(typed: str, start: date) -> int:
    if typed in _OVERNIGHT:
        return 1
    match = _TENOR.fullmatch(typed)
    if match is None:
        raise _unreadable("cell_bad_tenor", typed)
    count, period = int(match["count"]), match["period"]
    if period in _DAYS_OF:
        days = count * _DAYS_OF[period]
    else:
        days = (months_after(start, min(count * _MONTHS_OF[period], 12_000)) - start).days
    if not 0 < days <= _LONGEST_DAYS:
        raise CellRefusedError(CellErrorKind.NUMBER, "cell_bad_tenor", given=typed)
    return days


def read_year(given: object) -> int | None:
    """Return a year of four digits; `None` when left out."""
    if is_blank(given):
        return None
    typed = plain(as_text(given))
    if not (typed.isascii() and typed.isdecimal() and len(typed) == _YEAR_DIGITS):
        raise _unreadable("cell_bad_year", given)
    return int(typed)


def read_unit(given: object) -> int:
    """Return the unit as a power of ten: wan (the default), 1, k, mn, yi."""
    if is_blank(given):
        return _DEFAULT_UNIT
    power = _UNITS.get(plain(as_text(given)))
    if power is None or isinstance(given, bool):
        raise _unreadable("cell_bad_unit", given)
    return power


def read_currency(given: object, snapshot: Snapshot, default: str) -> str:
    """Return the currency's code; refuses one that isn't known or has no rate."""
    code = default if is_blank(given) else plain(as_text(given)).upper()
    if code not in snapshot.parameters.minor_units:
        raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_unknown_currency", given=code)
    if not snapshot.parameters.rates.get(code):
        raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_no_rate", given=code)
    return code


def read_amount(given: object, minor_units: int) -> int:
    """Return a deal's amount in minor units; it is in full, 1000万 and 5mn are understood too."""
    try:
        minor = to_minor(parse_amount(given).value, minor_units)
    except AmountError:
        raise _unreadable("cell_bad_amount", given) from None
    if minor <= 0:
        raise CellRefusedError(
            CellErrorKind.NUMBER, "cell_amount_not_positive", given=as_text(given)
        )
    return minor
