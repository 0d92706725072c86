"""Plain lists for whoever asked: a workbook with one sheet a list, or one list as CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

from xlsxwriter import Workbook

from backend.files import whole_file
from backend.language import Language
from workbooks.cells import write_cell
from workbooks.formats import (
    AMOUNT_FORMAT,
    DATE_FORMAT,
    GRID,
    ROW_HEIGHT,
    WHOLE_AMOUNT_FORMAT,
    Formats,
)
from workbooks.frame import set_page
from workbooks.sheets.kinds import Shown
from workbooks.whole import whole_workbook

_HEADER = 2
#: With these a text would begin a formula in whatever opens a CSV.
_FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Listed:
    """One list: the sheet's name, its title, facts (unit, currency, time), columns, rows.

    `columns` are (label, width in characters); amounts are `Decimal`, counts `int`.
    """

    name: str
    title: str
    facts: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Shown]]


def write_lists(path: Path, lists: Sequence[Listed], language: Language) -> None:
    """Write a workbook of lists; it appears whole or not at all. Raises `OutageError`."""
    with whole_workbook(path) as draft:
        workbook = Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False})
        formats = Formats(workbook, language)
        for one in lists:
            _write(workbook, formats, one, language)
        workbook.close()


def _write(workbook: Workbook, formats: Formats, one: Listed, language: Language) -> None:
    sheet = workbook.add_worksheet(one.name)
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW_HEIGHT)
    sheet.write_string(0, 0, one.title, formats.title())
    sheet.write_string(1, 0, one.facts, formats.facts())
    for column, (label, width) in enumerate(one.columns):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADER, column, label, formats.heading(editable=False))
    for row, values in enumerate(one.rows, _HEADER + 1):
        for column, value in enumerate(values):
            shape = formats.make(border=1, border_color=GRID, **_shape(value))
            write_cell(sheet, row, column, value, shape)
    last = _HEADER + len(one.rows)
    sheet.freeze_panes(_HEADER + 1, 1)
    sheet.autofilter(_HEADER, 0, last, len(one.columns) - 1)
    set_page(sheet, language, last, len(one.columns) - 1)
    sheet.repeat_rows(_HEADER)


def _shape(value: Shown) -> dict[str, str]:
    match value:
        case Decimal():
            return {"num_format": AMOUNT_FORMAT, "align": "right"}
        case int():
            return {"num_format": WHOLE_AMOUNT_FORMAT, "align": "right"}
        case date():
            return {"num_format": DATE_FORMAT, "align": "center"}
        case _:
            return {"num_format": "@", "align": "left"}


def write_list(path: Path, one: Listed) -> None:
    """Write one list as CSV in UTF-8 with its mark, which Excel needs; whole or not at all."""
    with whole_file(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([_said(label) for label, _width in one.columns])
        writer.writerows([_said(value) for value in row] for row in one.rows)


def _said(value: Shown) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _begins_formula(value) else value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _begins_formula(text: str) -> bool:
    # The full-width signs of Chinese and Japanese keyboards are taken like the narrow ones, and
    # blanks before them are passed over.
    return normalize("NFKC", text).lstrip().startswith(_FORMULA_SIGNS)
