"""Conditional formats: states by their word, and red or orange only where the bank means it."""

from __future__ import annotations

from typing import Any, TypeVar

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from backend.language import both
from workbooks.formats import BAR, ORANGE, RED
from workbooks.frame import FIRST_ROW, Desk
from workbooks.sheets.declaration import Register

Row = TypeVar("Row")

#: Words of the status column and their colours: fill, type.
_STATUS = {
    "status.new": ("#C6E0B4", "#375623"),
    "status.edited": ("#BDD7EE", "#1F4E79"),
    "status.wrong": ("#F8CBAD", RED),
    "status.conflict": ("#FFE699", ORANGE),
    "status.saved": ("#E2EFDA", "#375623"),
    "status.awaiting": ("#E4DFEC", "#5F497A"),
    "status.returned": ("#F8CBAD", RED),
    "request_state.awaiting_check": ("#E4DFEC", "#5F497A"),
}
_SOON_DAYS = 30
_NEARLY_FULL = 0.9


def write_conditions(
    desk: Desk, worksheet: Worksheet, register: Register[Row], last_row: int
) -> None:
    """Write the conditional formats of one register."""
    painter = _Painter(desk, worksheet, register, last_row)
    painter.status()
    for identifier, paint in (
        ("excess", painter.excess),
        ("use_share", painter.use_share),
        ("days_left", painter.days_left),
        ("pool", painter.below_zero),
        ("available", painter.below_zero),
        ("test", painter.test),
    ):
        if identifier in register.by_identifier:
            paint(identifier)


class _Painter:
    def __init__(
        self, desk: Desk, worksheet: Worksheet, register: Register[Any], last_row: int
    ) -> None:
        self.desk = desk
        self.worksheet = worksheet
        self.register = register
        self.last_row = last_row

    def _add(self, identifier: str, options: dict[str, Any]) -> None:
        position = self.register.position(identifier)
        self.worksheet.conditional_format(FIRST_ROW, position, self.last_row, position, options)

    def _cell(self, identifier: str) -> str:
        position = self.register.position(identifier)
        return str(xl_rowcol_to_cell(FIRST_ROW, position, col_abs=True))

    def _formula(self, identifier: str, criteria: str, **properties: Any) -> None:
        shape = self.desk.workbook.add_format(properties)
        self._add(identifier, {"type": "formula", "criteria": criteria, "format": shape})

    def status(self) -> None:
        """Colour the status by its word, in either language."""
        cell = self._cell("status")
        for key, (fill, colour) in _STATUS.items():
            words = ",".join(f'{cell}="{word}"' for word in both(key))
            self._formula("status", f"=OR({words})", bg_color=fill, font_color=colour, bold=True)
        lapsed = ",".join(f'{cell}="{word}"' for word in both("request_state.lapsed"))
        self._formula("status", f"=OR({lapsed})", font_color=RED)

    def excess(self, identifier: str) -> None:
        """Show every excess in red; the word before the figure says which kind."""
        self._formula(identifier, f'={self._cell(identifier)}<>""', font_color=RED, bold=True)

    def use_share(self, identifier: str) -> None:
        """Show the share as a bar, and orange from nine tenths."""
        cell = self._cell(identifier)
        self._formula(
            identifier,
            f"=AND(ISNUMBER({cell}),{cell}>={_NEARLY_FULL})",
            font_color=ORANGE,
            bold=True,
        )
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

    def days_left(self, identifier: str) -> None:
        """Show overdue lines in red and those of the next thirty days in orange."""
        cell = self._cell(identifier)
        self._formula(identifier, f"=AND(ISNUMBER({cell}),{cell}<0)", font_color=RED, bold=True)
        self._formula(
            identifier,
            f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<={_SOON_DAYS})",
            font_color=ORANGE,
            bold=True,
        )

    def below_zero(self, identifier: str) -> None:
        """Show a figure below zero in red."""
        cell = self._cell(identifier)
        self._formula(identifier, f"=AND(ISNUMBER({cell}),{cell}<0)", font_color=RED, bold=True)

    def test(self, identifier: str) -> None:
        """Show a test that fell short in red; its word says so too."""
        cell = self._cell(identifier)
        fits = ",".join(f'{cell}<>"{word}"' for word in both("phrase.fits"))
        self._formula(identifier, f'=AND({cell}<>"",{fits})', font_color=RED)
