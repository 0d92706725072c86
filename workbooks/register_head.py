"""What stands above a register's table: facts, counts, legend, labels in the other language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from xlsxwriter.worksheet import Worksheet

from workbooks.formats import Role
from workbooks.frame import COUNTS_ROW, OTHER_ROW, Desk, counts_formula, counts_text, write_head
from workbooks.sheets.declaration import Register
from workbooks.sheets.kinds import CellType

Row = TypeVar("Row")
_LEGEND_WIDTH = 12


def write_register_head(
    desk: Desk, worksheet: Worksheet, register: Register[Row], ordered: Sequence[Row]
) -> None:
    """Write everything above the header of a register whose rows are `ordered`."""
    words = desk.words
    own = register.identifier == "requests"
    unit = words.say("unit.requests" if own else "unit.ledger")
    currency = words.say("unit.requests_currency" if own else "unit.ledger_currency")
    write_head(desk, worksheet, register.title(desk.language), unit, currency)
    names = {
        name: register.by_identifier[name].heading(desk.language) for name in ("status", "key")
    }
    formula = counts_formula(register.identifier, names["status"], names["key"], words)
    visible = sum(not folded for folded in folded_rows(register, ordered))
    shown = counts_text(visible, len(ordered), words)
    worksheet.write_formula(COUNTS_ROW, 0, formula, desk.formats.facts(), shown)
    _write_legend(desk, worksheet, register)
    worksheet.set_row(OTHER_ROW, 32)
    for place, column in enumerate(register.columns):
        other = column.heading(desk.other_language)
        worksheet.write_string(OTHER_ROW, place, other, desk.formats.other_language())


def _write_legend(desk: Desk, worksheet: Worksheet, register: Register[Row]) -> None:
    """Say what the colours mean, in cells of their own colour beside the counts."""
    first = register.position(register.frozen) + 1
    wide = [
        place
        for place, column in enumerate(register.columns)
        if place >= first and column.width >= _LEGEND_WIDTH and not column.outline
    ]
    for place, role in zip(wide, (Role.EDIT, Role.READ, Role.SYSTEM), strict=False):
        shape = desk.formats.cell(CellType.TEXT, role)
        legend = desk.words.say(f"frame.legend_{role.value}")
        worksheet.write_string(COUNTS_ROW, place, legend, shape)


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
