"""Read what the calendar will change: reservations that lapse, loans that go home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from backend.contract import OnExpiry
from backend.ledger.state import Book, Due
from backend.store.tables.ledger import due, entry


def load_dues(connection: Connection, book: Book) -> None:
    """Read into the book every open due row of its nodes."""
    key_of = {state.row_id: key for key, state in book.nodes.items()}
    legs = _legs(connection, key_of)
    rows = connection.execute(
        select(
            due,
            entry.c.request_number,
            entry.c.reference,
            entry.c.deal_currency,
            entry.c.deal_amount_minor,
            entry.c.value_date,
        )
        .join(entry, entry.c.id == due.c.entry_id)
        .where(due.c.open_minor > 0)
    )
    for row in rows:
        if row.node_id in key_of:
            book.dues[row.entry_id] = _due(row, key_of, legs.get(row.entry_id, ()))


def _legs(
    connection: Connection, key_of: Mapping[int | None, str]
) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Return the nodes that each open loan raised (+1) and lowered (-1), in their order."""
    legs: dict[str, list[tuple[str, int]]] = defaultdict(list)
    lent = connection.execute(
        select(entry.c.loan_id, entry.c.node_id, entry.c.kind)
        .join(due, and_(due.c.entry_id == entry.c.loan_id, due.c.open_minor > 0))
        .where(entry.c.kind.in_(["lend", "borrow"]))
        .order_by(entry.c.number)
    )
    for loan_id, node_id, kind in lent:
        if node_id in key_of:
            legs[loan_id].append((key_of[node_id], 1 if kind == "borrow" else -1))
    return legs


def _due(row: Row[Any], key_of: Mapping[int | None, str], legs: Sequence[tuple[str, int]]) -> Due:
    return Due(
        entry_id=row.entry_id,
        kind=row.kind,
        node_key=key_of[row.node_id],
        last_date=row.last_date,
        open_minor=row.open_minor,
        drawn_minor=row.drawn_minor,
        on_expiry=OnExpiry(row.on_expiry or OnExpiry.UNUSED_RETURNS),
        lender_key=key_of.get(row.lender_node_id, ""),
        legs=tuple(legs),
        request=row.request_number,
        reference=row.reference,
        currency=row.deal_currency,
        deal_minor=row.deal_amount_minor,
        value_date=row.value_date,
    )
