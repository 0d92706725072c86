"""分行月报: the first sheet of a branch's pack. What was done last month stands there to be filled.

It is read as every branch return is, by its labels, so that it may come back as a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from backend.money import from_minor
from backend.queries.branches import BranchMonth, ReturnLine
from workbooks.cells import write_cell
from workbooks.contents import Contents
from workbooks.formats import GREY_TYPE, RED, Look, Role
from workbooks.frame import Desk, set_page, write_head
from workbooks.lists import PREFIX
from workbooks.sheets.kinds import CellType, Shown

IDENTIFIER = "branch_return"
#: Lists that the page offers besides the book's own.
LISTS = ("directions", "dealing_products", "dealing_currencies")
#: Column: width, type, the list that it offers; who fills it in a line that stands, and in a blank.
COLUMNS: Sequence[tuple[str, int, CellType, str, bool, bool]] = (
    ("unit", 14, CellType.TEXT, "", False, False),
    ("month", 10, CellType.TEXT, "", False, False),
    ("institution", 24, CellType.TEXT, "", False, True),
    ("bic", 12, CellType.TEXT, "", False, True),
    ("direction", 10, CellType.CODE, "directions", False, True),
    ("product", 16, CellType.CODE, "dealing_products", False, True),
    ("currency", 8, CellType.CODE, "dealing_currencies", False, True),
    ("count", 10, CellType.COUNT, "", True, True),
    ("amount", 20, CellType.DEAL_AMOUNT, "", True, True),
    ("fee", 16, CellType.DEAL_AMOUNT, "", True, True),
    ("before", 20, CellType.DEAL_AMOUNT, "", False, False),
    ("change", 10, CellType.PERCENT, "", False, False),
    ("note", 40, CellType.TEXT, "", True, True),
)
HEADER_ROW, NIL_ROW, FIRST_ROW = 6, 7, 8
BLANK_ROWS = 40
_PLACES = {name: place for place, (name, *_rest) in enumerate(COLUMNS)}


def write_return(desk: Desk, contents: Contents) -> None:
    """Write the month's return; nothing where no branch was asked for."""
    month: BranchMonth | None = contents.more
    if month is None:
        return
    name = desk.words.say("sheet.branch_return")
    worksheet = desk.workbook.add_worksheet(name)
    _Return(desk, worksheet, month).write()


