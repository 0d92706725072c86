"""The months that a year's figures count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.dates import month_end
from backend.reciprocity.measures import MONTHS


@dataclass(frozen=True)
class Period:
    """January to the `months`-th month of a year."""

    year: int
    months: int

    @property
    def first(self) -> date:
        """The first month, by its first day."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last month, by its first day; before `first` when no month has ended."""
        return date(self.year, self.months, 1) if self.months else date(self.year - 1, 12, 1)

    @property
    def months_listed(self) -> Sequence[date]:
        """Every month, by its first day."""
        return [date(self.year, month, 1) for month in range(1, self.months + 1)]

    @property
    def before(self) -> Period:
        """The same months of last year."""
        return Period(self.year - 1, self.months)

    @property
    def ends(self) -> date:
        """The last day."""
        return month_end(self.last)

    @property
    def days(self) -> int:
        """How many days it has; 0 when no month has ended."""
        return (self.ends - self.first).days + 1


def newest_year(today: date) -> int:
    """Return the year that is meant when none is named: in January still the one before."""
    return today.year if today.month > 1 else today.year - 1


def period_of(year: int, today: date) -> Period:
    """Return the months of `year` that have ended by `today`: all, some, or none yet."""
    if year < today.year:
        return Period(year, MONTHS)
    return Period(year, today.month - 1 if year == today.year else 0)
