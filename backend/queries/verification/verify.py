"""Verify the vault: whatever was altered behind the triggers' back is named with its place.

Reads only, in the caller's snapshot; `fidesk seal` comes first, so that little is left unsealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from backend.queries.chain import Head
from backend.queries.discrepancy import Discrepancy
from backend.queries.verification.balances import balance_discrepancies
from backend.queries.verification.chain import chain_discrepancies, numbering_discrepancies
from backend.queries.verification.draws import draw_discrepancies
from backend.queries.verification.dues import due_discrepancies
from backend.queries.verification.receipts import receipt_discrepancies
from backend.queries.verification.rows import row_discrepancies
from backend.queries.verification.seals import seal_discrepancies
from backend.queries.verification.structure import path_discrepancies, trigger_discrepancies

__all__ = ["Discrepancy", "verify"]


def verify(connection: Connection, known_heads: Iterable[Head] = ()) -> list[Discrepancy]:
    """Return everything that is not what it should be; empty when all is well.

    `known_heads` were exported after earlier seals: a chain that was rewritten as a whole agrees
    with itself, but not with them. Call it within `House.reading()`: one snapshot for all.
    """
    return list(_all(connection, {head.stream: head for head in known_heads}))


def _all(connection: Connection, known: dict[str, Head]) -> Iterator[Discrepancy]:
    yield from trigger_discrepancies(connection)
    yield from chain_discrepancies(connection, known)
    yield from numbering_discrepancies(connection)
    yield from seal_discrepancies(connection, known)
    yield from row_discrepancies(connection)
    yield from path_discrepancies(connection)
    yield from balance_discrepancies(connection)
    yield from due_discrepancies(connection)
    yield from draw_discrepancies(connection)
    yield from receipt_discrepancies(connection)
