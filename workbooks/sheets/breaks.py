"""对账差异: where our books and another system's differ, who sees to it, how and until when."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract.reconciliation import BreakState
from backend.money import from_minor, in_wan
from backend.queries.breaks.rows import BreakRow
from workbooks.sheets.break_words import (
    OWNERS,
    TREATMENTS,
    UNITS,
    between,
    cause_of,
    strips,
)
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown
from workbooks.sheets.words import Words
from workbooks.totals import SUM_IN_SIGHT

IDENTIFIER = "breaks"
#: States and the tones of their words; one that nobody treats has none but its place at the top.
TONES = {
    f"break_state.{BreakState.OPEN}": "orange",
    f"break_state.{BreakState.WORKING}": "blue",
    f"break_state.{BreakState.AWAITING_CHECK}": "violet",
    f"break_state.{BreakState.CLOSED}": "pale_green",
}
_OLD, _VERY_OLD = 3, 10


def is_open(row: BreakRow) -> bool:
    """Whether somebody still has to see to it: a closed one is not edited any more."""
    return row.state is not BreakState.CLOSED


def _in_full(minor: int | None, row: BreakRow) -> Shown:
    return None if minor is None else from_minor(minor, row.minor_units)


def _institution(row: BreakRow, words: Words) -> Shown:
    return words.institution(row.institution) if row.institution else None


def _evidence(row: BreakRow, words: Words) -> str:
    return words.choose(row.evidence_zh, row.evidence_en)


def _explanation_note(row: BreakRow, words: Words) -> str:
    """Return what the person who checked said, beside what they were told."""
    return words.say("break.checked", note=row.check_note) if row.check_note else ""


def _older_than(days: int) -> str:
    return f"AND(ISNUMBER({{cell}}),{{cell}}>{days})"


_column: ColumnsOf[BreakRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _DATE, _DEAL = CellType.TEXT, CellType.CODE, CellType.DATE, CellType.DEAL_AMOUNT

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 14, "S", lambda row, words: words.say(f"break_state.{row.state}")),
    _column("key", _TEXT, 17, "K●", lambda row, _words: row.key),
    _column("date", _DATE, 11, "C●", lambda row, _words: row.business_date),
    _column("age", CellType.COUNT, 6, "C●", lambda row, _words: row.age_days,
            red=_older_than(_VERY_OLD), orange=_older_than(_OLD)),
    _column("class", _TEXT, 20, "C●", lambda row, words: words.say(f"break_class.{row.kind}")),
    _column("between", _TEXT, 26, "C", lambda row, words: between(row.cause, row.systems, words)),
    _column("institution", _CODE, 18, "C●", _institution, stable=True),
    _column("product", _CODE, 16, "C", lambda row, words: words.product(row.product), stable=True),
    _column("unit", _CODE, 20, "C●", lambda row, words: words.picked(UNITS, row.unit)),
    _column("our_reference", _TEXT, 20, "C●", lambda row, _words: row.our_reference or None),
    _column("their_reference", _TEXT, 18, "C", lambda row, _words: row.their_reference or None),
    _column("currency", _CODE, 6, "C●", lambda row, _words: row.currency),
    _column("ours", _DEAL, 18, "C●", lambda row, _words: _in_full(row.our_minor, row)),
    _column("theirs", _DEAL, 18, "C●", lambda row, _words: _in_full(row.their_minor, row)),
    _column("difference", _DEAL, 18, "C●",
            lambda row, _words: _in_full(row.difference_minor, row)),
    _column("use_difference", CellType.LEDGER_AMOUNT, 12, "C",
            lambda row, _words: in_wan(row.use_difference_minor)),
    _column("cause", _TEXT, 22, "C", lambda row, words: cause_of(row.cause, words),
            note=_evidence),
    _column("responsible", _CODE, 20, "L●",
            lambda row, words: words.picked(UNITS, row.responsible_unit), choices=UNITS,
            stored=lambda row: row.responsible_unit or None, editable=is_open, may_be_empty=True),
    _column("owner", _CODE, 10, "L", lambda row, words: words.picked(OWNERS, row.owner),
            choices=OWNERS, stored=lambda row: row.owner or None, editable=is_open,
            may_be_empty=True),
    _column("treatment", _CODE, 15, "L●",
            lambda row, words: words.picked(TREATMENTS, row.treatment), choices=TREATMENTS,
            stored=lambda row: row.treatment or None, editable=is_open, may_be_empty=True),
    _column("explanation", _TEXT, 30, "E●", lambda row, _words: row.explanation or None,
            stored=lambda row: row.explanation or None, editable=is_open, may_be_empty=True,
            note=_explanation_note),
    _column("promised", _DATE, 12, "E", lambda row, _words: row.promised_date,
            stored=lambda row: row.promised_date, editable=is_open, may_be_empty=True),
    _column("change_slip", _TEXT, 15, "S", lambda row, _words: row.change_slip or None),
    _column("closed", _DATE, 11, "S", lambda row, _words: row.closed_date),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.version, label="column.version"),
)
# fmt: on


def _open_and_oldest_first(row: BreakRow, _words: Words) -> tuple[object, ...]:
    return (not is_open(row), -row.age_days, -abs(row.use_difference_minor), row.key)


def _totalled(rows: Sequence[BreakRow], _words: Words) -> dict[str, Shown]:
    return {"use_difference": in_wan(sum(row.use_difference_minor for row in rows))}


BREAKS: Register[BreakRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda row: row.version,
    order=_open_and_oldest_first,
    unit="unit.breaks",
    currency="unit.breaks_currency",
    above=strips,
    totals={"use_difference": SUM_IN_SIGHT},
    totalled=_totalled,
    parted_by="currency",
    parted=("ours", "theirs", "difference", "use_difference"),
    status_tones=TONES,
)
