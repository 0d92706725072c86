"""目录与校验: what a workbook holds, and whether its sums are still those of the pull.

The sums are native formulas over the tables, beside what they came to when the workbook was made:
a difference is somebody's edit, or something that no edit explains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from backend.money import in_wan
from workbooks.cells import write_cell
from workbooks.contents import Contents
from workbooks.formats import GREEN, ORANGE, RED, Look, Role
from workbooks.frame import Desk, set_page, write_head
from workbooks.sheets.declaration import Column, Register
from workbooks.sheets.kinds import CellType

_WIDTHS = (26, 34, 16, 18, 18, 14, 22)
_INDEX = ("sheet", "table", "rows", "fill", "unit", "currency", "printed")
_CHECKS = ("sheet", "what", "now", "pulled", "difference", "verdict", "meaning")
_FIRST = 3
#: Comparing every key with every other takes the square of this.
_KEYS_COMPARED = 1_500
#: A register's sums beyond these say nothing new.
_SUMS = 6


def write_contents(
    desk: Desk, registers: Sequence[Register[Any]], contents: Contents, title: str
) -> None:
    """Write the last sheet in sight: an index with links, then the checks."""
    worksheet = desk.workbook.add_worksheet(desk.words.say("sheet.contents"))
    _ContentsPage(desk, worksheet, registers, contents).write(title)


def table_column(table: str, heading: str) -> str:
    """Return the reference to a whole column of a table."""
    escaped = "".join(f"'{sign}" if sign in "[]#'" else sign for sign in heading)
    return f"{table}[{escaped}]"


class _ContentsPage:
    """Writes the page from top to bottom."""

    def __init__(
        self,
        desk: Desk,
        worksheet: Worksheet,
        registers: Sequence[Register[Any]],
        contents: Contents,
    ) -> None:
        self.desk, self.sheet, self.registers, self.contents = desk, worksheet, registers, contents
        self.words, self.row = desk.words, _FIRST

    def write(self, title: str) -> None:
        words = self.words
        head = words.say("contents.title", book=title)
        units = words.say("contents.units")
        write_head(self.desk, self.sheet, head, units, units)
        for place, width in enumerate(_WIDTHS):
            self.sheet.set_column(place, place, width)
        self._headings(_INDEX)
        for register in self.registers:
            self._entry(register)
        self.row += 1
        self._headings(_CHECKS)
        first = self.row
        for register in self.registers:
            for check in self._checks(register):
                self._check(register, *check)
        self._colours(first)
        set_page(self.sheet, self.desk.language, self.row, len(_WIDTHS) - 1)
        self.sheet.freeze_panes(_FIRST, 1)

    def _headings(self, names: Sequence[str]) -> None:
        shape = self.desk.formats.heading(editable=False)
        for place, name in enumerate(names):
            self.sheet.write_string(self.row, place, self.words.say(f"contents.{name}"), shape)
        self.row += 1

    def _text(self, place: int, value: str) -> None:
        shape = self.desk.formats.cell(Look(CellType.TEXT, Role.READ))
        self.sheet.write_string(self.row, place, value, shape)

    def _link(self, register: Register[Any]) -> None:
        name = register.title(self.desk.language)
        shape = self.desk.formats.make(font_color="#0563C1", underline=1, border=1)
        quoted = name.replace("'", "''")
        self.sheet.write_url(self.row, 0, f"internal:'{quoted}'!A1", shape, name)

    def _entry(self, register: Register[Any]) -> None:
        self._link(register)
        filled = sum(column.may_be_edited or column.when_new for column in register.columns)
        printed = sum(column.printed for column in register.columns)
        rows = len(self.contents.rows.get(register.identifier, ()))
        fill = self.words.say("contents.filled", count=filled) if filled else self._read_only()
        said = (
            register.identifier,
            f"{rows:,}",
            fill,
            self.words.say(register.unit),
            self.words.say(register.currency),
            self.words.say("contents.columns", count=printed),
        )
        for place, value in enumerate(said, 1):
            self._text(place, value)
        self.row += 1

    def _read_only(self) -> str:
        return self.words.say("contents.read_only")

    def _checks(self, register: Register[Any]) -> Iterator[tuple[str, str, Decimal, str]]:
        """Yield what is computed: its words, the formula, what it came to, and what it means."""
        table, language = register.identifier, self.desk.language
        rows = self.contents.rows.get(table, ())
        named = {
            name: table_column(table, register.by_identifier[name].heading(language))
            for name in ("status", "key")
        }
        say = self.words.say
        yield (
            say("contents.row_count"),
            f"=COUNTA({named['key']})",
            Decimal(len(rows)),
            say("contents.row_count_means"),
        )
        if len(rows) <= _KEYS_COMPARED:
            key = named["key"]
            yield (
                say("contents.keys"),
                f'=SUMPRODUCT(({key}<>"")*(COUNTIF({key},{key}&"")>1))',
                Decimal(0),
                say("contents.keys_means"),
            )
        wrong = "+".join(
            f'COUNTIF({named["status"]},"{say(f"status.{code}")}")'
            for code in ("wrong", "conflict")
        )
        yield say("contents.wrong"), f"={wrong}", Decimal(0), say("contents.wrong_means")
        for column in _summed(register):
            heading = column.heading(language)
            shown = (column.shown(row, self.words) for row in rows)
            total = sum((one for one in shown if isinstance(one, Decimal)), in_wan(0))
            formula = f"=SUM({table_column(table, heading)})"
            yield say("contents.sum", column=heading), formula, total, say("contents.sum_means")

    def _check(
        self, register: Register[Any], what: str, formula: str, pulled: Decimal, means: str
    ) -> None:
        self._link(register)
        self._text(1, what)
        money = self.desk.formats.cell(Look(CellType.LEDGER_AMOUNT, Role.READ))
        count = self.desk.formats.cell(Look(CellType.COUNT, Role.READ))
        shape = money if formula.startswith("=SUM(") else count
        self.sheet.write_formula(self.row, 2, formula, shape, float(pulled))
        write_cell(self.sheet, self.row, 3, pulled, shape)
        now, before = (xl_rowcol_to_cell(self.row, place) for place in (2, 3))
        difference = xl_rowcol_to_cell(self.row, 4)
        self.sheet.write_formula(self.row, 4, f"=ROUND({now}-{before},6)", shape, 0)
        words = [self.words.say(f"contents.{one}") for one in ("same", "moved")]
        verdict = f'=IF({difference}=0,"{words[0]}","{words[1]}")'
        text = self.desk.formats.cell(Look(CellType.TEXT, Role.READ))
        self.sheet.write_formula(self.row, 5, verdict, text, words[0])
        self._text(6, means)
        self.row += 1

    def _colours(self, first: int) -> None:
        """Colour the verdicts; the word says it too."""
        for code, colour in (("same", GREEN), ("moved", ORANGE)):
            rule = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{self.words.say(f"contents.{code}")}"',
                "format": self.desk.workbook.add_format({"font_color": colour, "bold": True}),
            }
            self.sheet.conditional_format(first, 5, self.row, 5, rule)
        errors = {
            "type": "errors",
            "format": self.desk.workbook.add_format({"font_color": RED, "bold": True}),
        }
        self.sheet.conditional_format(first, 2, self.row, 5, errors)


def _summed(register: Register[Any]) -> list[Column[Any]]:
    amounts = [
        column
        for column in register.columns
        if column.cell_type is CellType.LEDGER_AMOUNT and column.printed
    ]
    return amounts[:_SUMS]
