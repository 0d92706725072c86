"""What statistics are asked for, and the rows in which they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.queries.rows import Label


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is counted: empty codes mean all.

    `unit` is a department with its branches, or a branch; `country` that of ultimate risk. `since`
    is the first day of the months; a line is dormant after `dormant_days` without use; lists of the
    greatest have at most `most` rows.
    """

    since: date
    product: str = ""
    unit: str = ""
    country: str = ""
    dormant_days: int = 180
    most: int = 10


@dataclass(frozen=True)
class UseShare:
    """What is used of the lines that share a product, a unit or a country or region.

    `lines` counts those with something approved or held. `line_minor` is what they may carry
    together; of a country or region its own cap, `None` without one.
    """

    name: Label
    lines: int
    line_minor: int | None
    used_minor: int
    reserved_minor: int

    @property
    def share_e4(self) -> int | None:
        """Return used and reserved in hundredths of a per cent of the line."""
        if not self.line_minor:
            return None
        return (self.used_minor + self.reserved_minor) * 10_000 // self.line_minor


@dataclass(frozen=True)
class Month:
    """One month of use. `other_minor`: revalued or corrected; `average_minor` over all its days.

    `at_end_minor` is the use at the close of its last day, or of today; `peak_minor` the greatest
    at any close, first reached on `peak_date`.
    """

    month: date
    deals: int
    drawn_minor: int
    released_minor: int
    other_minor: int
    at_end_minor: int
    average_minor: int
    peak_minor: int
    peak_date: date


@dataclass(frozen=True)
class User:
    """Who uses much: an institution (`code` its BIC8) or a unit."""

    name: Label
    used_minor: int
    reserved_minor: int


@dataclass(frozen=True)
class LineOf:
    """A line by its institution; `product` is `None` for the legal entity's total."""

    institution: Label
    product: Label | None


@dataclass(frozen=True)
class Dormant:
    """A line that nobody has used: `last_use` is the last day on which it was in use."""

    line: LineOf
    approved_minor: int
    approved_on: date
    last_use: date | None
    days: int


@dataclass(frozen=True)
class Ending:
    """A line that ends; `within` is 30, 60 or 90 days, or 0 when it has ended already."""

    line: LineOf
    within: int
    expiry_date: date
    approved_minor: int
    used_minor: int
    reserved_minor: int


@dataclass(frozen=True)
class Breach:
    """A node in excess: what of it deals told beyond the line (active), and the rest (passive)."""

    label: Label
    owner: Label
    telephone: str
    line_minor: int
    taken_minor: int
    active_minor: int
    passive_minor: int
    since_date: date
    cure_date: date


@dataclass(frozen=True)
class Statistics:
    """The sections that were asked for: ledger minor units, as of the open business date `day`."""

    day: date
    asked: Asked
    products: Sequence[UseShare] = ()
    units: Sequence[UseShare] = ()
    countries: Sequence[UseShare] = ()
    months: Sequence[Month] = ()
    top_institutions: Sequence[User] = ()
    top_units: Sequence[User] = ()
    dormant: Sequence[Dormant] = ()
    ending: Sequence[Ending] = ()
    breaches: Sequence[Breach] = ()
