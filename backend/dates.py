"""Days and moments as the bank counts them: Shanghai's time, months on, the ends of months."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

#: The bank's time. Moments are kept in UTC; a moment's day is its day here.
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: Who says what moment it is: a workstation's own clock, or the server's.
Clock = Callable[[], datetime]

#: The parts stand apart, by one sign or by the Chinese words: six or seven digits in a row could be
#: several dates. A midnight behind is how other programs write a day.
_APART = re.compile(
    r"(\d{4})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?:[T ]00?:00(?::00(?:\.0+)?)?)?", re.ASCII
)
_IN_WORDS = re.compile(
    r"(\d{4})\s*\u5e74\s*(\d{1,2})\s*\u6708\s*(\d{1,2})\s*[\u65e5\u53f7]?", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
#: A tenor's units in days or months. Escapes keep this module free of Chinese text: day, day,
#: week, month, year.
_DAYS = {"D": 1, "\u5929": 1, "\u65e5": 1, "W": 7, "\u5468": 7}
_MONTHS = {"M": 1, "\u6708": 1, "Y": 12, "\u5e74": 12}
_TENOR = re.compile(rf"(\d{{1,5}})\s*\u4e2a?([{''.join((*_DAYS, *_MONTHS))}])", re.ASCII)
_OVERNIGHT = {"O/N", "ON", "\u9694\u591c"}


def moment_of(written: str) -> datetime:
    """Return a moment in ISO form; without a zone it is UTC, as SQL Server writes its images.

    Raises `ValueError`, or `TypeError` for what is no text.
    """
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def day_written(words: str) -> date:
    """Return a date as people write it: 2026-11-23, 2026/11/23, 20261123, or with Chinese signs.

    Raises `ValueError`; also for 26.11.23 and 2026113, which could be several days.
    """
    plain = unicodedata.normalize("NFKC", words).strip()
    match = _COMPACT.fullmatch(plain) or _IN_WORDS.fullmatch(plain) or _APART.fullmatch(plain)
    if match is None:
        raise ValueError(words)
    year, month, day = (int(part) for part in match.groups() if part.isdigit())
    return date(year, month, day)


def maturity_written(value_date: date, words: str) -> date:
    """Return a maturity written as a date or as a tenor: O/N, 7D, 2W, 3M, 1Y, or in Chinese.

    Raises `ValueError`, or `OverflowError` beyond the year 9999.
    """
    plain = unicodedata.normalize("NFKC", words).strip().upper()
    if plain in _OVERNIGHT:
        return value_date + timedelta(days=1)
    tenor = _TENOR.fullmatch(plain)
    if tenor is None:
        return day_written(plain)
    number, kind = int(tenor[1]), tenor[2]
    if kind in _DAYS:
        return value_date + timedelta(days=number * _DAYS[kind])
    return months_after(value_date, number * _MONTHS[kind])


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_after(day: date, months: int) -> date:
    """Return the day `months` later, as EDATE does: the last of a month that is too short.

    Raises `ValueError` beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ends_after(day: date, months: int) -> date:
    """Return the day `months` later; the end of a month stays the end of a month."""
    later = months_after(day, months)
    return month_end(later) if day == month_end(day) else later


def years_before(day: date, years: int) -> date:
    """Return the same day `years` earlier; 29 February becomes the 28th."""
    return months_after(day, -12 * years)
