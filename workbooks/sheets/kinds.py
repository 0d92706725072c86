"""The kinds of columns and cells, and what a cell shows and keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

Shown = None | str | int | Decimal | date
#: What the database keeps in a cell: minor units, text, a code's text, a date, or nothing.
Stored = None | int | str | date
#: Fills `{unit_zh}` and `{unit_en}` in the labels of columns that belong to a unit.
Names = Mapping[str, str]

#: Conditions of a column's cells, for its red and orange type.
BELOW_ZERO = "AND(ISNUMBER({cell}),{cell}<0)"
WITHIN_THIRTY = "AND(ISNUMBER({cell}),{cell}>=0,{cell}<=30)"
#: Percentages and ratios are kept as whole numbers of this many decimals.
MILLIONTH_DIGITS = 6


class Kind(StrEnum):
    """Who writes a column."""

    SYSTEM = "S"
    KEY = "K"
    COMPUTED = "C"
    TYPED = "E"
    PICKED = "L"


class CellType(StrEnum):
    """What a column holds, and so its alignment, number format and way of being read."""

    TEXT = "text"
    CODE = "code"  # shown by its label, read back as its code
    LEDGER_AMOUNT = "ledger_amount"  # the column's currency, in ten thousands
    DEAL_AMOUNT = "deal_amount"  # the row's own currency, in full
    PERCENT = "percent"  # 5% is 0.05 in the sheet, and 50,000 where it is kept
    RATIO = "ratio"  # a plain decimal; kept as a whole number of millionths
    USED_SHARE = "used_share"  # a percentage with a mark from nine tenths
    DATE = "date"
    COUNT = "count"
    DAYS = "days"  # a length in days
    DAYS_LEFT = "days_left"  # negative once it is over

    @property
    def is_amount(self) -> bool:
        """Whether the column holds money."""
        return self in {CellType.LEDGER_AMOUNT, CellType.DEAL_AMOUNT}


def from_millionths(value: int | None) -> Decimal | None:
    """Return a percentage or ratio as its sheet shows it; `None` stays nothing."""
    return None if value is None else Decimal(value).scaleb(-MILLIONTH_DIGITS)


def nothing(_row: object) -> Stored:
    """Say that the database keeps nothing in this cell."""
    return None


def never(_row: object) -> bool:
    """Say that no row's cell may be edited."""
    return False


def always(_row: object) -> bool:
    """Say that every row's cell may be edited."""
    return True


def this_row(table: str, heading: str) -> str:
    """Return the reference to a column's cell in the same row, written in full.

    The short form with an at sign is corrupted when Calc saves.
    """
    escaped = "".join(f"'{sign}" if sign in "[]#'" else sign for sign in heading)
    return f"{table}[[#This Row],[{escaped}]]"
