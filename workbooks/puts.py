"""What a column shows of a row, as it is put into a cell of a package that stands already."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from backend.money import beyond_sheet
from workbooks.grid import CellValue
from workbooks.sheets.declaration import Column, Register
from workbooks.sheets.kinds import Shown
from workbooks.sheets.words import Words
from workbooks.surgery import Put

_DAY_ZERO = date(1899, 12, 30)
#: Workbooks of the 1904 date system count from so many days later.
_LATER_DAYS = 1462


def put_of(
    shown: Shown,
    column: Column[Any],
    register: Register[Any],
    words: Words,
    *,
    later_days: bool = False,
) -> Put:
    """Return a column's value as it is put into a cell; a native formula stands over it."""
    native = register.formulas.get(column.identifier)
    formula = native(words.language).removeprefix("=") if native else ""
    text, number = _written(shown, later_days=later_days)
    return Put(text, number, keeps_formula=bool(native), formula=formula)


def put_of_value(value: CellValue, *, later_days: bool = False) -> Put:
    """Return what was read from one cell as it is put into another."""
    match value:
        case bool():
            return Put(number=str(int(value)))
        case float():
            return Put(number=repr(value).removesuffix(".0"))
        case datetime():
            return Put(number=_written(value.date(), later_days=later_days)[1])
        case time() | timedelta():
            return Put(str(value))
        case _:
            return Put(*_written(value, later_days=later_days))


def _written(shown: Shown, *, later_days: bool) -> tuple[str, str]:
    """Return a value as a text, or as a number's digits; amounts keep every digit."""
    match shown:
        case None:
            return "", ""
        case str():
            return shown, ""
        case date():
            return "", str((shown - _DAY_ZERO).days - (_LATER_DAYS if later_days else 0))
        case Decimal() if beyond_sheet(shown):
            return f"{shown:,f}", ""
        case Decimal():
            return "", f"{shown:f}"
        case _:
            return "", str(shown)
