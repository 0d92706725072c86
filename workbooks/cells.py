"""The writer's door: here alone exact values become a spreadsheet's numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from backend.money import beyond_sheet
from workbooks.sheets.kinds import Shown


def write_cell(
    worksheet: Worksheet, row: int, column: int, value: Shown, cell_format: Format
) -> None:
    """Write one value. Text never becomes a formula, a link or a number.

    An amount of more digits than a spreadsheet keeps is written as text, so that none is lost.
    """
    match value:
        case None | "":
            worksheet.write_blank(row, column, None, cell_format)
        case str():
            worksheet.write_string(row, column, value, cell_format)
        case date():
            worksheet.write_datetime(row, column, value, cell_format)
        case Decimal() if beyond_sheet(value):
            worksheet.write_string(row, column, f"{value:,f}", cell_format)
        case _:
            # XlsxWriter takes a Decimal and writes its nearest number, 15 digits kept.
            worksheet.write_number(row, column, value, cell_format)
