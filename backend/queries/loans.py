"""Temporary transfers that are still open."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from backend.ledger.state import Due
from backend.queries.nodes import load_book
from backend.store.tables.institutions import institution


def open_loans(connection: Connection, bic8: str, day: date) -> list[Due]:
    """Return the loans between units on an institution's lines that are open on `day`."""
    row = connection.execute(
        select(institution.c.id, institution.c.head_office_id).where(institution.c.bic8 == bic8)
    ).one()
    book = load_book(connection, day, {row.head_office_id or row.id})
    loans = [due for due in book.dues.values() if due.kind == "return" and due.open_minor > 0]
    return sorted(loans, key=lambda due: (due.last_date, due.entry_id))
