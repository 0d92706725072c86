"""The chain recomputed from its start, and the numbering of what can only be added to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select
from sqlalchemy import text as sql

from backend.queries.chain import BATCH, STREAMS, Head, first_head, link, plain, plain_columns
from backend.queries.discrepancy import Discrepancy
from backend.store.tables.trail import audit_seal, row_seal


@dataclass(frozen=True)
class _Link:
    """A seal at fault; `recomputed` is what its hash would be for the row that stands there."""

    number: int
    row_number: int
    recomputed: str = ""


def chain_discrepancies(connection: Connection, known: Mapping[str, Head]) -> Iterator[Discrepancy]:
    """Yield the first altered row, altered seal and missing row of every stream, with counts.

    `known`: heads that were kept elsewhere; their seals must still stand.
    """
    for stream in STREAMS:
        first: dict[str, _Link] = {}
        count: dict[str, int] = {}
        for code, one in _faults(connection, stream):
            first[code] = min(first.get(code, one), one, key=lambda fault: fault.row_number)
            count[code] = count.get(code, 0) + 1
        for code, one in first.items():
            detail = {"seal": str(one.number), "count": str(count[code])}
            yield Discrepancy(code, stream, str(one.row_number), detail)
    for head in (known[stream] for stream in STREAMS if stream in known):
        standing = connection.scalar(
            select(audit_seal.c.chain_hash).where(
                audit_seal.c.number == head.number, audit_seal.c.stream == head.stream
            )
        )
        if head.number and standing != head.chain_hash:
            detail = {"expected": head.chain_hash, "found": standing or "-"}
            yield Discrepancy("head_lost", head.stream, str(head.number), detail)


def _faults(connection: Connection, stream: str) -> Iterator[tuple[str, _Link]]:
    """Walk one stream and yield what is at fault.

    Each link is judged from the stored one before it, so that one alteration is one fault; the
    next link tells whether the row or its seal was altered.
    """
    names = STREAMS[stream].c.keys()
    previous = first_head(stream)
    suspect: _Link | None = None
    for number, row_number, stored, sealed_at, *values in _sealed_rows(connection, stream):
        recomputed = ""
        if values[0] is not None:
            recomputed = link(previous.chain_hash, plain(sealed_at), names, values)
        fits = recomputed == stored
        if suspect is not None:
            rejoined = (
                bool(recomputed)
                and not fits
                and stored == link(suspect.recomputed, plain(sealed_at), names, values)
            )
            yield ("seal_altered" if rejoined else "sealed_row_altered"), suspect
            suspect, fits = None, fits or rejoined
        if not recomputed:
            yield "sealed_row_missing", _Link(number, row_number)
        elif not fits and not _seal_is_missing(connection, previous.number, number):
            suspect = _Link(number, row_number, recomputed)
        previous = Head(stream, number, stored)
    if suspect is not None:
        yield "sealed_row_altered", suspect


def _sealed_rows(connection: Connection, stream: str) -> Iterator[Any]:
    """Yield seal number, row number, hash, moment, then the sealed row's columns (number first)."""
    table = STREAMS[stream]
    seal = audit_seal.c
    question = (
        select(
            seal.number.label("seal_number"),
            seal.row_number,
            seal.chain_hash,
            *(one.label("moment") for one in plain_columns(connection, [seal.sealed_at])),
            *plain_columns(connection, table.c),
        )
        .select_from(audit_seal.outerjoin(table, table.c.number == seal.row_number))
        .where(seal.stream == stream)
        .order_by(seal.number)
    )
    yield from connection.execute(question, execution_options={"yield_per": BATCH})


def _seal_is_missing(connection: Connection, after: int, before: int) -> bool:
    """Whether a seal between two of one stream is gone: `numbering_discrepancies` names it then.

    Only SQLite numbers without gaps; on SQL Server a broken link is named at its row.
    """
    if connection.dialect.name != "sqlite":
        return False
    between = audit_seal.c.number.between(after + 1, before - 1)
    standing = connection.scalar(select(func.count()).select_from(audit_seal).where(between))
    return standing != before - after - 1


def numbering_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield the numbers that were given and are gone, where the chain can't tell.

    These are unsealed rows, and seals. SQLite gives a number back when its transaction is rolled
    back, so no gap is honest there; SQL Server leaves honest gaps.
    """
    if connection.dialect.name != "sqlite":
        return
    for table in (*STREAMS.values(), audit_seal, row_seal):
        before = func.lag(table.c.number, 1, 0).over(order_by=table.c.number).label("before")
        numbered = select(table.c.number, before).subquery()
        gaps = connection.execute(
            select(numbered.c.before, numbered.c.number).where(
                numbered.c.number - numbered.c.before > 1
            )
        ).all()
        ranges = [(int(low) + 1, int(high) - 1) for low, high in gaps]
        last = connection.scalar(select(func.max(table.c.number))) or 0
        given = connection.scalar(
            sql("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name}
        )
        if int(given or 0) > last:
            ranges.append((last + 1, int(given or 0)))
        for low, high in ranges:
            if _sealed_between(connection, table.name, low, high) < high - low + 1:
                detail = {"last": str(high), "count": str(high - low + 1)}
                yield Discrepancy("number_missing", table.name, str(low), detail)


def _sealed_between(connection: Connection, stream: str, low: int, high: int) -> int:
    """Return how many rows of these numbers are sealed: their loss is the chain's to name."""
    inside = and_(audit_seal.c.stream == stream, audit_seal.c.row_number.between(low, high))
    return connection.scalar(select(func.count()).select_from(audit_seal).where(inside)) or 0
