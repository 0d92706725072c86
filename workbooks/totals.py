"""The totals above a register's header: native formulas, so that they follow the filter."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from workbooks.cells import write_cell
from workbooks.formats import HEAD_FILL, NAVY, WHOLE_AMOUNT_FORMAT
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


def write_parts(page: Page[Row]) -> None:
    """Write the totals of each part (of each currency, say), above the whole."""
    register, words = page.register, page.desk.words
    for row, part in enumerate(page.parts, page.parts_row):
        for place, column in enumerate(register.columns):
            shape = _shape(page, column)
            if column.identifier in register.parted:
                figures = _figures_of(page, column, part)
                if all(one.as_tuple().exponent == 0 for one in figures):
                    shape = _shape(page, column, WHOLE_AMOUNT_FORMAT)
                said = _part_of(page, row, place)
                page.worksheet.write_formula(row, place, said, shape, sum(figures, Decimal(0)))
            elif column.identifier == register.parted_by:
                page.worksheet.write_string(row, place, part, shape)
            elif column.identifier == register.frozen:
                page.worksheet.write_string(row, place, words.say("frame.total"), shape)
            else:
                write_cell(page.worksheet, row, place, None, shape)


def _figures_of(page: Page[Row], column: Column[Row], part: str) -> list[Decimal]:
    """Return a part's figures in one column; those of a yen have no decimals."""
    by, words = page.register.by_identifier[page.register.parted_by], page.desk.words
    shown = [column.shown(one, words) for one in page.ordered if by.shown(one, words) == part]
    return [Decimal(one) for one in shown if isinstance(one, int | Decimal)]


def _part_of(page: Page[Row], row: int, place: int) -> str:
    """Return the formula of a part's total of one column."""
    split = page.register.position(page.register.parted_by)
    body = xl_range_abs(page.first_row, place, page.last_row, place)
    top = xl_rowcol_to_cell(page.first_row, place, row_abs=True, col_abs=True)
    named = xl_range_abs(page.first_row, split, page.last_row, split)
    word = xl_rowcol_to_cell(row, split, col_abs=True)
    # A subtotal of each single cell counts those in sight only, as the totals do.
    in_sight = f"SUBTOTAL(109,OFFSET({top},ROW({body})-ROW({top}),0))"
    return f"=SUMPRODUCT({in_sight}*({named}={word}))"


def _shape(page: Page[Row], column: Column[Row], number: str = "") -> object:
    formats = page.desk.formats
    summed = {*page.register.totals, *page.register.parted}
    number = number or formats.number_format(column.cell_type, column.places)
    if column.signed:
        number = formats.signed(number)
    return formats.make(
        bold=True,
        font_color=NAVY,
        bg_color=HEAD_FILL,
        top=1,
        bottom=1,
        align="right" if column.identifier in summed else "left",
        num_format=number,
    )
