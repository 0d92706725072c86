"""Read what the calendar will change: reservations that lapse, loans that go home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, literal_column, select

from backend.contract import OnExpiry
from backend.ledger.state import Book, Due
from backend.queries.reach import Reach
from backend.store.tables.ledger import due, entry

#: The zero is written out: an index on the open rows alone is used for no parameter.
_OPEN = due.c.open_minor > literal_column("0")


def load_dues(connection: Connection, book: Book, reach: Reach | None = None) -> None:
    """Read into the book every open due row of its nodes; those within reach when it is given."""
    key_of = {state.row_id: key for key, state in book.nodes.items()}
    question = (
        select(
            due,
            entry.c.request_number,
            entry.c.reference,
            entry.c.deal_currency,
            entry.c.deal_amount_minor,
            entry.c.value_date,
        )
        .select_from(due)
        .join(entry, entry.c.id == due.c.entry_id)
        .where(_OPEN)
    )
    rows = connection.execute(_in_reach(question, reach)).all()
    lent = any(row.kind == "return" for row in rows)
    legs = _legs(connection, key_of, reach) if lent else {}
    for row in rows:
        if row.node_id in key_of:
            book.dues[row.entry_id] = _due(row, key_of, legs.get(row.entry_id, ()))


def _in_reach(question: Select[Any], reach: Reach | None) -> Select[Any]:
    return question if reach is None else question.where(due.c.node_id.in_(reach))


def _legs(
    connection: Connection, key_of: Mapping[int | None, str], reach: Reach | None
) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Return the nodes that each open loan raised (+1) and lowered (-1), in their order."""
    legs: dict[str, list[tuple[str, int]]] = defaultdict(list)
    question = (
        select(entry.c.loan_id, entry.c.node_id, entry.c.kind)
        .select_from(entry)
        .join(due, and_(due.c.entry_id == entry.c.loan_id, _OPEN))
        .where(entry.c.kind.in_(["lend", "borrow"]))
        .order_by(entry.c.number)
    )
    for loan_id, node_id, kind in connection.execute(_in_reach(question, reach)):
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
        tenor_days=row.tenor_days,
        open_exposure_minor=row.open_exposure_minor,
    )
