"""One page format for every report: head, sections, tables, sentences, signatures, footer.

Rows are written from top to bottom by a cursor; a report says what, the page knows where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from backend.language import Language, text
from backend.services.issued_reports import Issued
from workbooks.cells import write_cell
from workbooks.formats import DATE_FORMAT, GREY_TYPE, GRID, HEAD_FILL, NAVY, Formats
from workbooks.frame import A4
from workbooks.sheets.kinds import Shown
from workbooks.sheets.words import BANK_TIME

_LINE_HEIGHT = 16.5
_HEAD_BORDER = "#8EA9C9"
_FOOTER_SIZE = 8
_LAST_NARROW = 0x2E7F


@dataclass(frozen=True)
class ReportHead:
    """What stands at the top of a report: 表号, title, 填报单位, 报告期, 单位."""

    form_number: str
    title: str
    unit_name: str
    period: str
    unit: str


@dataclass
class ReportPage:
    """A sheet that is printed, and the row at which writing goes on. `widths` in characters."""

    workbook: Workbook
    worksheet: Worksheet
    formats: Formats
    language: Language
    widths: Sequence[float]
    row: int = 0
    breaks: list[int] = field(default_factory=list)

    def say(self, key: str, **parameters: object) -> str:
        """Return a text of the glossary in the report's language."""
        return text(key, self.language, **parameters)

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def set_up(self, head: ReportHead, issued: Issued, *, landscape: bool = False) -> None:
        """Write the head; set paper, margins and the footer that says which printing this is."""
        sheet = self.worksheet
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_default_row(_LINE_HEIGHT)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.55, bottom=0.75)
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)
        printed = f"{issued.made_at.astimezone(BANK_TIME):%Y-%m-%d %H:%M}"
        footer = self.say(
            "report.footer", number=issued.number, time=printed, printing=issued.print_number
        )
        sheet.set_footer(f"&C&{_FOOTER_SIZE}{footer}")
        self._write_head(head)

    def _write_head(self, head: ReportHead) -> None:
        small = {"font_size": 9, "font_color": "#404040"}
        self.merge(0, self.last, head.form_number, align="right", **small)
        self.next_row()
        self.merge(
            0, self.last, head.title, bold=True, font_size=16, font_color=NAVY, align="center"
        )
        self.next_row(30)
        for first, last, said, align in (
            (0, 2, self.say("report.unit_name", name=head.unit_name), "left"),
            (3, 5, self.say("report.period", period=head.period), "center"),
            (6, self.last, self.say("report.unit", unit=head.unit), "right"),
        ):
            self.merge(first, last, said, align=align, bottom=2, bottom_color=NAVY, **small)
        self.next_row()

    # --- writing --------------------------------------------------------------------------------

    def next_row(self, height: float | None = None) -> None:
        """Go to the next row; give the present one a height of its own."""
        self.worksheet.set_row(self.row, height)
        self.row += 1

    def skip(self, height: float = 6) -> None:
        """Leave a gap."""
        self.next_row(height)

    def merge(self, first: int, last: int, value: Shown, **properties: Any) -> None:
        """Write one value over the columns `first` to `last` of the present row."""
        shape = self.formats.make(**properties)
        if first < last:
            self.worksheet.merge_range(self.row, first, self.row, last, "", shape)
        self.write(first, value, shape)

    def write(self, column: int, value: Shown, shape: Format) -> None:
        """Write one value into the present row."""
        write_cell(self.worksheet, self.row, column, value, shape)

    def section(self, key: str, **parameters: object) -> None:
        """Write the heading of a section."""
        self.skip()
        shape = {"bold": True, "font_color": NAVY, "font_size": 11, "bottom": 1}
        self.merge(0, self.last, self.say(key, **parameters), bottom_color=NAVY, **shape)
        self.next_row(20)

    def sentence(self, said: str, *, indent: int = 1, **properties: Any) -> None:
        """Write a sentence over the whole width, as many lines high as it needs."""
        lines = self.lines_of(said, sum(self.widths) - 2 * indent)
        self.merge(0, self.last, said, text_wrap=True, align="left", indent=indent, **properties)
        self.next_row(_LINE_HEIGHT * lines)

    @staticmethod
    def lines_of(said: str, width: float) -> int:
        """Return how many lines a text needs in a width of so many characters."""
        return sum(
            max(1, -(-_display_width(part) // max(1, int(width * 0.97))))
            for part in said.split("\n")
        )

    def table_head(self, spans: Sequence[tuple[int, int, str]], height: float = 30) -> None:
        """Write a table's header: (first column, last column, label)."""
        for first, last, label in spans:
            self.merge(
                first,
                last,
                label,
                bold=True,
                font_color=NAVY,
                bg_color=HEAD_FILL,
                align="center",
                text_wrap=True,
                border=1,
                border_color=_HEAD_BORDER,
                font_size=9,
            )
        self.next_row(height)

    def table_cell(self, first: int, last: int, value: Shown, **properties: Any) -> None:
        """Write one cell of a table; numbers stand right and texts left unless said."""
        number = isinstance(value, int | Decimal)
        shape: dict[str, Any] = {"align": "right" if number else "left", "font_size": 9}
        if isinstance(value, date):
            shape |= {"align": "center", "num_format": DATE_FORMAT}
        self.merge(first, last, value, border=1, border_color=GRID, **{**shape, **properties})

    def signatures(self, roles: Sequence[tuple[str, str]], note: str) -> None:
        """Write places to sign: (role, name from the trail); stamps are put on paper."""
        self.skip(10)
        width = (self.last + 1) // len(roles)
        for place, (role, name) in enumerate(roles):
            first = place * width
            last = self.last if place == len(roles) - 1 else first + width - 1
            said = self.say("report.signature", role=role, name=name)
            self.merge(first, last, said, align="left", valign="bottom", bottom=1)
        self.next_row(34)
        for place in range(len(roles)):
            first = place * width
            last = self.last if place == len(roles) - 1 else first + width - 1
            self.merge(first, last, self.say("report.signed_on"), font_size=9, align="left")
        self.next_row(20)
        self.merge(0, self.last, note, font_color=GREY_TYPE, font_size=8, align="left")
        self.next_row()

    def page_break(self) -> None:
        """Begin a new page with the present row."""
        self.breaks.append(self.row)

    def finish(self) -> None:
        """Fix what is printed."""
        self.worksheet.print_area(0, 0, self.row - 1, self.last)
        if self.breaks:
            self.worksheet.set_h_pagebreaks(self.breaks)


def _display_width(said: str) -> int:
    """Return the width of a text in characters; one of East Asia takes two."""
    return sum(2 if ord(letter) > _LAST_NARROW else 1 for letter in said)
