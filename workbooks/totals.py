"""The row of totals above a register's header: native formulas, so that they follow the filter."""

from __future__ import annotations

from typing import TypeVar

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from workbooks.cells import write_cell
from workbooks.formats import HEAD_FILL, NAVY
from workbooks.page import Page
from workbooks.sheets.declaration import Column

Row = TypeVar("Row")
#: The total of a column, of the rows in sight.
SUM_IN_SIGHT = "=SUBTOTAL(109,{self})"


def write_totals(page: Page[Row]) -> None:
    """Write the totals; the word for them stands in the column that stays in sight."""
    register, words, row = page.register, page.desk.words, page.totals_row
    cells = {
        column.identifier: str(xl_rowcol_to_cell(row, place))
        for place, column in enumerate(register.columns)
    }
    totalled = register.totalled(page.ordered, words) if register.totalled else {}
    for place, column in enumerate(register.columns):
        shape = _shape(page, column)
        formula = register.totals.get(column.identifier)
        if formula is not None:
            body = xl_range_abs(page.first_row, place, page.last_row, place)
            said = formula.format(self=body, **cells)
            value = totalled.get(column.identifier)
            page.worksheet.write_formula(row, place, said, shape, "" if value is None else value)
        elif column.identifier == register.frozen:
            page.worksheet.write_string(row, place, words.say("frame.total"), shape)
        else:
            write_cell(page.worksheet, row, place, None, shape)


def _shape(page: Page[Row], column: Column[Row]) -> object:
    formats = page.desk.formats
    number = formats.number_format(column.cell_type, column.places)
    if column.signed:
        number = formats.signed(number)
    return formats.make(
        bold=True,
        font_color=NAVY,
        bg_color=HEAD_FILL,
        top=1,
        bottom=1,
        align="right" if column.identifier in page.register.totals else "left",
        num_format=number,
    )
