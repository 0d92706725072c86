"""评价参数: what the preview goes by, as it stands in the database; read only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from backend.evaluation.template import Indicator
from backend.language import both
from backend.money import in_wan
from backend.queries.evaluation.preview import Preview
from workbooks.cells import write_cell
from workbooks.formats import NAVY, Look, Role
from workbooks.frame import Desk
from workbooks.preview.page import FIRST_ROW, Heading, begin, end, quoted, write_headings
from workbooks.sheets.kinds import CellType, Shown, from_millionths

IDENTIFIER = "evaluation_parameters"
_CUTOFFS = (5, 4, 3, 2)
_WIDTHS = {"code": 20, "indicator": 30, "group": 14, "weight": 10, "direction": 12}
_BANDS = ("grade", "floor", "alpha", "beta", "tenor")
_BAND_TYPES = (
    CellType.COUNT,
    CellType.RATIO,
    CellType.PERCENT,
    CellType.PERCENT,
    CellType.DAYS,
)


@dataclass(frozen=True)
class IndicatorCells:
    """Where an indicator's weight, direction (1: higher is better, else -1) and cut-offs stand."""

    weight: str
    sign: str
    cutoffs: tuple[str, ...]


@dataclass(frozen=True)
class ParameterCells:
    """Where the preview's formulas find their parameters; names, where there is one."""

    indicators: Mapping[str, IndicatorCells]


def write_parameters(desk: Desk, preview: Preview) -> ParameterCells:
    """Write the sheet and return its places. Defines `grade_…`, `own_tier_1`, `missing_most`."""
    say = desk.words.say
    title = say(f"sheet.{IDENTIFIER}")
    worksheet = begin(
        desk, title, say("preview.parameter_unit"), "USD", say("preview.parameter_note")
    )
    write_headings(desk, worksheet, _headings())
    found = {}
    row = FIRST_ROW
    for row, indicator in enumerate(preview.template.indicators, FIRST_ROW):
        found[indicator.code] = _indicator(desk, worksheet, row, indicator, title)
    row = _bands(desk, worksheet, row + 2, preview, title)
    _numbers(desk, worksheet, row + 1, preview, title)
    end(desk, worksheet, row + 3, 4 + len(_CUTOFFS))
    worksheet.set_portrait()
    worksheet.freeze_panes(FIRST_ROW, 2)
    worksheet.protect("", {"format_columns": True, "format_rows": True})
    return ParameterCells(found)


def _headings() -> list[Heading]:
    headings = [Heading(*both(f"preview.{name}"), width) for name, width in _WIDTHS.items()]
    for points in _CUTOFFS:
        chinese, english = (said.format(points=points) for said in both("preview.cutoff"))
        headings.append(Heading(chinese, english, 10))
    return headings


def _indicator(
    desk: Desk, worksheet: Worksheet, row: int, indicator: Indicator, title: str
) -> IndicatorCells:
    say = desk.words.say
    percent = CellType.PERCENT if indicator.kind == "ratio" else CellType.COUNT
    values: list[tuple[Shown, CellType]] = [
        (indicator.code, CellType.TEXT),
        (say(f"indicator.{indicator.code}"), CellType.TEXT),
        (say(f"indicator_group.{indicator.group}"), CellType.TEXT),
        (from_millionths(indicator.weight_e6), CellType.PERCENT),
        (1 if indicator.higher_is_better else -1, CellType.TEXT),
        *((from_millionths(cut), percent) for cut in indicator.cutoffs),
    ]
    values += [(None, CellType.TEXT)] * (5 + len(_CUTOFFS) - len(values))
    for column, (value, kind) in enumerate(values):
        shape = desk.formats.cell(Look(kind, Role.READ))
        if column == 4:  # noqa: PLR2004 - the direction
            shape = _direction(desk)
        write_cell(worksheet, row, column, value, shape)
    sheet = quoted(title)

    def place(column: int) -> str:
        return f"{sheet}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    return IndicatorCells(place(3), place(4), tuple(place(5 + at) for at in range(len(_CUTOFFS))))


def _direction(desk: Desk) -> object:
    up, down = desk.words.say("preview.higher"), desk.words.say("preview.lower")
    return desk.formats.make(
        border=1, border_color="#D9D9D9", align="center", num_format=f'"{up}";"{down}"'
    )


def _bands(desk: Desk, worksheet: Worksheet, row: int, preview: Preview, title: str) -> int:
    """Write the grades and name their columns; return the row after them."""
    for column, name in enumerate(_BANDS):
        label = desk.words.say(f"preview.band_{name}")
        worksheet.write_string(row, column, label, desk.formats.heading(editable=False))
    worksheet.set_row(row, 36)
    bands = preview.template.bands
    for place, band in enumerate(bands, row + 1):
        values: tuple[Shown, ...] = (
            band.grade,
            from_millionths(band.score_floor_e6),
            from_millionths(band.alpha_e6),
            from_millionths(band.beta_e6),
            band.max_tenor_days,
        )
        for column, (value, kind) in enumerate(zip(values, _BAND_TYPES, strict=True)):
            write_cell(worksheet, place, column, value, desk.formats.cell(Look(kind, Role.READ)))
    for column, name in enumerate(_BANDS):
        area = xl_range_abs(row + 1, column, row + len(bands), column)
        desk.workbook.define_name(f"band_{name}", f"={quoted(title)}!{area}")
    return row + len(bands) + 1


def _numbers(desk: Desk, worksheet: Worksheet, row: int, preview: Preview, title: str) -> None:
    tier_1 = preview.own_tier_1_minor
    numbers: tuple[tuple[str, Shown, CellType], ...] = (
        (
            "missing_most",
            from_millionths(preview.template.numbers["missing_weight_most"]),
            CellType.PERCENT,
        ),
        ("own_tier_1", None if tier_1 is None else in_wan(tier_1), CellType.LEDGER_AMOUNT),
    )
    for place, (name, value, kind) in enumerate(numbers, row):
        label = desk.formats.make(bold=True, font_color=NAVY)
        worksheet.write_string(place, 0, desk.words.say(f"preview.{name}"), label)
        write_cell(worksheet, place, 2, value, desk.formats.cell(Look(kind, Role.READ)))
        cell = xl_rowcol_to_cell(place, 2, row_abs=True, col_abs=True)
        desk.workbook.define_name(name, f"={quoted(title)}!{cell}")
