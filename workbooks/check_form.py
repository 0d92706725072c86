"""The limit check on the page: inputs at the left, the answer beside them, the ladder beneath.

The sheet is protected without a password: only the yellow cells can be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from backend.dates import months_after
from backend.language import Language
from backend.queries.rows import LedgerRow
from workbooks.check_answers import answers, fresh_answers
from workbooks.check_data import write_check_data
from workbooks.check_inputs import write_inputs
from workbooks.check_reasoning import (
    MATCHES,
    calculations,
    fresh_values,
    ladder_ranges,
)
from workbooks.check_tables import write_ladder, write_uses
from workbooks.contents import Contents
from workbooks.formats import (
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
from workbooks.sheets.limits_ledger import IDENTIFIER as LEDGER

SHEET = "_check"
_WIDTHS = {
    Language.CHINESE: (15, 30, 13, 11, 12, 11, 11, 13, 13, 9, 12, 28, 3),
    Language.ENGLISH: (23, 34, 13, 12, 12, 12, 11, 13, 13, 9, 12, 34, 3),
}
_LAST_COLUMN = 11
_MARK_COLUMN = 12
_LAST_ROW = limit_check.USES_HEADER_ROW + limit_check.USES_ROWS
_ANSWER_ROW, _NOTE_ROWS = 2, range(3, 11)


def add_check_form(desk: Desk, _contents: Contents) -> None:
    """Add the form's sheet, so that it comes first."""
    desk.workbook.add_worksheet(_title(desk))


def _title(desk: Desk) -> str:
    return desk.words.say(f"sheet.{limit_check.IDENTIFIER}")


def write_check_form(desk: Desk, contents: Contents) -> None:
    """Write the form into its sheet, and its data and reasoning on two hidden sheets."""
    words = desk.words
    worksheet = desk.workbook.get_worksheet_by_name(_title(desk))
    assert worksheet is not None
    ledger: Sequence[LedgerRow] = contents.rows[LEDGER]
    write_head(
        desk,
        worksheet,
        _title(desk),
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
    write_inputs(desk, worksheet, _title(desk))
    labels = write_check_data(desk, ledger)
    _write_reasoning(desk, labels)
    _write_answers(desk, worksheet)
    write_ladder(desk, worksheet)
    write_uses(desk, worksheet)
    set_page(worksheet, desk.language, _LAST_ROW, _MARK_COLUMN)
    worksheet.fit_to_pages(1, 1)
    worksheet.protect("", {"select_locked_cells": True, "format_columns": True})
    worksheet.set_selection("B3")


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
    sheet = _title(desk)
    for name, place in ladder_ranges().items():
        desk.workbook.define_name(name, f"='{sheet}'!{place}")
    worksheet.very_hidden()


def _write_answers(desk: Desk, worksheet: Worksheet) -> None:
    formulas, today = answers(desk.words), desk.pull.as_of
    end = months_after(today, 1)
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
        worksheet.merge_range(row, 3, row, _LAST_COLUMN, "", shape)
        worksheet.write_string(row, 3, said, shape)
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
