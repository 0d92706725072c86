"""The columns of 年审进度: what the house knows of a review, and what people plan of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from backend.language import glossary
from backend.money import from_minor, in_wan, wan_text
from backend.queries.review.rows import PersonName, ReviewRow
from backend.queries.rows import Label
from workbooks.sheets.declaration import ColumnsOf
from workbooks.sheets.kinds import CellType, Shown, always
from workbooks.sheets.words import Words

IDENTIFIER = "review"
ANALYSTS, TENORS = "analysts", "review_tenors"
TENOR_DAYS = (30, 90, 180, 365, 730, 1095, 1825)
OVERDUE, LAPSED = "review_stage.overdue", "review_stage.lapsed"


def tenor_labels() -> list[Label]:
    """Return the tenors that may be recommended, in days."""
    said = glossary()["review_tenor.days"]
    return [
        Label(code=str(days), zh=said["zh"].format(days=days), en=said["en"].format(days=days))
        for days in TENOR_DAYS
    ]


def _status(row: ReviewRow, words: Words) -> Shown:
    if row.overdue:
        return words.say(OVERDUE)
    return words.say(LAPSED if row.lapsed else f"review_stage.{row.stage}")


def _basis(row: ReviewRow, words: Words) -> Shown:
    """Say how the statement was drawn up; its amounts are kept in full, so no unit of theirs."""
    if row.statement is None:
        return None
    parts = (
        words.say(f"evaluation_report.{'consolidated' if row.statement.consolidated else 'solo'}"),
        words.say(f"evaluation_report.{'audited' if row.statement.audited else 'unaudited'}"),
        row.statement.standard.replace("_", " "),
        words.say("review.unit", currency=row.statement.currency),
    )
    return " · ".join(part for part in parts if part)


def _by(name: PersonName | None, moment: datetime, words: Words) -> Shown:
    if name is None:
        return None
    return f"{words.choose(name.zh, name.en)} {words.time(moment)[:10]}"


def _entered(row: ReviewRow, words: Words) -> Shown:
    own = row.statement
    return _by(own.entered_by, own.entered_at, words) if own else None


def _checked(row: ReviewRow, words: Words) -> Shown:
    own = row.year
    return _by(own.checker, own.changed_at, words) if own and own.confirmed else None


def _balances(row: ReviewRow, words: Words) -> Shown:
    if row.statement is None or row.statement.difference_minor is None:
        return None
    places = words.lookups.minor_units.get(row.currency, 2)
    return from_minor(row.statement.difference_minor, places)


def _score(row: ReviewRow, _words: Words) -> Shown:
    if row.year is None or row.year.score_e6 is None:
        return None
    return Decimal(row.year.score_e6).scaleb(-6)


def _grade_before(row: ReviewRow, _words: Words) -> Shown:
    own = row.year_before
    return str(own.grade) if own and own.grade is not None else None


def _grade(row: ReviewRow, _words: Words) -> Shown:
    """Return the grade, with a star while nobody has confirmed it."""
    own = row.year
    if own is None or own.grade is None:
        return None
    return str(own.grade) if own.confirmed else f"{own.grade}*"


def _moved(row: ReviewRow, _words: Words) -> Shown:
    if row.moved is None:
        return None
    return f"{'▲' if row.moved > 0 else '▼'}{abs(row.moved)}" if row.moved else "="


def _amount(minor: int | None) -> Shown:
    return None if minor is None else in_wan(minor)


def _proposed(row: ReviewRow, words: Words) -> str:
    """Say what the model proposes beside what a person recommends."""
    own = row.year
    if own is None or own.proposed_minor is None:
        return words.say("review.no_proposal") if own else ""
    return words.say(
        "review.proposal",
        amount=wan_text(own.proposed_minor),
        tenor=own.proposed_tenor_days or "-",
    )


def _tenor(row: ReviewRow) -> str | None:
    days = row.planned.recommended_tenor_days
    return None if days is None else str(days)


_column: ColumnsOf[ReviewRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _DATE, _LEDGER = (
    CellType.TEXT,
    CellType.CODE,
    CellType.DATE,
    CellType.LEDGER_AMOUNT,
)

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 10, "S●", _status),
    _column("key", _TEXT, 15, "K", lambda row, _words: row.key),
    _column("institution", _CODE, 20, "C●", lambda row, words: words.institution(row.institution),
            note=lambda row, words: words.full_name(row.institution), stable=True),
    _column("bic", _TEXT, 13, "C●", lambda row, _words: row.institution.bic8, stable=True),
    _column("country", _CODE, 12, "C●", lambda row, words: words.country(row.institution.country)),
    _column("relationship_manager", _TEXT, 12, "C", lambda _row, _words: None),
    _column("analyst", _CODE, 10, "L●",
            lambda row, words: words.picked(ANALYSTS, row.planned.analyst), choices=ANALYSTS,
            stored=lambda row: row.planned.analyst or None, editable=always, may_be_empty=True),
    _column("kind", _CODE, 9, "L●",
            lambda row, words: words.picked("review_kinds", row.planned.kind),
            choices="review_kinds", stored=lambda row: row.planned.kind.value, editable=always),
    _column("year_end", _DATE, 12, "C", lambda row, _words: row.fiscal_year_end),
    _column("report_source", _CODE, 12, "L",
            lambda row, words: words.picked("report_sources", row.planned.report_source),
            choices="report_sources", stored=lambda row: row.planned.report_source or None,
            editable=always, may_be_empty=True),
    _column("received", _DATE, 12, "E●", lambda row, _words: row.planned.received_date,
            stored=lambda row: row.planned.received_date, editable=always, may_be_empty=True),
    _column("basis", _TEXT, 40, "C", _basis),
    _column("entered", _TEXT, 19, "C", _entered),
    _column("difference", CellType.DEAL_AMOUNT, 12, "C", _balances,
            orange="AND(ISNUMBER({cell}),{cell}<>0)"),
    _column("checked", _TEXT, 19, "C", _checked),
    _column("score", CellType.RATIO, 8, "C●", _score),
    _column("grade_before", _TEXT, 8, "C●", _grade_before),
    _column("grade", _TEXT, 8, "C●", _grade),
    _column("moved", _TEXT, 7, "C●", _moved),
    _column("approved", _LEDGER, 12, "C●", lambda row, _words: _amount(row.approved_minor)),
    _column("recommended", _LEDGER, 14, "E●",
            lambda row, _words: _amount(row.planned.recommended_minor), note=_proposed,
            stored=lambda row: row.planned.recommended_minor, editable=always, may_be_empty=True),
    _column("tenor", _CODE, 10, "L●", lambda row, words: words.picked(TENORS, _tenor(row)),
            choices=TENORS, stored=_tenor, editable=always, may_be_empty=True),
    _column("committee", _DATE, 12, "E●", lambda row, _words: row.planned.committee_date,
            stored=lambda row: row.planned.committee_date, editable=always, may_be_empty=True),
    _column("approval_number", _TEXT, 22, "E●",
            lambda row, _words: row.planned.approval_number or None,
            stored=lambda row: row.planned.approval_number or None, editable=always),
    _column("valid_until", _DATE, 12, "E●", lambda row, _words: row.planned.valid_until,
            stored=lambda row: row.planned.valid_until, editable=always, may_be_empty=True),
    _column("reminders", CellType.COUNT, 10, "C",
            lambda row, _words: row.planned.reminders or None),
    _column("next_reminder", _DATE, 12, "E●", lambda row, _words: row.planned.next_reminder,
            stored=lambda row: row.planned.next_reminder, editable=always, may_be_empty=True),
    _column("note", _TEXT, 28, "E", lambda row, _words: row.planned.note or None,
            stored=lambda row: row.planned.note or None, editable=always),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.version, label="column.version"),
)
# fmt: on
