"""What a row of the review campaign orders: the row as it now is, once its days fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.contract import Command
from backend.contract.review import PlanReview, ReportSource, ReviewKind
from backend.queries.review.rows import ReviewRow
from workbooks.typed import EditedRow


def planned(row: EditedRow) -> Sequence[Command]:
    """Return the row's plan; a day that cannot be is refused in its own cell."""
    now: ReviewRow = row.now
    received, committee, until, reminder = (
        _day(row, name) for name in ("received", "committee", "valid_until", "next_reminder")
    )
    if received is not None and not date(now.fiscal_year, 1, 1) <= received <= row.as_of:
        row.wrong("bad_date_order", "received")
    elif received is not None and committee is not None and committee < received:
        row.wrong("bad_date_order", _typed(row, "committee", "received"))
    if committee is not None and until is not None and until < committee:
        row.wrong("bad_date_order", _typed(row, "valid_until", "committee"))
    if not row.sound:
        return []
    amount, tenor = row.mine("recommended"), row.mine("tenor")
    source = row.mine("report_source")
    assert amount is None or isinstance(amount, int)
    return [
        PlanReview(
            id="",
            login=row.login,
            place=row.place,
            institution=now.institution.bic8,
            fiscal_year=now.fiscal_year,
            analyst=str(row.mine("analyst") or ""),
            kind=ReviewKind(str(row.mine("kind"))),
            report_source=ReportSource(str(source)) if source else None,
            received_date=received,
            recommended_minor=amount,
            recommended_tenor_days=int(str(tenor)) if tenor else None,
            committee_date=committee,
            approval_number=str(row.mine("approval_number") or ""),
            valid_until=until,
            next_reminder=reminder,
            note=str(row.mine("note") or ""),
            version=now.planned.version,
        )
    ]


def _day(row: EditedRow, column: str) -> date | None:
    value = row.mine(column)
    assert value is None or isinstance(value, date)
    return value


def _typed(row: EditedRow, column: str, other: str) -> str:
    """Return which of two columns that don't fit was typed; the first where both were."""
    return column if row.edit(column) or not row.edit(other) else other
