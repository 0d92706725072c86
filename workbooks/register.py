"""A register on the page: a real table, its colours, drop-downs, notes and folded groups."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from xlsxwriter.worksheet import Worksheet

from workbooks.cells import write_cell
from workbooks.conditions import write_conditions
from workbooks.formats import ROW_HEIGHT, Role
from workbooks.frame import FIRST_ROW, HEADER_ROW, OTHER_ROW, Desk, set_page
from workbooks.lists import PREFIX
from workbooks.register_head import folded_rows, write_register_head
from workbooks.sheets.declaration import Column, Register
from workbooks.sheets.kinds import CellType, Kind

Row = TypeVar("Row")
#: English labels of the same width need about 15% more.
ENGLISH_WIDTH = 1.15
VERSION = "version"
#: What stands out in a row that others hang beneath.
_STRONG = {"level", "institution", "approved", "used", "available"}


def write_register(desk: Desk, register: Register[Row], rows: Sequence[Row]) -> Worksheet:
    """Write one register as a sheet of its own and return it."""
    worksheet = desk.workbook.add_worksheet(register.title(desk.language))
    worksheet.set_default_row(ROW_HEIGHT)
    worksheet.hide_gridlines(2)
    worksheet.outline_settings(visible=True, symbols_below=False, symbols_right=False)
    ordered = sorted(rows, key=lambda row: register.order(row, desk.words))
    last_row = FIRST_ROW + max(1, len(ordered) + register.blank_rows) - 1
    write_register_head(desk, worksheet, register, ordered)
    _set_columns(desk, worksheet, register)
    _add_table(desk, worksheet, register, last_row)
    for place, row in enumerate(ordered):
        _write_row(desk, worksheet, register, FIRST_ROW + place, row)
    for place in range(FIRST_ROW + len(ordered), last_row + 1):
        _write_blank_row(desk, worksheet, register, place)
    _fold_rows(worksheet, register, ordered)
    _add_lists(worksheet, register, last_row)
    write_conditions(desk, worksheet, register, last_row)
    set_page(worksheet, desk.language, last_row, len(register.columns) - 2)
    worksheet.repeat_rows(OTHER_ROW, HEADER_ROW)
    worksheet.freeze_panes(FIRST_ROW, register.position(register.frozen) + 1)
    return worksheet


def _set_columns(desk: Desk, worksheet: Worksheet, register: Register[Row]) -> None:
    scale = 1 if desk.language.value == "zh" else ENGLISH_WIDTH
    outlines = [column.outline for column in register.columns] + [0]
    for place, column in enumerate(register.columns):
        options: dict[str, Any] = {"level": column.outline}
        # The sign that opens a group stands at the column before it.
        options["collapsed"] = outlines[place + 1] > column.outline
        options["hidden"] = column.outline > 0 or column.identifier == VERSION
        worksheet.set_column(place, place, column.width * scale, None, options)


def _add_table(desk: Desk, worksheet: Worksheet, register: Register[Row], last_row: int) -> None:
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
        HEADER_ROW,
        0,
        last_row,
        len(columns) - 1,
        {"name": register.identifier, "columns": columns, "style": None},
    )
    worksheet.set_row(HEADER_ROW, 40)
    for place, column in enumerate(register.columns):
        rule = desk.words.say(rule_of(register, column))
        worksheet.write_comment(HEADER_ROW, place, rule, {"x_scale": 1.4, "y_scale": 0.8})


def rule_of(register: Register[Row], column: Column[Row]) -> str:
    """Return the glossary key of what a column's header note says."""
    if column.label == "column.version":
        return "rule.version"
    return f"rule.{register.identifier}.{column.label.rpartition('.')[2]}"


def _role(column: Column[Row], *, editable: bool) -> Role:
    if column.kind is Kind.SYSTEM:
        return Role.SYSTEM
    if column.kind is Kind.KEY:
        return Role.KEY
    return Role.EDIT if editable else Role.READ


def _write_row(
    desk: Desk, worksheet: Worksheet, register: Register[Row], place: int, row: Row
) -> None:
    strong = register.beneath is not None and not register.beneath(row)
    for position, column in enumerate(register.columns):
        role = _role(column, editable=column.editable(row))
        bold = strong and column.identifier in _STRONG
        value = column.shown(row, desk.words)
        whole = isinstance(value, Decimal) and value.as_tuple().exponent == 0
        cell_format = desk.formats.cell(column.cell_type, role, strong=bold, whole=whole)
        if column.identifier in register.formulas:
            formula = register.formulas[column.identifier](desk.language)
            worksheet.write_formula(place, position, formula, cell_format, value)
        else:
            write_cell(worksheet, place, position, value, cell_format)
        note = column.note(row, desk.words) if column.note else ""
        if note:
            worksheet.write_comment(place, position, note, {"x_scale": 1.6, "y_scale": 0.6})


def _write_blank_row(desk: Desk, worksheet: Worksheet, register: Register[Row], place: int) -> None:
    for position, column in enumerate(register.columns):
        role = _role(column, editable=column.when_new)
        cell_type = CellType.TEXT if column.cell_type is CellType.CODE else column.cell_type
        worksheet.write_blank(place, position, None, desk.formats.cell(cell_type, role))


def _fold_rows(worksheet: Worksheet, register: Register[Row], ordered: Sequence[Row]) -> None:
    folded = [*folded_rows(register, ordered), False]
    for place in range(len(ordered)):
        if folded[place]:
            options: dict[str, Any] = {"level": 1, "hidden": True}
        elif folded[place + 1]:
            options = {"collapsed": True}
        else:
            continue
        worksheet.set_row(FIRST_ROW + place, ROW_HEIGHT, None, options)


def _add_lists(worksheet: Worksheet, register: Register[Row], last_row: int) -> None:
    for position, column in enumerate(register.columns):
        if column.choices:
            worksheet.data_validation(
                FIRST_ROW,
                position,
                last_row,
                position,
                {
                    "validate": "list",
                    "source": f"={PREFIX}{column.choices}",
                    # Institutions may be typed as BIC or pinyin: the list only helps.
                    "show_error": column.choices != "institutions",
                },
            )
