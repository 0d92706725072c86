"""What stands in a cell, as its user would say it: text, or the name of what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal

from backend.money import beyond_sheet
from workbooks.grid import ReadCell


class CellError(ValueError):
    """A cell that cannot be taken; `code` is beneath `finding.`, `given` is what stands there.

    `detail` holds what else the sentence says.
    """

    def __init__(self, code: str, cell: ReadCell, detail: Mapping[str, str] | None = None) -> None:
        """Keep the code and the cell's content as text."""
        super().__init__(code)
        self.code = code
        self.given = given(cell)
        self.detail = dict(detail or {})


def given(cell: ReadCell) -> str:
    """Return what stands in a cell, as its user would say it."""
    value = cell.value
    match value:
        case bool():
            return str(value).upper()
        case float():
            return _digits(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
    return str(value).strip()


def _digits(number: float) -> str:
    """Return a number with all of its digits and no exponent."""
    value = Decimal(repr(number))
    if not value.is_finite():
        return str(number)
    return f"{value.to_integral_value() if value == value.to_integral_value() else value:f}"


def require_sound(cell: ReadCell) -> None:
    """Raise `CellError` for an error value or a formula."""
    if cell.error:
        raise CellError("error_value", cell)
    if cell.formula:
        raise CellError("formula_in_cell", cell)


def require_kept(cell: ReadCell, code: str) -> None:
    """Raise `CellError` for a number of more digits than a spreadsheet keeps.

    What was typed behind the fifteenth digit is gone before we read it.
    """
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    number = Decimal(repr(value))
    if number.is_finite() and beyond_sheet(number):
        raise CellError(code, cell)


def read_text(cell: ReadCell) -> str | None:
    """Return text without surrounding spaces; a typed number as its digits.

    Raises `CellError` `too_many_digits` for a number that a spreadsheet has changed already.
    """
    require_sound(cell)
    if cell.blank:
        return None
    require_kept(cell, "too_many_digits")
    return given(cell)