class _Return:
    """Writes one branch's month from top to bottom."""

    def __init__(self, desk: Desk, worksheet: Worksheet, month: BranchMonth) -> None:
        self.desk, self.sheet, self.month, self.words = desk, worksheet, month, desk.words
        self.last_row = FIRST_ROW + len(month.lines) + BLANK_ROWS - 1

    def write(self) -> None:
        words, unit = self.words, self.month.unit
        month = f"{self.month.month:%Y-%m}"
        title = words.say("branch.title", unit=self._unit(), month=month)
        unit_word, currency = words.say("branch.unit"), words.say("branch.currency")
        write_head(self.desk, self.sheet, title, unit_word, currency)
        plain = self.desk.formats.make(font_color=GREY_TYPE)
        for row, key in enumerate(("branch.how", "branch.back"), 2):
            told = words.say(key, due=self.month.due_date.isoformat(), unit=unit.code)
            self.sheet.write_string(row, 0, told, plain)
        self.sheet.write_string(4, 0, words.say("branch.signatures"), plain)
        self._header()
        self._nil()
        for row, line in enumerate(self.month.lines, FIRST_ROW):
            self._line(row, line)
        for row in range(FIRST_ROW + len(self.month.lines), self.last_row + 1):
            self._blank(row)
        self._lists()
        set_page(self.sheet, self.desk.language, self.last_row, len(COLUMNS) - 1)
        self.sheet.freeze_panes(FIRST_ROW, 3)

    def _unit(self) -> str:
        return self.words.choose(self.month.unit.name_zh, self.month.unit.name_en)

    def _header(self) -> None:
        for name, width, _kind, _list, edits, blank in COLUMNS:
            place = _PLACES[name]
            self.sheet.set_column(place, place, width)
            label = self.words.say(f"column.branch_return.{name}")
            shape = self.desk.formats.heading(editable=edits or blank)
            self.sheet.write_string(HEADER_ROW, place, label, shape)

    def _put(self, row: int, name: str, value: Shown, role: Role) -> None:
        kind = COLUMNS[_PLACES[name]][2]
        look = Look(CellType.TEXT if kind is CellType.CODE else kind, role)
        write_cell(self.sheet, row, _PLACES[name], value, self.desk.formats.cell(look))

    def _own(self, row: int) -> None:
        self._put(row, "unit", f"{self.month.unit.code}{self._unit()}", Role.READ)
        self._put(row, "month", f"{self.month.month:%Y-%m}", Role.READ)

    def _nil(self) -> None:
        """Write the line that says that there was no business: its yellow cell is asked for."""
        for name, *_rest in COLUMNS:
            self._put(NIL_ROW, name, None, Role.READ)
        self._own(NIL_ROW)
        self._put(NIL_ROW, "bic", None, Role.EDIT)
        self._put(NIL_ROW, "note", self.words.say("branch.nil_note"), Role.READ)

    def _line(self, row: int, line: ReturnLine) -> None:
        words, places = self.words, self.words.lookups.minor_units.get(line.currency, 2)
        self._own(row)
        self._put(row, "institution", words.institution(line.institution), Role.READ)
        self._put(row, "bic", line.institution.bic8, Role.READ)
        self._put(row, "direction", words.picked("directions", line.direction), Role.READ)
        self._put(row, "product", words.picked("dealing_products", line.product), Role.READ)
        self._put(row, "currency", line.currency, Role.READ)
        now = line.now or (None, None, None)
        amounts: dict[str, Any] = {
            "count": now[0],
            "amount": None if now[1] is None else from_minor(now[1], places),
            "fee": None if now[2] is None else from_minor(now[2], 2),
        }
        for name, value in amounts.items():
            self._put(row, name, value, Role.EDIT)
        before = from_minor(line.before[1], places) if line.before else None
        self._put(row, "before", before, Role.READ)
        self._change(row)
        self._put(row, "note", None, Role.EDIT)

    def _change(self, row: int) -> None:
        amount, before = (xl_rowcol_to_cell(row, _PLACES[name]) for name in ("amount", "before"))
        formula = f'=IF(OR({amount}="",N({before})=0),"",{amount}/{before}-1)'
        shape = self.desk.formats.cell(Look(CellType.PERCENT, Role.READ, places=0))
        self.sheet.write_formula(row, _PLACES["change"], formula, shape, "")

    def _blank(self, row: int) -> None:
        for name, _width, _kind, _list, _edits, blank in COLUMNS:
            self._put(row, name, None, Role.EDIT if blank else Role.READ)

    def _lists(self) -> None:
        first, last = FIRST_ROW + len(self.month.lines), self.last_row
        for name, _width, _kind, offered, _edits, _blank in COLUMNS:
            place = _PLACES[name]
            if offered:
                options = {"validate": "list", "source": f"={PREFIX}{offered}"}
                self.sheet.data_validation(first, place, last, place, options)
        nil = {"validate": "list", "source": [self.words.say("branch_return.nil")]}
        self.sheet.data_validation(NIL_ROW, _PLACES["bic"], NIL_ROW, _PLACES["bic"], nil)
        change = _PLACES["change"]
        red = self.desk.workbook.add_format({"font_color": RED, "bold": True})
        cell = xl_rowcol_to_cell(FIRST_ROW, change)
        rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),ABS({cell})>0.5)",
                "format": red}  # fmt: skip
        self.sheet.conditional_format(FIRST_ROW, change, last, change, rule)


def return_month(text: str) -> date:
    """Return the month that a scope names, `2026-10`. Raises `ValueError`."""
    return date.fromisoformat(f"{text}-01")
