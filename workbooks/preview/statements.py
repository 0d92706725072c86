"""报表录入: the statements on which the preview rests, an item a line, the year-ends beside.

A line's key is `BIC8/2025/total_assets`. Amounts stand in the largest unit in which all of an
institution's are whole, so that formulas compute with whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from backend.evaluation.items import ITEMS, Item, ItemKind
from backend.language import both
from backend.queries.evaluation.preview import YEARS, Preview, PreviewRow
from workbooks.cells import write_cell
from workbooks.formats import HEAD_FILL, NAVY, WHOLE_AMOUNT_FORMAT, Look, Role
from workbooks.frame import Desk
from workbooks.preview.checks import Change, balance_checks
from workbooks.preview.page import FIRST_ROW, Heading, begin, end, quoted, write_headings
from workbooks.preview.units import UNITS, unit_minor
from workbooks.sheets.kinds import CellType, Shown, from_millionths

IDENTIFIER = "evaluation_statements"
_INSTITUTION, _NUMBER, _ITEM, _NOW, _BEFORE, _CHANGE, _FLAG, _EARLIER = range(8)
_CHECK = _EARLIER + YEARS - 2
_SOURCE = _CHECK + 1
_KEY = _SOURCE + 1


def write_statements(desk: Desk, preview: Preview) -> Mapping[str, int]:
    """Write the sheet; return by line key its place in `statement_key`, from 1.

    Defines `statement_key`, `statement_now` and `statement_before`.
    """
    say = desk.words.say
    title = say(f"sheet.{IDENTIFIER}")
    worksheet = begin(
        desk,
        title,
        say("preview.statement_unit"),
        say("preview.statement_currency"),
        say("preview.statement_note"),
    )
    write_headings(desk, worksheet, _headings())
    place = FIRST_ROW
    lines: dict[str, int] = {}
    rows = sorted(preview.rows, key=lambda row: desk.words.institution(row.institution))
    for row in rows:
        place = _Block(desk, worksheet, row, place, lines).write()
    last = max(FIRST_ROW, place - 1)
    for name, column in (("key", _KEY), ("now", _NOW), ("before", _BEFORE)):
        area = xl_range_abs(FIRST_ROW, column, last, column)
        desk.workbook.define_name(f"statement_{name}", f"={quoted(title)}!{area}")
    worksheet.set_column(_KEY, _KEY, 30, None, {"hidden": True})
    end(desk, worksheet, last, _SOURCE)
    worksheet.freeze_panes(FIRST_ROW, _NOW)
    worksheet.protect("", {"format_columns": True, "format_rows": True})
    return lines


def _headings() -> Sequence[Heading]:
    names = [
        ("institution", 18),
        ("number", 6),
        ("item", 30),
        ("now", 17),
        ("before", 17),
        ("change", 11),
        ("flag", 10),
        *((f"earlier_{back}", 17) for back in range(2, YEARS)),
        ("check", 16),
        ("source", 52),
        ("key", 30),
    ]
    return [Heading(*both(f"preview.{name}"), width) for name, width in names]


@dataclass
class _Block:
    """The lines of one institution: a head with the year-ends, then its items."""

    desk: Desk
    worksheet: Worksheet
    row: PreviewRow
    place: int
    lines: dict[str, int]

    def write(self) -> int:
        """Write the block and return the row after it."""
        self._head()
        listed = [item for item in ITEMS if any(self._stands(item))]
        places = {item.code: self.place + at for at, item in enumerate(listed, 1)}
        checks = balance_checks(places, self._values, self.desk.words.say)
        for number, item in enumerate(listed, 1):
            self._line(places[item.code], number, item)
            formula, said = checks.get(item.code, ("", ""))
            shape = self.desk.formats.cell(Look(CellType.TEXT, Role.READ))
            if formula:
                self.worksheet.write_formula(places[item.code], _CHECK, formula, shape, said)
        return self.place + len(listed) + 1

    def _stands(self, item: Item) -> list[bool]:
        return [one is not None and item.code in one.items for one in self.row.years]

    def _columns(self) -> Sequence[int]:
        return (_NOW, _BEFORE, *range(_EARLIER, _EARLIER + YEARS - 2))

    def _head(self) -> None:
        desk, row, say = self.desk, self.row, self.desk.words.say
        band = desk.formats.make(bold=True, font_color=NAVY, bg_color=HEAD_FILL)
        days = desk.formats.make(
            bold=True, font_color=NAVY, bg_color=HEAD_FILL, align="right", num_format="yyyy-mm-dd"
        )
        for column in range(_SOURCE + 1):
            self.worksheet.write_blank(self.place, column, None, band)
        own = row.statement
        said = say("preview.block", unit=self._unit(), currency=own.currency)
        self.worksheet.write_string(
            self.place, _INSTITUTION, desk.words.institution(row.institution), band
        )
        self.worksheet.write_string(self.place, _ITEM, said, band)
        for column, one in zip(self._columns(), row.years, strict=True):
            if one is not None:
                self.worksheet.write_datetime(self.place, column, one.period_end, days)
        basis = [
            say(f"evaluation_report.{'consolidated' if own.consolidated else 'solo'}"),
            say(f"evaluation_report.{'audited' if own.audited else 'unaudited'}"),
            own.standard,
            own.source,
        ]
        if own.is_sample:
            basis.append(say("preview.sample"))
        self.worksheet.write_string(self.place, _SOURCE, " · ".join(basis), band)

    def _unit(self) -> str:
        unit = unit_minor(self.row)
        for power in UNITS:
            if unit == 10 ** (power + self.row.minor_units):
                return self.desk.words.say(f"preview.unit_{power}")
        return self.desk.words.say("preview.unit_minor")

    def _values(self, code: str) -> list[Decimal | None]:
        """Return an item's year-ends as the sheet shows them."""
        item = next(one for one in ITEMS if one.code == code)
        found = [None if one is None else one.items.get(code) for one in self.row.years]
        if item.kind is ItemKind.RATIO:
            return [from_millionths(value) for value in found]
        unit = unit_minor(self.row)
        return [None if value is None else Decimal(value // unit) for value in found]

    def _line(self, place: int, number: int, item: Item) -> None:
        desk, words = self.desk, self.desk.words
        key = f"{self.row.key}/{item.code}"
        self.lines[key] = place - FIRST_ROW + 1
        texts: dict[int, Shown] = {
            _KEY: key,
            _INSTITUTION: words.institution(self.row.institution),
            _NUMBER: number,
            _ITEM: words.say(f"statement_item.{item.code}"),
            _CHECK: None,
            _SOURCE: words.say(f"statement_section.{item.section}"),
        }
        for column, value in texts.items():
            role = Role.KEY if column == _KEY else Role.READ
            write_cell(
                self.worksheet,
                place,
                column,
                value,
                desk.formats.cell(Look(CellType.TEXT, role)),
            )
        values = self._values(item.code)
        shape = self._shape(item)
        for column, amount in zip(self._columns(), values, strict=True):
            write_cell(self.worksheet, place, column, amount, shape)
        now, before = (xl_rowcol_to_cell(place, column) for column in (_NOW, _BEFORE))
        is_ratio = item.kind is ItemKind.RATIO
        change = Change(now, before, values[0], values[1], is_ratio=is_ratio)
        changed = self.desk.formats.cell(Look(CellType.TEXT, Role.READ))
        percent = self.desk.formats.make(
            border=1,
            border_color="#D9D9D9",
            align="right",
            num_format=words.say("preview.points_format") if is_ratio else "0.0%",
        )
        self.worksheet.write_formula(place, _CHANGE, change.formula, percent, change.value)
        self.worksheet.write_formula(place, _FLAG, change.flag(), changed, change.flagged)

    def _shape(self, item: Item) -> object:
        if item.kind is ItemKind.RATIO:
            return self.desk.formats.cell(Look(CellType.PERCENT, Role.READ))
        return self.desk.formats.make(
            border=1, border_color="#D9D9D9", align="right", num_format=WHOLE_AMOUNT_FORMAT
        )
