"""The pack of a branch: the month that it returns, its lines, and its requests."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract import Command
from workbooks.book import BookKind, Orders
from workbooks.books.limits_rows import new_request
from workbooks.branch_return_page import write_return
from workbooks.sheets.branch import ASKED, BRANCH_LINES, BRANCH_REQUESTS, OWN_UNIT
from workbooks.typed import EditedRow, NewRow


def _edited(_row: EditedRow) -> Sequence[Command]:
    return []


def _asked(row: NewRow) -> Command | None:
    """Return a request of the branch's own."""
    row.code("unit", OWN_UNIT, "other_branch")
    return new_request(row) if row.sound else None


BRANCH_BOOK = BookKind(
    identifier="branch",
    title="book.branch",
    registers=lambda _lookups: [BRANCH_LINES, BRANCH_REQUESTS],
    orders={ASKED: Orders(edited=_edited, new=_asked, closed="request_closed")},
    before=write_return,
)
