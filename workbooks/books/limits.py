"""The limits book: the limit check, the limits ledger, the allocation, the requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.queries.rows import LimitsBook, Lookups
from workbooks.book import BookKind, Orders
from workbooks.books.limits_edits import (
    allocation_commands,
    ledger_commands,
    phase_of,
    request_commands,
)
from workbooks.books.limits_rows import new_line, new_request
from workbooks.check_form import add_check_form, write_check_form
from workbooks.contents import Contents
from workbooks.sheets import allocation, limits_ledger, requests
from workbooks.sheets.declaration import Register


def contents_of(book: LimitsBook) -> Contents:
    """Return what the database answered as the contents of a book."""
    return Contents(
        pull=book.pull,
        lookups=book.lookups,
        rows={
            limits_ledger.IDENTIFIER: book.ledger,
            allocation.IDENTIFIER: book.allocation,
            requests.IDENTIFIER: book.requests,
        },
    )


def _registers(lookups: Lookups) -> Sequence[Register[Any]]:
    return limits_ledger.LIMITS_LEDGER, allocation.allocation(lookups), requests.REQUESTS


LIMITS = BookKind(
    identifier="limits",
    title="book.limits",
    registers=_registers,
    orders={
        limits_ledger.IDENTIFIER: Orders(
            edited=ledger_commands, new=new_line, closed="source_not_manual"
        ),
        allocation.IDENTIFIER: Orders(edited=allocation_commands),
        requests.IDENTIFIER: Orders(
            edited=request_commands, new=new_request, closed="request_closed"
        ),
    },
    before=add_check_form,
    after=write_check_form,
    lists=("products", "units", "currencies"),
    phase=phase_of,
)
