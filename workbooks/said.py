"""A value of the database as a sentence quotes it, in the unit of its column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from backend.money import from_minor, grouped, wan_text
from workbooks.names import Names
from workbooks.sheets.declaration import Column
from workbooks.sheets.kinds import MILLIONTH_DIGITS, CellType, Stored

NOTHING = "—"


def said(column: Column[Any], value: Stored, row: Any, names: Names) -> str:
    """Return `value` as text; a dash for nothing, a picked code in both languages."""
    if value is None:
        return NOTHING
    if column.cell_type is CellType.LEDGER_AMOUNT and isinstance(value, int):
        return wan_text(value)
    if column.cell_type is CellType.DEAL_AMOUNT and isinstance(value, int):
        places = names.lookups.minor_units.get(row.currency, 2)
        return f"{grouped(from_minor(value, places), places)} {row.currency}"
    if column.cell_type in {CellType.PERCENT, CellType.RATIO} and isinstance(value, int):
        return decimal_text(column, value)
    if isinstance(value, date):
        return value.isoformat()
    label = names.label(column.choices, str(value))
    return " ".join(dict.fromkeys((label.zh, label.en))) if label else str(value)


def decimal_text(column: Column[Any], millionths: int) -> str:
    """Return a percentage or ratio as its column shows it: 5.00%, 1.25."""
    if column.cell_type is CellType.PERCENT:
        return f"{grouped(Decimal(millionths).scaleb(2 - MILLIONTH_DIGITS), column.places)}%"
    return grouped(Decimal(millionths).scaleb(-MILLIONTH_DIGITS), column.places)
