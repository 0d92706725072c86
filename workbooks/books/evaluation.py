"""The evaluation book: how far the year's reviews are, and what people judge."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract import Command
from backend.contract.evaluation import JudgeFactor
from workbooks.book import BookKind, Orders
from workbooks.books.review import planned
from workbooks.preview.book import write_preview_sheets
from workbooks.sheets.evaluation_judgements import EVALUATION_JUDGEMENTS, IDENTIFIER
from workbooks.sheets.review import REVIEW
from workbooks.sheets.review_columns import IDENTIFIER as REVIEW_IDENTIFIER
from workbooks.typed import EditedRow


def _edited(row: EditedRow) -> Sequence[Command]:
    """Return the judgement as the row says it; a level needs a reason of its own."""
    level, edit = row.mine("level"), row.edit("level")
    reason = str(row.mine("reason") or "")
    if row.sound and level is not None and not reason:
        row.wrong("reason_missing", "reason")
    if not row.sound:
        return []
    base = edit.base if edit else level
    return [
        JudgeFactor(
            id="",
            login=row.login,
            place=row.place,
            institution=row.now.institution.bic8,
            fiscal_year=row.now.fiscal_year,
            factor=row.now.factor,
            level=None if level is None else int(str(level)),
            reason=reason,
            base_level=None if base is None else int(str(base)),
        )
    ]


EVALUATION = BookKind(
    identifier="evaluation",
    title="book.evaluation",
    registers=lambda _lookups: [REVIEW, EVALUATION_JUDGEMENTS],
    orders={REVIEW_IDENTIFIER: Orders(edited=planned), IDENTIFIER: Orders(edited=_edited)},
    after=write_preview_sheets,
)
