"""The two tables of the check form: the ladder of nodes, and who uses the line."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.formats import GREY_TYPE, NAVY, ORANGE, RED, Look, Role
from workbooks.frame import Desk
from workbooks.sheets.kinds import CellType
from workbooks.sheets.limit_check import (
    LADDER,
    LADDER_HEADER_ROW,
    LEVELS,
    USES,
    USES_HEADER_ROW,
    USES_ROWS,
    TableColumn,
)

_FIGURES = {
    "C": "approved",
    "D": "temporary",
    "E": "used",
    "F": "reserved",
    "G": "frozen",
    "H": "available",
}
#: At these levels a missing node means that nothing was given; above, that nothing is capped.
_STRICT = {"product": "check_product_row>0", "unit": "check_unit_row>0", "branch": 'key_branch<>""'}
_MARK_COLUMN = 12


def write_ladder(desk: Desk, worksheet: Worksheet) -> None:
    """Write the ladder: each level's figures, what is left after the deal, and whom to ask."""
    _write_heading(desk, worksheet, LADDER_HEADER_ROW, "check.ladder_heading", LADDER)
    for place, level in enumerate(LEVELS, 1):
        row = LADDER_HEADER_ROW + place
        formulas = _tenor_row(desk) if level == "tenor" else _level_row(desk, level, row)
        label = _level_label(desk, level)
        worksheet.write_string(f"A{row}", label, desk.formats.cell(Look(CellType.TEXT, Role.READ)))
        for column, letter in zip(LADDER[1:], "BCDEFGHIJKL", strict=True):
            shape = desk.formats.cell(Look(column.cell_type, Role.READ))
            formula = formulas.get(letter)
            if formula is None:
                worksheet.write_blank(f"{letter}{row}", None, shape)
            else:
                worksheet.write_formula(f"{letter}{row}", formula, shape, "")
        mark = f'=IF(AND(check_row>0,check_binding={place}),"◀","")'
        worksheet.write_formula(
            row - 1, _MARK_COLUMN, mark, desk.formats.make(font_color=ORANGE, bold=True), ""
        )
    _condition(desk, worksheet)


def _level_label(desk: Desk, level: str) -> str:
    own = {
        "tenor": "check.tenor",
        "branch": "check.branch_level",
        "across": "check.across_level",
    }
    return desk.words.say(own.get(level, f"dimension.{level}"))


def _level_row(desk: Desk, level: str, row: int) -> dict[str, str]:
    found = f"row_{level}"
    strict = _STRICT.get(level)
    missing = desk.words.say("check.no_line" if strict else "check.no_cap")
    applies = f"AND(check_row>0,{strict})" if strict else "check_row>0"
    formulas = {
        letter: f'=IF({found}=0,"",INDEX(node_{figure},{found}))'
        for letter, figure in _FIGURES.items()
    }
    if strict:
        formulas["H"] = f'=IF({found}=0,IF({applies},0,""),INDEX(node_available,{found}))'
    return {
        **formulas,
        "B": f'=IF({found}=0,IF({applies},"{missing}",""),INDEX(node_label,{found})&"")',
        "I": f'=IF(OR(H{row}="",check_use=""),"",H{row}-check_use)',
        "J": f'=IF({found}=0,"",IF(C{row}+D{row}>0,(E{row}+F{row})/(C{row}+D{row}),""))',
        "K": f'=IF({found}=0,"",IF(INDEX(node_expiry,{found})=0,"",INDEX(node_expiry,{found})))',
        "L": f'=IF({found}=0,"",INDEX(node_owner,{found})&"")',
    }


def _tenor_row(desk: Desk) -> dict[str, str]:
    say = desk.words.say
    return {
        "B": f'=IF(OR(check_longest="",check_days=""),"","{say("check.longest")}"&check_longest'
        f'&"{say("check.this_deal")}"&check_days&"{say("check.days")}")'
    }


def _condition(desk: Desk, worksheet: Worksheet) -> None:
    first, last = LADDER_HEADER_ROW + 1, LADDER_HEADER_ROW + len(LEVELS)
    area = f"A{first}:L{last}"
    bold = desk.workbook.add_format({"bold": True, "bg_color": "#FDF1E7"})
    worksheet.conditional_format(
        area, {"type": "formula", "criteria": f'=$M{first}<>""', "format": bold}
    )
    red = desk.workbook.add_format({"font_color": RED, "bold": True})
    below = f"AND(ISNUMBER($I{first}),$I{first}<0)"
    worksheet.conditional_format(
        f"I{first}:I{last}", {"type": "formula", "criteria": f"={below}", "format": red}
    )


def write_uses(desk: Desk, worksheet: Worksheet) -> None:
    """Write who uses the lines of the chosen institution, largest first."""
    _write_heading(desk, worksheet, USES_HEADER_ROW, "check.uses_heading", USES)
    columns = ("unit", "reference", "amount", "maturity", "state", "product")
    for place in range(1, USES_ROWS + 1):
        for position, (column, name) in enumerate(zip(USES, columns, strict=True)):
            found = f"INDEX(use_{name},MATCH({place},use_hits,0))"
            formula = f'=IF(check_row=0,"",IFERROR({found},""))'
            shape = desk.formats.cell(Look(column.cell_type, Role.READ))
            row = USES_HEADER_ROW + place - 1
            worksheet.write_formula(row, position, formula, shape, "")


def _write_heading(
    desk: Desk, worksheet: Worksheet, row: int, title: str, columns: Sequence[TableColumn]
) -> None:
    worksheet.write_string(
        row - 2, 0, desk.words.say(title), desk.formats.make(bold=True, font_color=NAVY)
    )
    worksheet.set_row(row - 2, 26)
    for position, column in enumerate(columns):
        text = desk.words.say(column.label)
        worksheet.write_string(row - 1, position, text, desk.formats.heading(editable=False))
    worksheet.set_row(row - 1, 22)
    worksheet.write_blank(row - 1, len(columns), None, desk.formats.make(font_color=GREY_TYPE))
