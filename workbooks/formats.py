"""How cells look: one palette for every sheet, made once a workbook.

Colours say who may write (yellow and blue type: a person; white: read; grey: the system). What a
row's state is, and what is late or over, is said by conditional formats beside a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from backend.language import Language, text
from workbooks.sheets.kinds import CellType

FONT = "Microsoft YaHei"
FONT_SIZE = 10
ROW_HEIGHT = 18

NAVY = "#1F3864"
GREY_TYPE = "#7F7F7F"
GRID = "#D9D9D9"
EDIT_FILL = "#FFFBE0"
EDIT_TYPE = "#0000C8"
SYSTEM_FILL = "#F2F2F2"
HEAD_FILL = "#DCE6F1"
HEAD_EDIT_FILL = "#FFEFB0"
RED = "#C00000"
ORANGE = "#C55A11"
GREEN = "#1E6B34"
BAR = "#9DC3E6"

AMOUNT_FORMAT = '#,##0.00_);(#,##0.00);"-"_)'
WHOLE_AMOUNT_FORMAT = '#,##0_);(#,##0);"-"_)'
DATE_FORMAT = "yyyy-mm-dd"


class Role(StrEnum):
    """Who may write a cell, and so its colours."""

    READ = "read"
    EDIT = "edit"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True)
class Look:
    """What decides how a cell of a table looks.

    `places` are the decimals of a percentage or ratio, a `signed` one says up or down; `whole` is
    for a deal's amount in a currency without decimals.
    """

    cell_type: CellType
    role: Role
    places: int = 2
    signed: bool = False
    strong: bool = False
    whole: bool = False


_COLOURS: dict[Role, dict[str, Any]] = {
    Role.READ: {"bg_color": "#FFFFFF"},
    Role.EDIT: {"bg_color": EDIT_FILL, "font_color": EDIT_TYPE},
    Role.KEY: {"bg_color": "#FFFFFF", "font_color": GREY_TYPE, "font_size": 8},
    Role.SYSTEM: {"bg_color": SYSTEM_FILL, "font_color": "#404040"},
}

_ALIGNMENT = {
    CellType.TEXT: "left",
    CellType.CODE: "left",
    CellType.DATE: "center",
}


class Formats:
    """The formats of one workbook; the same request gives the same format."""

    def __init__(self, workbook: Workbook, language: Language) -> None:
        """Prepare for `workbook`; number formats carry words of `language`."""
        self._workbook = workbook
        self._language = language
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._cells: dict[Look, Format] = {}

    def make(self, **properties: Any) -> Format:
        """Return a format with the house's font and these properties."""
        whole = {"font_name": FONT, "font_size": FONT_SIZE, "valign": "vcenter", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(whole)
        return self._made[key]

    def number_format(self, cell_type: CellType, places: int = 2) -> str:
        """Return the number format of a type of cell."""
        decimals = f"0.{'0' * places}" if places else "0"
        return {
            CellType.LEDGER_AMOUNT: AMOUNT_FORMAT,
            CellType.DEAL_AMOUNT: AMOUNT_FORMAT,
            # A mark stands beside the colour: the page is printed in black and white.
            CellType.USED_SHARE: '[>=0.9]"! "0%;0%',
            CellType.PERCENT: f"{decimals}%",
            CellType.RATIO: f"#,##{decimals}",
            CellType.DATE: DATE_FORMAT,
            CellType.COUNT: WHOLE_AMOUNT_FORMAT,
            CellType.DAYS: text("number_format.days", self._language),
            CellType.DAYS_LEFT: text("number_format.days_left", self._language),
        }.get(cell_type, "@" if cell_type is CellType.TEXT else "General")

    def signed(self, number_format: str) -> str:
        """Return a number format that says up or down: growth is never red or green."""
        return f'"\u25b2"{number_format};"\u25bc"{number_format};{number_format}'

    def cell(self, look: Look) -> Format:
        """Return the format of a cell in a register's table."""
        if look not in self._cells:
            self._cells[look] = self._cell(look)
        return self._cells[look]

    def _cell(self, look: Look) -> Format:
        properties: dict[str, Any] = {
            "border": 1,
            "border_color": GRID,
            "align": _ALIGNMENT.get(look.cell_type, "right"),
            "num_format": self.number_format(look.cell_type, look.places),
            **_COLOURS[look.role],
        }
        if look.whole and look.cell_type is CellType.DEAL_AMOUNT:
            properties["num_format"] = WHOLE_AMOUNT_FORMAT
        if look.signed:
            properties["num_format"] = self.signed(properties["num_format"])
        if properties["align"] == "left":
            properties["indent"] = 1
        if look.strong:
            properties["bold"] = True
        return self.make(**properties)

    def heading(self, *, editable: bool) -> Format:
        """Return the format of a table's header cell."""
        return self.make(
            bold=True,
            font_color=NAVY,
            bg_color=HEAD_EDIT_FILL if editable else HEAD_FILL,
            align="center",
            text_wrap=True,
            border=1,
            border_color="#8EA9C9",
        )

    def title(self) -> Format:
        """Return the format of a sheet's title."""
        return self.make(bold=True, font_size=14, font_color=NAVY)

    def facts(self) -> Format:
        """Return the format of unit, currency, time and counts above the table."""
        return self.make(font_color="#404040", font_size=9)

    def other_language(self) -> Format:
        """Return the format of the labels in the other language, above the header."""
        return self.make(font_color=GREY_TYPE, font_size=8, align="center", text_wrap=True)
