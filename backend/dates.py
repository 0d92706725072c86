"""Days and moments as the bank counts them: Shanghai's time, months on, the ends of months."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: The bank's time. Moments are kept in UTC; a moment's day is its day here.
SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment_of(written: str) -> datetime:
    """Return a moment in ISO form; without a zone it is UTC, as SQL Server writes its images.

    Raises `ValueError`, or `TypeError` for what is no text.
    """
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


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
