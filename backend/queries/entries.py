"""Single entries, by their number."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from backend.store.tables.ledger import entry


@dataclass(frozen=True)
class Deal:
    """What an entry says of its deal."""

    kind: str
    currency: str
    amount_minor: int


def deal_of(connection: Connection, number: str) -> Deal | None:
    """Return the deal of the entry with this number; `None` when there is none."""
    row = connection.execute(
        select(entry.c.kind, entry.c.deal_currency, entry.c.deal_amount_minor).where(
            entry.c.id == number
        )
    ).one_or_none()
    return Deal(*row) if row is not None else None
