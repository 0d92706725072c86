"""同因处理: one row for the breaks of a cause with a system, treated together."""

from __future__ import annotations

from collections.abc import Sequence

from backend.money import in_wan
from backend.queries.breaks.rows import CauseRow
from workbooks.sheets.break_words import TREATMENTS, UNITS, between, cause_of
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown, always, nothing
from workbooks.sheets.words import Words
from workbooks.totals import SUM_IN_SIGHT

IDENTIFIER = "break_causes"


def _classes(row: CauseRow, words: Words) -> Shown:
    return words.say("break.and").join(words.say(f"break_class.{kind}") for kind in row.kinds)


def _units(row: CauseRow, words: Words) -> Shown:
    said = [words.picked(UNITS, code) or code for code in row.responsible_units if code]
    return words.say("break.and").join(said) or None


def _blank(_row: CauseRow, _words: Words) -> Shown:
    """Show nothing: what is typed goes to the breaks, and stands with them."""
    return None


_column: ColumnsOf[CauseRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _DATE, _COUNT = CellType.TEXT, CellType.CODE, CellType.DATE, CellType.COUNT

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 8, "S", _blank),
    _column("class", _TEXT, 20, "C●", _classes),
    _column("cause", _TEXT, 24, "C●", lambda row, words: cause_of(row.cause, words)),
    _column("between", _TEXT, 26, "C●", lambda row, words: between(row.cause, row.systems, words)),
    _column("count", _COUNT, 9, "C●", lambda row, _words: row.count),
    _column("untreated", _COUNT, 10, "C●", lambda row, _words: row.untreated),
    _column("use_difference", CellType.LEDGER_AMOUNT, 14, "C●",
            lambda row, _words: in_wan(row.use_difference_minor)),
    _column("oldest", _DATE, 12, "C●", lambda row, _words: row.oldest),
    _column("oldest_age", _COUNT, 9, "C●", lambda row, _words: row.oldest_age_days,
            red="AND(ISNUMBER({cell}),{cell}>10)", orange="AND(ISNUMBER({cell}),{cell}>3)"),
    _column("units", _TEXT, 20, "C", _units),
    _column("treatment", _CODE, 15, "L●", _blank, choices=TREATMENTS, stored=nothing,
            editable=always, may_be_empty=True),
    _column("explanation", _TEXT, 36, "E●", _blank, stored=nothing, editable=always,
            may_be_empty=True),
    _column("responsible", _CODE, 20, "L●", _blank, choices=UNITS, stored=nothing,
            editable=always, may_be_empty=True),
    _column("promised", _DATE, 12, "E●", _blank, stored=nothing, editable=always,
            may_be_empty=True),
    _column("key", _TEXT, 32, "K", lambda row, _words: row.key),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.base, label="column.version"),
)
# fmt: on


def _totalled(rows: Sequence[CauseRow], _words: Words) -> dict[str, Shown]:
    return {
        "count": sum(row.count for row in rows),
        "untreated": sum(row.untreated for row in rows),
        "use_difference": in_wan(sum(row.use_difference_minor for row in rows)),
    }


BREAK_CAUSES: Register[CauseRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="cause",
    key=lambda row: row.key,
    version=lambda row: row.base,
    order=lambda row, _words: (row.untreated == 0, -row.count, row.key),
    known_by=("cause",),
    totals=dict.fromkeys(("count", "untreated", "use_difference"), SUM_IN_SIGHT),
    totalled=_totalled,
)
