"""A sheet that is no register: title, facts, a note, labels in both languages, columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from workbooks.formats import ROW_HEIGHT
from workbooks.frame import COUNTS_ROW, Desk, set_page, write_head
from workbooks.register import ENGLISH_WIDTH
from workbooks.sheets.kinds import CellType

OTHER_ROW = COUNTS_ROW + 1
HEADER_ROW = OTHER_ROW + 1
FIRST_ROW = HEADER_ROW + 1


@dataclass(frozen=True)
class Heading:
    """A column: its words by language, its width in characters of a Chinese label."""

    zh: str
    en: str
    width: float
    cell_type: CellType = CellType.TEXT
    places: int = 2


def begin(desk: Desk, title: str, unit: str, currency: str, note: str) -> Worksheet:
    """Add a sheet with its frame and return it."""
    worksheet = desk.workbook.add_worksheet(title)
    worksheet.set_default_row(ROW_HEIGHT)
    worksheet.hide_gridlines(2)
    write_head(desk, worksheet, title, unit, currency)
    worksheet.write_string(COUNTS_ROW, 0, note, desk.formats.facts())
    return worksheet


def write_headings(desk: Desk, worksheet: Worksheet, headings: Sequence[Heading]) -> None:
    """Write the labels in both languages and set the widths."""
    chinese = desk.language.value == "zh"
    for place, heading in enumerate(headings):
        own, other = (heading.zh, heading.en) if chinese else (heading.en, heading.zh)
        worksheet.write_string(OTHER_ROW, place, other, desk.formats.other_language())
        worksheet.write_string(HEADER_ROW, place, own, desk.formats.heading(editable=False))
        width = heading.width if chinese else heading.width * ENGLISH_WIDTH
        worksheet.set_column(place, place, width)
    worksheet.set_row(OTHER_ROW, 24)
    worksheet.set_row(HEADER_ROW, 40)


def end(desk: Desk, worksheet: Worksheet, last_row: int, last_column: int) -> None:
    """Set up the printed page and repeat the header on each."""
    set_page(worksheet, desk.language, last_row, last_column)
    worksheet.repeat_rows(OTHER_ROW, HEADER_ROW)


def quoted(title: str) -> str:
    """Return a sheet's name as a formula says it."""
    doubled = title.replace("'", "''")
    return f"'{doubled}'"
