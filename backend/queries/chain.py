"""The chain of seals: what is hashed, in one canonical form that an auditor can recompute.

For every stream (`audit`, `entry`) each link is

    SHA-256( UTF-8( previous + LF + sealed_at + LF + canonical JSON of the row ) )

`previous` is the link before it in hexadecimal, or the stream's name before the first. Canonical
JSON: all columns (but `ADDED` ones that are NULL), keys sorted, no spaces, text unescaped, dates
`2026-11-23`, instants in UTC with six decimals and `Z`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, select, type_coerce

from backend.store.tables.ledger import entry
from backend.store.tables.trail import audit, audit_seal
from backend.store.types import Day, Instant

#: Stream → the table whose rows it seals, in the order of sealing.
STREAMS: Mapping[str, Table] = {"audit": audit, "entry": entry}
#: How many rows are held in memory at once.
BATCH = 5_000

#: Columns that a later schema gave to a sealed table: left out where they are NULL, so that what
#: was sealed before them still says the same.
ADDED = frozenset(
    {
        "exposure_used_delta_minor",
        "exposure_reserved_delta_minor",
        "business_code",
        "effect_date",
        "approval_number",
    }
)

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Head:
    """The end of a stream's chain: the number of its newest seal, and that seal's hash.

    Kept elsewhere (with the backup, on paper) it proves later that nothing before it was rewritten.
    """

    stream: str
    number: int
    chain_hash: str


def first_head(stream: str) -> Head:
    """Return what stands before the first link of a stream."""
    return Head(stream, 0, stream)


def stream_heads(connection: Connection) -> Mapping[str, Head]:
    """Return the present head of every stream of `audit_seal`."""
    return {stream: newest_head(connection, first_head(stream)) for stream in STREAMS}


def newest_head(connection: Connection, known: Head, *, lock: bool = False) -> Head:
    """Return the stream's head, looking only at seals newer than `known`.

    `lock` keeps other sealers out until the transaction ends (SQLite's already does).
    """
    question = (
        select(audit_seal.c.number, audit_seal.c.chain_hash)
        .where(audit_seal.c.stream == known.stream, audit_seal.c.number > known.number)
        .order_by(audit_seal.c.number.desc())
        .limit(1)
    )
    if lock:
        question = question.with_hint(audit_seal, "WITH (TABLOCKX, HOLDLOCK)", "mssql")
    row = connection.execute(question).one_or_none()
    return Head(known.stream, row.number, row.chain_hash) if row is not None else known


def plain_columns(connection: Connection, columns: Iterable[Any]) -> list[ColumnElement[Any]]:
    """Return the columns to select so that dates come as the text that is stored, where it is."""
    if connection.dialect.name != "sqlite":
        return list(columns)
    return [
        type_coerce(column, Text()).label(column.name)
        if isinstance(column.type, Day | Instant)
        else column
        for column in columns
    ]


def plain(value: Any) -> Any:
    """Return a value as canonical JSON says it: dates and instants as ISO text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    return value


def canonical_row(names: Sequence[str], values: Sequence[Any]) -> str:
    """Return a row (all its `names` and `values`) as canonical JSON."""
    return _encode(
        {
            name: plain(value)
            for name, value in zip(names, values, strict=True)
            if value is not None or name not in ADDED
        }
    )


def row_hash(names: Sequence[str], values: Sequence[Any]) -> str:
    """Return the SHA-256 of a row's canonical JSON."""
    return hashlib.sha256(canonical_row(names, values).encode()).hexdigest()


def link(previous: str, sealed_at: str, names: Sequence[str], values: Sequence[Any]) -> str:
    """Return the hash that seals a row (all its `names` and `values`) after `previous`."""
    row = canonical_row(names, values)
    return hashlib.sha256(f"{previous}\n{sealed_at}\n{row}".encode()).hexdigest()
