"""Conditional formats: states by their word, and red or orange only where the bank means it."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from xlsxwriter.utility import xl_rowcol_to_cell

from backend.language import both
from workbooks.formats import BAR, ORANGE, RED
from workbooks.page import Page
from workbooks.sheets.kinds import CellType

Row = TypeVar("Row")

_TONES: dict[str, dict[str, str]] = {
    "green": {"bg_color": "#C6E0B4", "font_color": "#375623"},
    "pale_green": {"bg_color": "#E2EFDA", "font_color": "#375623"},
    "blue": {"bg_color": "#BDD7EE", "font_color": "#1F4E79"},
    "red": {"bg_color": "#F8CBAD", "font_color": RED},
    "orange": {"bg_color": "#FFE699", "font_color": ORANGE},
    "violet": {"bg_color": "#E4DFEC", "font_color": "#5F497A"},
    "red_type": {"font_color": RED},
}
#: Words of every status column and their tones; a register adds those of its own states.
_STATUS = {
    "status.new": "green",
    "status.edited": "blue",
    "status.wrong": "red",
    "status.conflict": "orange",
    "status.saved": "pale_green",
    "status.awaiting": "violet",
    "status.returned": "red",
}
_NEARLY_FULL = 0.9


def write_conditions(page: Page[Row]) -> None:
    """Write the conditional formats of one register."""
    painter = _Painter(page)
    painter.status()
    for column in page.register.columns:
        if column.cell_type is CellType.USED_SHARE:
            painter.used_share(column.identifier)
        for condition, colour in ((column.red, RED), (column.orange, ORANGE)):
            if condition:
                said = condition if isinstance(condition, str) else condition()
                painter.alarm(column.identifier, said, font_color=colour, bold=True)


class _Painter(Generic[Row]):
    def __init__(self, page: Page[Row]) -> None:
        self.page = page

    def _add(self, identifier: str, options: dict[str, Any]) -> None:
        page = self.page
        position = page.register.position(identifier)
        page.worksheet.conditional_format(
            page.first_row, position, page.last_row, position, options
        )

    def _cell(self, identifier: str) -> str:
        position = self.page.register.position(identifier)
        return str(xl_rowcol_to_cell(self.page.first_row, position, col_abs=True))

    def alarm(self, identifier: str, condition: str, **properties: Any) -> None:
        """Format a column's cells where a condition holds; `{cell}` in it is the cell."""
        shape = self.page.desk.workbook.add_format(properties)
        criteria = f"={condition.replace('{cell}', self._cell(identifier))}"
        self._add(identifier, {"type": "formula", "criteria": criteria, "format": shape})

    def status(self) -> None:
        """Colour the status by its word, in either language."""
        tones = {**_STATUS, **self.page.register.status_tones}
        for key, tone in tones.items():
            words = ",".join(f'{{cell}}="{word}"' for word in both(key))
            self.alarm("status", f"OR({words})", **_TONES[tone], bold=True)

    def used_share(self, identifier: str) -> None:
        """Show the share as a bar, and orange from nine tenths."""
        nearly_full = f"AND(ISNUMBER({{cell}}),{{cell}}>={_NEARLY_FULL})"
        self.alarm(identifier, nearly_full, font_color=ORANGE, bold=True)
        self._add(
            identifier,
            {
                "type": "data_bar",
                "bar_color": BAR,
                "min_type": "num",
                "max_type": "num",
                "min_value": 0,
                "max_value": 1,
            },
        )
