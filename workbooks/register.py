"""A register on the page: a real table, its colours, drop-downs, notes and folded groups."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from backend.language import glossary
from workbooks.cells import write_cell
from workbooks.choices import INSTITUTIONS
from workbooks.conditions import write_conditions
from workbooks.contents import Contents
from workbooks.formats import ROW_HEIGHT, Look, Role
from workbooks.frame import Desk, set_page
from workbooks.lists import PREFIX
from workbooks.page import Page
from workbooks.register_head import folded_rows, write_register_head
from workbooks.sheets.declaration import Column, Register
from workbooks.sheets.kinds import CellType, Kind

Row = TypeVar("Row")
#: English labels of the same width need about 15% more.
ENGLISH_WIDTH = 1.15
VERSION = "version"
#: What stands out in a row that others hang beneath.
_STRONG = {"level", "institution", "approved", "used", "available"}


def write_register(desk: Desk, register: Register[Row], contents: Contents) -> Worksheet:
    """Write one register as a sheet of its own and return it."""
    worksheet = desk.workbook.add_worksheet(register.title(desk.language))
    worksheet.set_default_row(ROW_HEIGHT)
    worksheet.hide_gridlines(2)
    worksheet.outline_settings(visible=True, symbols_below=False, symbols_right=False)
    rows: Sequence[Row] = contents.rows.get(register.identifier, ())
    ordered = sorted(rows, key=lambda row: register.order(row, desk.words))
    strips = register.above(contents, desk.words) if register.above else ()
    page = Page(desk, worksheet, register, ordered, strips)
    write_register_head(page)
    _set_columns(page)
    _add_table(page)
    for place, row in enumerate(ordered, page.first_row):
        _write_row(page, place, row)
    for place in range(page.first_row + len(ordered), page.last_row + 1):
        _write_blank_row(page, place)
    _fold_rows(page)
    _add_lists(page)
    write_conditions(page)
    set_page(worksheet, desk.language, page.last_row, len(register.columns) - 2)
    worksheet.repeat_rows(page.other_row, page.header_row)
    worksheet.freeze_panes(page.first_row, register.position(register.frozen) + 1)
    return worksheet


def _set_columns(page: Page[Row]) -> None:
    columns = page.register.columns
    scale = 1 if page.desk.language.value == "zh" else ENGLISH_WIDTH
    outlines = [column.outline for column in columns] + [0]
    for place, column in enumerate(columns):
        options: dict[str, Any] = {"level": column.outline}
        # The sign that opens a group stands at the column before it.
        options["collapsed"] = outlines[place + 1] > column.outline
        options["hidden"] = column.outline > 0 or column.identifier == VERSION
        page.worksheet.set_column(place, place, column.width * scale, None, options)


def _add_table(page: Page[Row]) -> None:
    desk, worksheet, register = page.desk, page.worksheet, page.register
    columns: list[dict[str, Any]] = []
    for column in register.columns:
        written = column.may_be_edited or column.kind in {Kind.TYPED, Kind.PICKED}
        entry: dict[str, Any] = {
            "header": column.heading(desk.language),
            "header_format": desk.formats.heading(editable=written),
        }
        if column.identifier in register.formulas:
            entry["formula"] = register.formulas[column.identifier](desk.language)
        columns.append(entry)
    worksheet.add_table(
        page.header_row,
        0,
        page.last_row,
        len(columns) - 1,
        {"name": register.identifier, "columns": columns, "style": None},
    )
    worksheet.set_row(page.header_row, 40)
    for place, column in enumerate(register.columns):
        rule = desk.words.say(rule_of(register, column))
        worksheet.write_comment(page.header_row, place, rule, {"x_scale": 1.4, "y_scale": 0.8})


def rule_of(register: Register[Row], column: Column[Row]) -> str:
    """Return the glossary key of what a column's header note says."""
    if column.label == "column.version":
        return "rule.version"
    sheet, _, name = column.label.removeprefix("column.").rpartition(".")
    own = f"rule.{register.identifier}.{name}"
    # Sheets of one kind share their columns, and what is said of them.
    return own if own in glossary() else f"rule.{sheet}.{name}"


def _role(column: Column[Row], *, editable: bool) -> Role:
    if column.kind is Kind.SYSTEM:
        return Role.SYSTEM
    if column.kind is Kind.KEY:
        return Role.KEY
    return Role.EDIT if editable else Role.READ


def _write_row(page: Page[Row], place: int, row: Row) -> None:
    desk, worksheet, register = page.desk, page.worksheet, page.register
    strong = register.beneath is not None and not register.beneath(row)
    for position, column in enumerate(register.columns):
        value = column.shown(row, desk.words)
        whole = isinstance(value, Decimal) and value.as_tuple().exponent == 0
        open_to_edits = column.may_be_edited and column.editable(row)
        # Looks are few and cells are many.
        look = (position, open_to_edits, strong, whole)
        cell_format = page.dressed.get(look)
        if cell_format is None:
            cell_format = page.dressed[look] = _dress(page, column, look)
        if column.identifier in register.formulas:
            formula = register.formulas[column.identifier](desk.language)
            worksheet.write_formula(place, position, formula, cell_format, value)
        else:
            write_cell(worksheet, place, position, value, cell_format)
        note = column.note(row, desk.words) if column.note else ""
        if note:
            worksheet.write_comment(place, position, note, {"x_scale": 1.6, "y_scale": 0.6})


def _dress(page: Page[Row], column: Column[Row], look: tuple[int, bool, bool, bool]) -> Format:
    _position, editable, strong, whole = look
    return page.desk.formats.cell(
        Look(
            column.cell_type,
            _role(column, editable=editable),
            places=column.places,
            signed=column.signed,
            strong=strong and column.identifier in _STRONG,
            whole=whole,
        )
    )


def _write_blank_row(page: Page[Row], place: int) -> None:
    for position, column in enumerate(page.register.columns):
        role = _role(column, editable=column.when_new)
        cell_type = CellType.TEXT if column.cell_type is CellType.CODE else column.cell_type
        cell_format = page.desk.formats.cell(Look(cell_type, role, places=column.places))
        page.worksheet.write_blank(place, position, None, cell_format)


def _fold_rows(page: Page[Row]) -> None:
    folded = [*folded_rows(page.register, page.ordered), False]
    for place in range(len(page.ordered)):
        if folded[place]:
            options: dict[str, Any] = {"level": 1, "hidden": True}
        elif folded[place + 1]:
            options = {"collapsed": True}
        else:
            continue
        page.worksheet.set_row(page.first_row + place, ROW_HEIGHT, None, options)


def _add_lists(page: Page[Row]) -> None:
    for position, column in enumerate(page.register.columns):
        if column.choices:
            page.worksheet.data_validation(
                page.first_row,
                position,
                page.last_row,
                position,
                {
                    "validate": "list",
                    "source": f"={PREFIX}{column.choices}",
                    # Institutions may be typed as BIC or pinyin: the list only helps.
                    "show_error": column.choices != INSTITUTIONS,
                },
            )
