"""Sealed rows against what stands in their tables, and the chain over their seals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, func, select

from backend.queries.chain import BATCH, Head, first_head, plain, plain_columns, row_hash
from backend.queries.discrepancy import Discrepancy
from backend.queries.row_seals import STREAM, key_expression, row_link, sealed_tables, shown_key
from backend.store.tables.trail import row_seal


def seal_discrepancies(connection: Connection, known: Mapping[str, Head]) -> Iterator[Discrepancy]:
    """Yield the first altered seal, and of every table the first altered and missing sealed row.

    `known`: heads that were kept elsewhere; the one of this chain must still stand.
    """
    yield from _broken_links(connection)
    for table in sealed_tables():
        yield from _altered(connection, table)
        yield from _missing(connection, table)
    head = known.get(STREAM)
    if head is not None and head.number:
        standing = connection.scalar(
            select(row_seal.c.chain_hash).where(row_seal.c.number == head.number)
        )
        if standing != head.chain_hash:
            detail = {"expected": head.chain_hash, "found": standing or "-"}
            yield Discrepancy("head_lost", row_seal.name, str(head.number), detail)


def _broken_links(connection: Connection) -> Iterator[Discrepancy]:
    """Yield the first seal that does not follow from the stored one before it, with the count."""
    columns = plain_columns(connection, row_seal.c)
    question = select(*columns).order_by(row_seal.c.number)
    previous, first, count = first_head(STREAM).chain_hash, None, 0
    for row in connection.execute(question, execution_options={"yield_per": BATCH}):
        if row.chain_hash != row_link(previous, plain(row.sealed_at), dict(row._mapping)):
            first, count = first or row.number, count + 1
        previous = row.chain_hash
    if first is not None:
        yield Discrepancy("row_seal_altered", row_seal.name, str(first), {"count": str(count)})


def _altered(connection: Connection, table: Table) -> Iterator[Discrepancy]:
    # A look-up for each row, never a join: a planner that begins with the seals has no index for
    # the key that is put together, and reads the whole table for every one of them.
    question = select(_seal_of(table, row_seal.c.number), _seal_of(table, row_seal.c.row_hash))
    question = question.add_columns(key_expression(table), *plain_columns(connection, table.c))
    names = table.c.keys()
    altered: list[tuple[int, str]] = []
    for number, sealed, key, *values in connection.execute(
        question, execution_options={"yield_per": BATCH}
    ):
        if number is not None and row_hash(names, values) != sealed:
            altered.append((number, key))
    if altered:
        number, key = min(altered)
        detail = {"seal": str(number), "count": str(len(altered))}
        yield Discrepancy("fact_altered", table.name, shown_key(key), detail)


def _seal_of(table: Table, column: Column[Any]) -> Any:
    return select(column).where(_seals(table)).correlate(table).scalar_subquery()


def _missing(connection: Connection, table: Table) -> Iterator[Discrepancy]:
    of_table = row_seal.c.table_name == table.name
    sealed = connection.scalar(select(func.count()).select_from(row_seal).where(of_table))
    seal = select(row_seal.c.number).where(_seals(table)).correlate(table)
    standing = connection.scalar(select(func.count()).select_from(table).where(seal.exists()))
    count = (sealed or 0) - (standing or 0)
    if not count:
        return
    gone = connection.execute(
        select(row_seal.c.number, row_seal.c.row_key)
        .where(of_table, row_seal.c.row_key.not_in(select(key_expression(table))))
        .order_by(row_seal.c.number)
        .limit(1)
    ).one()
    detail = {"seal": str(gone.number), "count": str(count)}
    yield Discrepancy("fact_missing", table.name, shown_key(gone.row_key), detail)


def _seals(table: Table) -> Any:
    return (row_seal.c.table_name == table.name) & (row_seal.c.row_key == key_expression(table))
