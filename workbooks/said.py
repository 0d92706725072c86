"""A value of the database as a sentence quotes it, in the unit of its column."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.language import both
from backend.money import from_minor, grouped, wan_text
from workbooks.names import Names
from workbooks.sheets.declaration import Column
from workbooks.sheets.kinds import CellType, Stored

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
    if isinstance(value, date):
        return value.isoformat()
    if column.choices == "consents":
        return " ".join(both(f"consent.{value}"))
    return str(value)
