"""What a person fills in the check form: the yellow cells, their lists and their names."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

from workbooks.cells import write_cell
from workbooks.formats import EDIT_FILL, EDIT_TYPE, NAVY
from workbooks.frame import Desk
from workbooks.sheets import limit_check
from workbooks.sheets.kinds import CellType


def _fresh_inputs(desk: Desk) -> dict[str, str | date]:
    """Return what stands in the form before anybody types: the usual deal of the day."""
    lookups, words = desk.words.lookups, desk.words
    return {
        "product": words.product(lookups.products[0].code) if lookups.products else "",
        "unit": words.unit(lookups.units[0].code) if lookups.units else "",
        "currency": lookups.agreed_currencies[0] if lookups.agreed_currencies else "",
        "value_date": desk.pull.as_of,
        "maturity": "1M",
    }


def write_inputs(desk: Desk, worksheet: Worksheet, sheet: str) -> None:
    """Write the form's inputs, with what stands there before anybody types, and name them."""
    fresh = _fresh_inputs(desk)
    label_format = desk.formats.make(bold=True, font_color=NAVY, align="right", indent=1)
    for entry in limit_check.INPUTS:
        worksheet.write_string(f"A{entry.cell[1:]}", desk.words.say(entry.label), label_format)
        shape = desk.formats.make(
            bg_color=EDIT_FILL,
            font_color=EDIT_TYPE,
            border=1,
            border_color="#BFA94A",
            locked=False,
            num_format=desk.formats.number_format(entry.cell_type),
            align="right" if entry.cell_type is CellType.DEAL_AMOUNT else "left",
            indent=0 if entry.cell_type is CellType.DEAL_AMOUNT else 1,
        )
        row, column = xl_cell_to_rowcol(entry.cell)
        write_cell(worksheet, row, column, fresh.get(entry.identifier), shape)
        place = f"'{sheet}'!$B${entry.cell[1:]}"
        desk.workbook.define_name(f"check_{entry.identifier}", f"={place}")
        _validate(desk, worksheet, entry)


def _validate(desk: Desk, worksheet: Worksheet, entry: limit_check.FormCell) -> None:
    options: dict[str, Any] = {"validate": "any"}
    if entry.choices:
        # A choice that no longer matches is said in D3, so it is not refused here.
        strict = entry.identifier != "choice"
        options = {"validate": "list", "source": f"={entry.choices}", "show_error": strict}
    elif entry.identifier == "amount":
        options = {"validate": "decimal", "criteria": ">=", "value": 0}
    if entry.help_text:
        options["input_message"] = desk.words.say(entry.help_text)
    worksheet.data_validation(entry.cell, options)
