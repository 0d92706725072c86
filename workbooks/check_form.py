"""The limit check on the page: inputs at the left, the answer beside them, the ladder beneath.

The sheet is protected without a password: only the yellow cells can be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from backend.language import Language
from backend.queries.rows import LedgerRow
from workbooks.check_answers import answers, fresh_answers
from workbooks.check_data import write_check_data
from workbooks.check_reasoning import (
    MATCHES,
    add_months,
    calculations,
    fresh_values,
    ladder_ranges,
)
from workbooks.check_tables import write_ladder, write_uses
from workbooks.formats import (
    EDIT_FILL,
    EDIT_TYPE,
    GREEN,
    GREY_TYPE,
    GRID,
    NAVY,
    ORANGE,
    RED,
    ROW_HEIGHT,
)
from workbooks.frame import Desk, set_page, write_head
from workbooks.sheets import limit_check
from workbooks.sheets.kinds import CellType

SHEET = "_check"
_WIDTHS = {
    Language.CHINESE: (15, 30, 13, 11, 12, 11, 11, 13, 13, 9, 12, 28, 3),
    Language.ENGLISH: (23, 34, 13, 12, 12, 12, 11, 13, 13, 9, 12, 34, 3),
}
_LAST_COLUMN = 11
_MARK_COLUMN = 12
_LAST_ROW = limit_check.USES_HEADER_ROW + limit_check.USES_ROWS
_ANSWER_ROW, _NOTE_ROWS = 2, range(3, 11)


def write_check_form(desk: Desk, worksheet: Worksheet, ledger: Sequence[LedgerRow]) -> None:
    """Write the form into `worksheet`, and its data and reasoning on two hidden sheets."""
    words = desk.words
    write_head(
        desk,
        worksheet,
        words.say(f"sheet.{limit_check.IDENTIFIER}"),
        words.say("unit.ledger"),
        words.say("unit.ledger_currency"),
    )
    worksheet.hide_gridlines(2)
    worksheet.set_default_row(ROW_HEIGHT)
    for column, width in enumerate(_WIDTHS[desk.language]):
        worksheet.set_column(column, column, width)
    worksheet.set_row(_ANSWER_ROW, 36)
    for row in _NOTE_ROWS:
        worksheet.set_row(row, 21)
    _write_inputs(desk, worksheet)
    labels = write_check_data(desk, ledger)
    _write_reasoning(desk, labels)
    _write_answers(desk, worksheet)
    write_ladder(desk, worksheet)
    write_uses(desk, worksheet)
    set_page(worksheet, desk.language, _LAST_ROW, _MARK_COLUMN)
    worksheet.fit_to_pages(1, 1)
    worksheet.protect("", {"select_locked_cells": True, "format_columns": True})
    worksheet.set_selection("B3")


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


def _write_inputs(desk: Desk, worksheet: Worksheet) -> None:
    fresh = _fresh_inputs(desk)
    label_format = desk.formats.make(bold=True, font_color=NAVY, align="right", indent=1)
    sheet = desk.words.say(f"sheet.{limit_check.IDENTIFIER}")
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
        value = fresh.get(entry.identifier, "")
        if isinstance(value, date):
            worksheet.write_datetime(entry.cell, value, shape)
        else:
            worksheet.write(entry.cell, value, shape)
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


def _write_reasoning(desk: Desk, labels: Sequence[str]) -> None:
    """Write the hidden calculations and the list of matches, each under its name."""
    worksheet = desk.workbook.add_worksheet(SHEET)
    fresh = fresh_values(desk.words, desk.pull.as_of, len(labels))
    for row, step in enumerate(calculations(desk.words)):
        worksheet.write_string(row, 0, step.name)
        worksheet.write_formula(row, 1, step.formula, None, fresh.get(step.name, ""))
        desk.workbook.define_name(step.name, f"={SHEET}!$B${row + 1}")
    for row in range(MATCHES):
        formula = f'=IFERROR(INDEX(bank_label,MATCH({row + 1},bank_hits,0)),"")'
        label = labels[row] if row < len(labels) else ""
        worksheet.write_formula(row, 3, formula, None, label)
    area = f"{SHEET}!$D$1:$D${MATCHES}"
    desk.workbook.define_name("check_match_area", f"={area}")
    visible = f"MAX(1,MIN({MATCHES},check_hits))"
    desk.workbook.define_name("check_matches", f"=OFFSET({SHEET}!$D$1,0,0,{visible},1)")
    sheet = desk.words.say(f"sheet.{limit_check.IDENTIFIER}")
    for name, place in ladder_ranges().items():
        desk.workbook.define_name(name, f"='{sheet}'!{place}")
    worksheet.very_hidden()


def _write_answers(desk: Desk, worksheet: Worksheet) -> None:
    formulas, today = answers(desk.words), desk.pull.as_of
    end = add_months(today, 1)
    fresh = fresh_answers(desk.words, end, (end - today).days)
    for cell, label, name in limit_check.ANSWERS:
        _label(desk, worksheet, cell, label)
        shape = _big(desk) if name == "answer" else _panel(desk)
        row = int(cell[1:]) - 1
        worksheet.merge_range(row, 3, row, _LAST_COLUMN, "", shape)
        worksheet.write_formula(row, 3, formulas[name], shape, fresh.get(name, ""))
    words = desk.words
    snapshot = words.say("check.snapshot_text", time=words.time(desk.pull.made_at))
    for cell, label, said in (
        (limit_check.SNAPSHOT_CELL, "check.snapshot", snapshot),
        (limit_check.LIVE_CELL, "check.live", words.say("check.live_text")),
    ):
        _label(desk, worksheet, cell, label)
        row = int(cell[1:]) - 1
        shape = _panel(desk, font_color=ORANGE)
        worksheet.merge_range(row, 3, row, _LAST_COLUMN, said, shape)
    # Three letters tell a no from a sentence that merely begins like one; a question has no colour.
    for key, colour in (("check.yes", GREEN), ("check.no_short", RED)):
        word = words.say(key)[:3]
        worksheet.conditional_format(
            "D3:L3",
            {
                "type": "formula",
                "criteria": f'=LEFT($D$3,{len(word)})="{word}"',
                "format": desk.workbook.add_format({"font_color": colour}),
            },
        )


def _label(desk: Desk, worksheet: Worksheet, cell: str, key: str) -> None:
    shape = desk.formats.make(font_color=GREY_TYPE, align="right", indent=1)
    worksheet.write_string(f"C{cell[1:]}", desk.words.say(key), shape)


def _big(desk: Desk) -> Any:
    return desk.formats.make(
        bold=True, font_size=18, font_color=NAVY, bottom=2, bottom_color=NAVY, indent=1
    )


def _panel(desk: Desk, **properties: Any) -> Any:
    return desk.formats.make(bottom=1, bottom_color=GRID, indent=1, **properties)
