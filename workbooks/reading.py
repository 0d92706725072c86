"""An editable cell as the database would keep it, by the type of its column."""

from __future__ import annotations

from typing import Any

from workbooks.content import CellError, read_text
from workbooks.days import read_date, read_days
from workbooks.grid import ReadCell
from workbooks.names import Names
from workbooks.sheets.declaration import Column
from workbooks.sheets.kinds import CellType, Stored
from workbooks.values import (
    read_count,
    read_deal_amount,
    read_ledger_amount,
    read_percent,
    read_ratio,
)


def read_stored(cell: ReadCell, column: Column[Any], currency: str, names: Names) -> Stored:
    """Return the cell's value, `None` for a blank one. Raises `CellError`.

    `currency` is the row's own, for an amount in it.
    """
    negative = column.may_be_negative
    match column.cell_type:
        case CellType.LEDGER_AMOUNT:
            return read_ledger_amount(cell, negative=negative)
        case CellType.DEAL_AMOUNT:
            places = names.lookups.minor_units.get(currency, 2)
            return read_deal_amount(cell, places, negative=negative)
        case CellType.PERCENT:
            return read_percent(cell, column.places, negative=negative)
        case CellType.RATIO:
            return read_ratio(cell, column.places, negative=negative)
        case CellType.COUNT:
            return read_count(cell, negative=negative)
        case CellType.DATE:
            return read_date(cell)
        case CellType.DAYS:
            return read_days(cell)
        case CellType.CODE:
            return _read_code(cell, column, names)
        case _:
            return read_text(cell)


def _read_code(cell: ReadCell, column: Column[Any], names: Names) -> str | None:
    text = read_text(cell)
    if text is None:
        return None
    code = names.code(column.choices, text)
    if code is None:
        raise CellError("not_in_list", cell)
    return code
