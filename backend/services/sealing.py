"""Seal what is not sealed yet: audit rows, entries, and the rows of every table beside them.

Nothing is hashed before.

Safe to repeat and to interrupt: every batch is a transaction of its own, and the next run goes on
after it. A row that committed late with a lower number is sealed by the next run: the chain's
order is that of `audit_seal.number`, not of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Table, exists, insert, select

from backend.dates import Clock
from backend.queries.chain import (
    BATCH,
    STREAMS,
    Head,
    first_head,
    link,
    newest_head,
    plain,
    plain_columns,
    row_hash,
)
from backend.queries.row_seals import STREAM, key_expression, row_head, row_link, sealed_tables
from backend.services.rights import require
from backend.services.transaction import transact
from backend.store.tables.trail import audit_seal, row_seal

#: How many rows of a table are sealed at once: each batch looks for what is not sealed yet.
FACT_BATCH = 10 * BATCH


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


def seal(engine: Engine, clock: Clock, login: str = "") -> Sealed:
    """Chain every row that is not sealed yet, in batches; return counts and heads by stream.

    What was sealed once stays sealed as it was: sealing again absorbs no alteration.

    `login` is who asks for it by hand, and needs the right `backup`; a backup's own sealing names
    nobody. On a server its grants say who seals. Raises `InputError` `unknown_login` or
    `not_permitted`, `OutageError` when the database cannot be reached or written.
    """
    if login and engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            require(connection, login, "backup")
    moment = clock()
    counts: dict[str, int] = {}
    heads: dict[str, Head] = {}
    for stream in STREAMS:
        progress = _Progress(first_head(stream), 0, 0)
        while (after := _batch(engine, progress, moment)) != progress:
            progress = after
        counts[stream], heads[stream] = progress.count, progress.head
    counts[STREAM], heads[STREAM] = _seal_facts(engine, moment)
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
    seals: list[dict[str, Any]] = []
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


def _seal_facts(engine: Engine, moment: datetime) -> tuple[int, Head]:
    """Seal the rows of the tables that no stream holds; return how many, and the chain's head."""
    count = 0
    for table in sealed_tables():
        while sealed := transact(engine, partial(_seal_facts_of, table=table, moment=moment)):
            count += sealed
            if sealed < FACT_BATCH:
                break
    with engine.connect() as connection:
        return count, row_head(connection.execution_options(fidesk_reading=True))


def _seal_facts_of(connection: Connection, *, table: Table, moment: datetime) -> int:
    """Seal the next rows of a table in one transaction; return how many."""
    key = key_expression(table)
    unsealed = ~exists().where(row_seal.c.table_name == table.name, row_seal.c.row_key == key)
    question = (
        select(key.label("seal_key"), *plain_columns(connection, table.c))
        .where(unsealed)
        .order_by(*table.primary_key.columns)
        .limit(FACT_BATCH)
    )
    names, said, chain_hash = table.c.keys(), plain(moment), row_head(connection).chain_hash
    seals: list[dict[str, Any]] = []
    for row_key, *values in connection.execute(question):
        one = {"table_name": table.name, "row_key": row_key, "row_hash": row_hash(names, values)}
        chain_hash = row_link(chain_hash, said, one)
        seals.append({**one, "chain_hash": chain_hash, "sealed_at": moment})
    if seals:
        connection.execute(insert(row_seal), seals)
    return len(seals)
