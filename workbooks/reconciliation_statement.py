"""对账单/余额调节表: ours ± items = theirs, by system and product, for three to sign.

The items are summed by native formulas out of the sheet of breaks, so that the paper can never
say anything else than the breaks do.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from backend.contract.reconciliation import BreakClass, System
from backend.money import in_wan
from backend.queries.breaks.rows import BreakRow, ReconciliationTotals
from workbooks.contents import Contents
from workbooks.formats import AMOUNT_FORMAT, GREY_TYPE, GRID, NAVY, ORANGE, WHOLE_AMOUNT_FORMAT
from workbooks.frame import A4, Desk
from workbooks.reports.page import ReportPage
from workbooks.sheets.break_words import UNITS
from workbooks.sheets.breaks import IDENTIFIER
from workbooks.statement_items import ITEMS, StandingBreaks, sides

_WIDTHS = (15, 22, 14, 17, 17, 13, 15, 17, 14, 14, 11)
_OURS, _FIRST_ITEM, _LAST_ITEM, _ADJUSTED, _THEIRS, _REST = 2, 3, 7, 8, 9, 10
#: A rest that shows is marked: the page is printed in black and white.
_REST_FORMAT = '[>=0.005]#,##0.00"!";[<=-0.005](#,##0.00)"!";"-"_)'
_OUR_UNIT = "financial_institutions"
#: Where the counts of each system's breaks stand, and of those of lines.
_COUNTED = {System.LIMIT: 2, System.TREASURY: 5}
_LINES = 8


def write_statement(desk: Desk, contents: Contents) -> None:
    """Write the statement as a sheet of its own."""
    name = desk.words.say("sheet.reconciliation_statement")
    worksheet = desk.workbook.add_worksheet(name)
    page = ReportPage(desk.workbook, worksheet, desk.formats, desk.language, _WIDTHS)
    _Statement(desk, page, contents).write()


class _Statement:
    """Writes one statement from top to bottom."""

    def __init__(self, desk: Desk, page: ReportPage, contents: Contents) -> None:
        self.desk, self.page, self.words = desk, page, desk.words
        self.totals: ReconciliationTotals | None = contents.more
        self.breaks = StandingBreaks(contents.rows.get(IDENTIFIER, ()), desk.words)

    def write(self) -> None:
        page = self.page
        self._set_up()
        self._write_head()
        if self.totals is None:
            page.sentence(page.say("statement.none"))
        else:
            for system in System:
                self._write_system(system, self.totals)
            self._write_classes()
            page.sentence(page.say("statement.note"), font_size=8, font_color=GREY_TYPE)
        roles = [(page.say(f"statement.{role}"), "") for role in ("maker", "checker", "head")]
        page.signatures(roles, page.say("statement.seal_note"))
        page.finish()

    def _set_up(self) -> None:
        sheet = self.page.worksheet
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        made_at = self.totals.made_at if self.totals else self.desk.pull.made_at
        footer = self.page.say("statement.footer", time=self.words.time(made_at))
        sheet.set_footer(f"&C&8{footer}")

    def _write_head(self) -> None:
        page = self.page
        small = {"font_size": 9, "font_color": "#404040"}
        page.merge(0, page.last, page.say("statement.form"), align="right", **small)
        page.next_row()
        title = {"bold": True, "font_size": 16, "font_color": NAVY, "align": "center"}
        page.merge(0, page.last, page.say("statement.title"), **title)
        page.next_row(28)
        day = self.totals.business_date if self.totals else self.desk.pull.as_of
        unit = self.words.picked(UNITS, _OUR_UNIT) or ""
        for first, last, said, align in (
            (0, 2, page.say("report.unit_name", name=unit), "left"),
            (3, 7, page.say("statement.day", day=day), "center"),
            (8, page.last, page.say("statement.unit"), "right"),
        ):
            page.merge(first, last, said, align=align, bottom=2, bottom_color=NAVY, **small)
        page.next_row()

    # --- ours ± items = theirs ------------------------------------------------------------------

    def _write_system(self, system: System, totals: ReconciliationTotals) -> None:
        page = self.page
        page.skip()
        heads = ("system", "product", "ours", *ITEMS, "adjusted", "theirs", "rest")
        page.table_head(
            [(place, place, page.say(f"statement.{name}")) for place, name in enumerate(heads)], 32
        )
        first = page.row
        for one in totals.products:
            ours, theirs = sides(one, system)
            if ours or theirs:
                self._write_product(system, one.product, ours, theirs)
        if page.row == first:
            page.table_cell(0, page.last, page.say("statement.nothing"), align="center")
            page.next_row()
            return
        page.table_cell(0, 1, page.say("statement.total"), bold=True, indent=1)
        for column in range(_OURS, _REST + 1):
            cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(page.row - 1, column)}"
            self._formula(column, f"=SUM({cells})", bold=True)
        page.next_row()

    def _write_product(self, system: System, product: str, ours: int, theirs: int | None) -> None:
        page = self.page
        page.table_cell(0, 0, self._system(system), indent=1)
        page.table_cell(1, 1, self.words.product(product), indent=1)
        page.table_cell(_OURS, _OURS, in_wan(ours), num_format=AMOUNT_FORMAT)
        adjusted = ours
        for column, classes in enumerate(ITEMS.values(), _FIRST_ITEM):
            rows = self.breaks.of_deals(system, classes)
            moved = sum(row.use_difference_minor for row in rows if row.product == product)
            adjusted += moved
            formula = self.breaks.item(classes, self._cell(0), self._cell(1))
            self._formula(column, formula, in_wan(moved))
        cells = f"{self._cell(_OURS)}:{self._cell(_LAST_ITEM)}"
        self._formula(_ADJUSTED, f"=SUM({cells})", in_wan(adjusted), bold=True)
        if theirs is None:
            said = page.say("break.not_come")
            page.table_cell(_THEIRS, _REST, said, font_color=ORANGE, align="center")
        else:
            page.table_cell(_THEIRS, _THEIRS, in_wan(theirs), num_format=AMOUNT_FORMAT)
            rest = f"=ROUND({self._cell(_THEIRS)}-{self._cell(_ADJUSTED)},6)"
            self._formula(_REST, rest, in_wan(theirs - adjusted), num_format=_REST_FORMAT)
        page.next_row()

    # --- by class -------------------------------------------------------------------------------

    def _write_classes(self) -> None:
        page = self.page
        page.section("statement.classes")
        spans = [(0, 1, page.say("statement.class"))]
        named = [(left, self._system(system)) for system, left in _COUNTED.items()]
        for left, name in (*named, (_LINES, page.say("statement.lines"))):
            spans += [
                (left, left, page.say("statement.count", system=name)),
                (left + 1, left + 2, page.say("statement.amount", system=name)),
            ]
        page.table_head(spans, 32)
        kinds = {row.kind for row in self.breaks.rows}
        for kind in BreakClass:
            if kind in kinds:
                self._write_class(kind)
        if not kinds:
            page.table_cell(0, page.last, page.say("statement.no_breaks"), align="center")
            page.next_row()

    def _write_class(self, kind: BreakClass) -> None:
        page = self.page
        page.table_cell(0, 1, page.say(f"break_class.{kind}"), indent=1)
        for system, left in _COUNTED.items():
            criteria = self.breaks.deals(f'"{self._system(system)}"', self._cell(0))
            self._write_counted(left, self.breaks.of_deals(system, {kind}), criteria)
        criteria = self.breaks.lines(self._cell(0))
        self._write_counted(_LINES, self.breaks.of_lines(kind), criteria)
        page.next_row()

    def _write_counted(self, left: int, rows: Sequence[BreakRow], criteria: str) -> None:
        counted = self.breaks.counted(criteria)
        self._formula(left, counted, len(rows), num_format=WHOLE_AMOUNT_FORMAT)
        moved = in_wan(sum(row.use_difference_minor for row in rows))
        shape = self._shape()
        self.page.worksheet.merge_range(self.page.row, left + 1, self.page.row, left + 2, "", shape)
        self._formula(left + 1, self.breaks.summed(criteria), moved)

    # --- cells ----------------------------------------------------------------------------------

    def _system(self, system: System) -> str:
        return self.page.say(f"break_system.{system}")

    def _cell(self, column: int) -> str:
        return str(xl_rowcol_to_cell(self.page.row, column))

    def _shape(self, **properties: object) -> object:
        usual = {"num_format": AMOUNT_FORMAT, "align": "right", "font_size": 9, "border": 1}
        return self.page.formats.make(**{**usual, "border_color": GRID, **properties})

    def _formula(
        self, column: int, formula: str, value: Decimal | int = 0, **properties: object
    ) -> None:
        shape = self._shape(**properties)
        self.page.worksheet.write_formula(self.page.row, column, formula, shape, value)
