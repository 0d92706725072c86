"""What stands above a register's table: facts, counts, legend, strips of figures, labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from workbooks.cells import write_cell
from workbooks.formats import GREY_TYPE, NAVY, ORANGE, RED, Look, Role
from workbooks.frame import COUNTS_ROW, counts_formula, counts_text, write_head
from workbooks.page import STRIP_ROWS, Page
from workbooks.sheets.declaration import Register, Tile
from workbooks.sheets.kinds import CellType
from workbooks.totals import write_parts, write_totals

Row = TypeVar("Row")
_ROOM_WIDTH = 12
_TILE_COLOURS = {"": NAVY, "red": RED, "orange": ORANGE}


def write_register_head(page: Page[Row]) -> None:
    """Write everything above the header of a register's table."""
    desk, worksheet, register = page.desk, page.worksheet, page.register
    words = desk.words
    unit, currency = words.say(register.unit), words.say(register.currency)
    write_head(desk, worksheet, register.title(desk.language), unit, currency)
    names = {
        name: register.by_identifier[name].heading(desk.language) for name in ("status", "key")
    }
    formula = counts_formula(register.identifier, names["status"], names["key"], words)
    visible = sum(not folded for folded in folded_rows(register, page.ordered))
    shown = counts_text(visible, len(page.ordered), words)
    worksheet.write_formula(COUNTS_ROW, 0, formula, desk.formats.facts(), shown)
    _write_legend(page)
    for place, strip in enumerate(page.strips):
        _write_strip(page, COUNTS_ROW + 1 + STRIP_ROWS * place, strip)
    write_parts(page)
    if register.totals:
        write_totals(page)
    worksheet.set_row(page.other_row, 32)
    for place, column in enumerate(register.columns):
        other = column.heading(desk.other_language)
        worksheet.write_string(page.other_row, place, other, desk.formats.other_language())


def _wide_columns(register: Register[Row]) -> list[int]:
    """Return the places of the columns in sight that have room for a word."""
    return [
        place
        for place, column in enumerate(register.columns)
        if column.width >= _ROOM_WIDTH and not column.outline
    ]


def _write_legend(page: Page[Row]) -> None:
    """Say what the colours mean, in cells of their own colour beside the counts."""
    first = page.register.position(page.register.frozen) + 1
    wide = [place for place in _wide_columns(page.register) if place >= first]
    for place, role in zip(wide, (Role.EDIT, Role.READ, Role.SYSTEM), strict=False):
        shape = page.desk.formats.cell(Look(CellType.TEXT, role))
        legend = page.desk.words.say(f"frame.legend_{role.value}")
        page.worksheet.write_string(COUNTS_ROW, place, legend, shape)


def _write_strip(page: Page[Row], top: int, strip: Sequence[Tile]) -> None:
    """Write a strip of figures, each beneath its label, where columns are wide enough."""
    formats = page.desk.formats
    places = _wide_columns(page.register)
    assert len(strip) <= len(places), "a strip has no more figures than its table has wide columns"
    for place, tile in zip(places, strip, strict=False):
        label = formats.make(font_color=GREY_TYPE, font_size=8, indent=1)
        figure = formats.make(
            bold=True,
            font_color=_TILE_COLOURS[tile.colour],
            align="left",
            indent=1,
            num_format=formats.number_format(tile.cell_type),
            # A total is longer than what its column was made for.
            shrink=True,
        )
        page.worksheet.write_string(top, place, page.desk.words.say(tile.label), label)
        write_cell(page.worksheet, top + 1, place, tile.value, figure)


def folded_rows(register: Register[Row], ordered: Sequence[Row]) -> list[bool]:
    """Return which rows are folded away: those that hang beneath the row in sight above them."""
    if register.beneath is None:
        return [False] * len(ordered)
    folded: list[bool] = []
    above = ""
    for row in ordered:
        folded.append(bool(above) and register.beneath(row) == above)
        if not folded[-1]:
            above = register.key(row)
    return folded
