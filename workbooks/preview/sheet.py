"""评价测算: one row an institution, from its statement to the limit, all by native formulas."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from backend.evaluation.template import Template
from backend.queries.evaluation.preview import Preview, PreviewRow
from workbooks.cells import write_cell
from workbooks.formats import ORANGE, Look, Role
from workbooks.frame import Desk
from workbooks.preview.columns import (
    NAME,
    NONE,
    Columns,
    Computed,
    Given,
    columns_of,
    heading_of,
)
from workbooks.preview.expected import expected
from workbooks.preview.grade_formulas import Sources, exact, put_institution, write_weights
from workbooks.preview.page import FIRST_ROW, HEADER_ROW, Heading, end, write_headings
from workbooks.preview.working import SHEET, Working
from workbooks.sheets.kinds import CellType, Shown, from_millionths

IDENTIFIER = "evaluation_preview"
_FROZEN = 2


def write_preview(desk: Desk, preview: Preview, sources: Sources, page: Worksheet) -> None:
    """Write the preview into its sheet, and its steps on a hidden one."""
    working = Working(desk, desk.workbook.add_worksheet(SHEET))
    rows = sorted(preview.rows, key=lambda row: desk.words.institution(row.institution))
    for row in rows:
        put_institution(working, row, preview.template, sources, desk.language)
    write_weights(working, preview.template, sources.parameters)
    columns = columns_of(preview.template)
    for column in columns:
        if isinstance(column, Computed):
            working.define(column.name, column.step)
    working.define(f"{NAME}_key", "key")
    working.worksheet.hide()
    first = [heading_of("institution", 20, CellType.TEXT), heading_of("bic", 12, CellType.TEXT)]
    year = heading_of("year", 7, CellType.TEXT)
    last = [heading_of("row_key", 16, CellType.TEXT), heading_of("row", 6, CellType.COUNT)]
    headings = [*first, year, *(column.heading for column in columns), *last]
    write_headings(desk, page, headings)
    for place, row in enumerate(rows, FIRST_ROW):
        _Line(desk, page, place, row, columns, preview.template).write()
    _finish(desk, page, len(rows), columns)


def _finish(desk: Desk, page: Worksheet, rows: int, columns: Columns) -> None:
    count = len(columns) + 3
    last_row = max(FIRST_ROW, FIRST_ROW + rows - 1)
    page.set_column(count, count + 1, 8, None, {"hidden": True})
    page.autofilter(HEADER_ROW, 0, last_row, count + 1)
    page.freeze_panes(FIRST_ROW, _FROZEN)
    _mark(desk, page, (FIRST_ROW, last_row), _place(columns, "difference"), "{cell}<>0")
    _mark(
        desk,
        page,
        (FIRST_ROW, last_row),
        _place(columns, "missing.quotient"),
        "{cell}>missing_most",
    )
    end(desk, page, last_row, count - 1)
    page.fit_to_pages(3, 0)
    page.set_row(HEADER_ROW, 56)
    page.set_row(HEADER_ROW - 1, 36)
    page.repeat_columns(0, _FROZEN - 1)


def _place(columns: Columns, name: str) -> int:
    names = [one.step if isinstance(one, Computed) else one.what for one in columns]
    return names.index(name) + 3


def _mark(desk: Desk, page: Worksheet, rows: tuple[int, int], at: int, condition: str) -> None:
    """Colour the cells of a column where a condition holds."""
    shape = desk.workbook.add_format({"font_color": ORANGE, "bold": True})
    cell = str(xl_rowcol_to_cell(rows[0], at, col_abs=True))
    criteria = f"=AND(ISNUMBER({cell}),{condition.format(cell=cell)})"
    options = {"type": "formula", "criteria": criteria, "format": shape}
    page.conditional_format(rows[0], at, rows[1], at, options)


@dataclass
class _Line:
    desk: Desk
    page: Worksheet
    place: int
    row: PreviewRow
    columns: Columns
    template: Template

    def write(self) -> None:
        """Write the institution's row."""
        words, own = self.desk.words, self.row
        text = self.desk.formats.cell(Look(CellType.TEXT, Role.READ))
        values = (
            words.institution(own.institution),
            own.institution.bic8,
            str(own.statement.fiscal_year),
        )
        for column, value in enumerate(values):
            write_cell(self.page, self.place, column, value, text)
        position = len(self.columns) + 4
        at = xl_rowcol_to_cell(self.place, position, col_abs=True)
        for column, entry in enumerate(self.columns, 3):
            if isinstance(entry, Computed):
                self._computed(column, entry, at)
            else:
                self._given(column, entry)
        key = xl_rowcol_to_cell(self.place, position - 1, col_abs=True)
        write_cell(self.page, self.place, position - 1, own.key, text)
        number = self.place - FIRST_ROW + 1
        self.page.write_formula(self.place, position, f"=MATCH({key},{NAME}_key,0)", text, number)

    def _shape(self, heading: Heading) -> object:
        return self.desk.formats.cell(Look(heading.cell_type, Role.READ, places=heading.places))

    def _computed(self, column: int, entry: Computed, at: str) -> None:
        found = f"INDEX({entry.name},{at})"
        shown = f"{found}/{entry.divisor}" if entry.divisor > 1 else found
        formula = f'=IF({found}="","{NONE}",{shown})'
        self.page.write_formula(
            self.place, column, formula, self._shape(entry.heading), shown_value(self.row, entry)
        )

    def _given(self, column: int, entry: Given) -> None:
        row, shape = self.row, self._shape(entry.heading)
        if entry.what == "difference":
            score = xl_rowcol_to_cell(self.place, 3)
            pulled = xl_rowcol_to_cell(self.place, column - 1)
            formula = f'=IF(COUNT({score},{pulled})<2,"{NONE}",ROUND({score}-{pulled},6))'
            value = NONE if row.score.score_e6 is None else 0
            self.page.write_formula(self.place, column, formula, shape, value)
            return
        values: dict[str, Shown] = {
            "pulled": NONE if row.score.score_e6 is None else from_millionths(row.score.score_e6),
            "counting": row.counting or NONE,
            "remark": None if exact(row, self.template) else self.desk.words.say("preview.long"),
        }
        write_cell(self.page, self.place, column, values[entry.what], shape)


def shown_value(row: PreviewRow, entry: Computed) -> float | int | str:
    """Return what a computed column shows now."""
    value = expected(row)[entry.step]
    return NONE if value is None else value / entry.divisor if entry.divisor > 1 else value
