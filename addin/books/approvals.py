"""Where the book 复核审批 comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from addin.books.approval_fields import change_rows
from addin.books.approval_requests import RequestRows
from addin.books.approval_rows import RowMaker
from addin.books.reader import Asked, Reader
from addin.terminal import Terminal
from backend.contract.approvals import WAITING
from backend.queries.approval_rows import waiting_and_decided
from backend.queries.reference import working_days
from backend.queries.rows import Bases, Versions
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.services.hands.closed import Openness
from backend.services.hands.preview import preview_rows
from workbooks.books.approvals import APPROVALS_BOOK
from workbooks.contents import Contents
from workbooks.sheets import approval_changes, approvals

#: What was decided stays on the sheet for so many days, so that it can be sent again harmlessly.
_DECIDED_DAYS = 14


def _contents(connection: Connection, asked: Asked) -> Contents:
    since = asked.moment - timedelta(days=_DECIDED_DAYS)
    opened = Openness(connection, asked.login, asked.moment)
    maker = RowMaker(connection, Terminal(asked.language), opened, asked.moment)
    days = working_days(connection)
    listed = waiting_and_decided(connection, since)
    waiting = [row for row in listed if row["state"] in WAITING]
    orders = preview_rows(connection, waiting, asked.moment)
    rows: Sequence[approvals.ApprovalRow] = [
        *(maker.waiting(one, days) for one in orders),
        *(maker.base(row, days) for row in listed if row["state"] not in WAITING),
        *RequestRows(connection, maker, opened, asked.moment).rows(days, since),
    ]
    lookups = name_lookups(connection, asked.day, maker.names)
    return Contents(
        pull=new_pull(connection, asked.day, asked.moment, asked.login),
        lookups=lookups,
        rows={
            approvals.IDENTIFIER: rows,
            approval_changes.IDENTIFIER: change_rows(connection, maker, orders),
        },
    )


def _bases(_connection: Connection, _asked: Asked, versions: Versions) -> Bases:
    """Say that whoever pulled a row that has moved since saw no opinion there."""
    rows = versions.get(approvals.IDENTIFIER, {})
    return {approvals.IDENTIFIER: {(key, "opinion"): None for key in rows}}


APPROVALS_READER = Reader(kind=APPROVALS_BOOK, contents=_contents, bases=_bases)
