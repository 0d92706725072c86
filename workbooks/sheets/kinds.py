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
    LEDGER_AMOUNT = "ledger_amount"  # ledger currency, in the sheet's unit
    DEAL_AMOUNT = "deal_amount"  # the row's own currency, in full
    PERCENT = "percent"
    DATE = "date"
    COUNT = "count"
    DAYS = "days"  # a length in days
    DAYS_LEFT = "days_left"  # negative once it is over

    @property
    def is_amount(self) -> bool:
        """Whether the column holds money."""
        return self in {CellType.LEDGER_AMOUNT, CellType.DEAL_AMOUNT}


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
