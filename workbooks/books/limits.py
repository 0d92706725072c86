"""The limits book: the limit check, the limits ledger, the allocation, the requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from backend.queries.rows import InstitutionName, Label, LimitsBook, Lookups
from workbooks.book import BookKind, Orders
from workbooks.books.limits_edits import (
    allocation_commands,
    ledger_commands,
    phase_of,
    request_commands,
    view_commands,
)
from workbooks.books.limits_rows import new_line, new_request
from workbooks.check_form import add_check_form, write_check_form
from workbooks.contents import Contents
from workbooks.sheets import allocation, institution_view, limits_ledger, requests
from workbooks.sheets.declaration import Register
from workbooks.sheets.institution_shares import view_rows


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


def contents_of_one(
    book: LimitsBook, institution: InstitutionName, scope: Mapping[str, str]
) -> Contents:
    """Return what the book says of one legal entity, its allocation turned (单机构视图)."""
    name = Label(code=institution.bic8, zh=institution.short_zh, en=institution.short_en)
    whole, bic8 = contents_of(book), institution.bic8
    choices = {**book.lookups.choices, institution_view.VIEWED: [name]}
    return replace(
        whole,
        lookups=replace(book.lookups, choices=choices),
        rows={
            limits_ledger.IDENTIFIER: [row for row in book.ledger if row.institution.bic8 == bic8],
            institution_view.IDENTIFIER: view_rows(book.allocation, book.lookups, institution),
            requests.IDENTIFIER: [row for row in book.requests if row.institution.bic8 == bic8],
        },
        scope=scope,
        scope_text=bic8,
    )


def _registers(lookups: Lookups) -> Sequence[Register[Any]]:
    shares = (
        institution_view.institution_view(lookups)
        if institution_view.VIEWED in lookups.choices
        else allocation.allocation(lookups)
    )
    return limits_ledger.LIMITS_LEDGER, shares, requests.REQUESTS


LIMITS = BookKind(
    identifier="limits",
    title="book.limits",
    registers=_registers,
    orders={
        limits_ledger.IDENTIFIER: Orders(
            edited=ledger_commands, new=new_line, closed="source_not_manual"
        ),
        allocation.IDENTIFIER: Orders(edited=allocation_commands),
        institution_view.IDENTIFIER: Orders(edited=view_commands),
        requests.IDENTIFIER: Orders(
            edited=request_commands, new=new_request, closed="request_closed"
        ),
    },
    before=add_check_form,
    after=write_check_form,
    lists=("products", "units", "currencies"),
    phase=phase_of,
)
