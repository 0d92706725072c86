"""Seal the trail: chain every audit row and entry that is not sealed yet. Nothing is hashed before.

Safe to repeat and to interrupt: every batch is a transaction of its own, and the next run goes on
after it. A row that committed late with a lower number is sealed by the next run: the chain's
order is that of `audit_seal.number`, not of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, exists, insert, select

from backend.queries.chain import (
    BATCH,
    STREAMS,
    Head,
    first_head,
    link,
    newest_head,
    plain,
    plain_columns,
)
from backend.services.transaction import transact
from backend.store.tables.trail import audit_seal

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Sealed:
    """How many rows of each stream were sealed now, and where each chain ends."""

    counts: Mapping[str, int]
    heads: Mapping[str, Head]
    sealed_at: datetime

    @property
    def count(self) -> int:
        """How many rows were sealed altogether."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class _Progress:
    """Where a run stands in a stream: the chain's head, the last row number, how many rows."""

    head: Head
    row_number: int
    count: int


def seal(engine: Engine, clock: Clock) -> Sealed:
    """Chain every row that is not sealed yet, in batches; return counts and heads by stream.

    Raises `OutageError` when the database cannot be reached or written.
    """
    moment = clock()
    counts: dict[str, int] = {}
    heads: dict[str, Head] = {}
    for stream in STREAMS:
        progress = _Progress(first_head(stream), 0, 0)
        while (after := _batch(engine, progress, moment)) != progress:
            progress = after
        counts[stream], heads[stream] = progress.count, progress.head
    return Sealed(counts, heads, moment)


def _batch(engine: Engine, before: _Progress, moment: datetime) -> _Progress:
    """Seal the next rows in one transaction; the same progress again when none are left.

    The head alone may have moved, when somebody else sealed meanwhile.
    """
    return transact(engine, lambda connection: _seal_rows(connection, before, moment))


def _seal_rows(connection: Connection, before: _Progress, moment: datetime) -> _Progress:
    head = newest_head(connection, before.head, lock=True)
    stream = head.stream
    table = STREAMS[stream]
    question = (
        select(*plain_columns(connection, table.c))
        .where(
            table.c.number > before.row_number,
            ~exists().where(
                audit_seal.c.stream == stream, audit_seal.c.row_number == table.c.number
            ),
        )
        .order_by(table.c.number)
        .limit(BATCH)
    )
    names = table.c.keys()
    place = names.index("number")
    chain_hash = head.chain_hash
    seals = []
    for values in connection.execute(question):
        chain_hash = link(chain_hash, plain(moment), names, values)
        seals.append(
            {
                "stream": stream,
                "row_number": values[place],
                "chain_hash": chain_hash,
                "sealed_at": moment,
            }
        )
    if not seals:
        return _Progress(head, before.row_number, before.count)
    connection.execute(insert(audit_seal), seals)
    return _Progress(
        newest_head(connection, head), seals[-1]["row_number"], before.count + len(seals)
    )
