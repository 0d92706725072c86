"""Seals of rows that neither the audit nor the entries hold: rates, permissions, receipts, feeds.

Every table of the schema is sealed one way: audited rows by their images, entries by their chain,
what triggers derive by what it is derived from, and all other tables row by row, here. Each link is

    SHA-256( UTF-8( previous + LF + sealed_at + LF + seal ) )

`seal` is the canonical JSON of table_name, row_key and row_hash; `row_hash` is the SHA-256 of the
row's own canonical JSON (`backend.queries.chain`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Unicode, cast, literal, select

from backend.queries.chain import STREAMS, Head, first_head, link, stream_heads
from backend.store.tables import metadata
from backend.store.tables.ledger import balance, due, edge, open_draw, path
from backend.store.tables.trail import audit_seal, row_seal
from backend.store.triggers.generated import audited_tables

#: The name of this chain.
STREAM = "row"
#: What follows from nodes and entries, and the seals themselves.
_NOT_SEALED = frozenset(
    table.name for table in (balance, due, edge, open_draw, path, audit_seal, row_seal)
)
#: Between the parts of a key: no code, name or date holds it.
SEPARATOR = "\x1f"
_NAMES = ("table_name", "row_key", "row_hash")


def sealed_tables() -> list[Table]:
    """Return the tables whose rows are sealed here; a table that the schema gains is one."""
    elsewhere = {table.name for table in (*audited_tables(), *STREAMS.values())} | _NOT_SEALED
    return [table for table in metadata.sorted_tables if table.name not in elsewhere]


def key_expression(table: Table) -> ColumnElement[str]:
    """Return a row's primary key as one text, in SQL."""
    parts = [cast(column, Unicode(400)) for column in table.primary_key.columns]
    return reduce(lambda key, part: key + literal(SEPARATOR) + part, parts)


def shown_key(key: str) -> str:
    """Return a key as people read it."""
    return key.replace(SEPARATOR, "/")


def row_head(connection: Connection) -> Head:
    """Return the newest link of this chain."""
    newest = connection.execute(
        select(row_seal.c.number, row_seal.c.chain_hash).order_by(row_seal.c.number.desc()).limit(1)
    ).one_or_none()
    return Head(STREAM, newest.number, newest.chain_hash) if newest else first_head(STREAM)


def heads(connection: Connection) -> Mapping[str, Head]:
    """Return the present head of every chain."""
    return {**stream_heads(connection), STREAM: row_head(connection)}


def row_link(previous: str, sealed_at: str, seal: Mapping[str, Any]) -> str:
    """Return the link of a seal (`table_name`, `row_key`, `row_hash`) after `previous`."""
    return link(previous, sealed_at, _NAMES, [seal[name] for name in _NAMES])
