"""Which tables a restore writes how, told from the schema alone.

*derived*: triggers write them; a restore never does. *versioned*: rows that arise through their
audit images. *ledger*: what the nodes need, the days and the entries, replayed in one order. Every
other table is a *fact*: rows that are written once and never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table

from backend.store.tables import metadata
from backend.store.tables.ledger import (
    balance,
    business_day,
    due,
    edge,
    entry,
    node,
    open_draw,
    path,
)
from backend.store.triggers.generated import audited_tables

#: Written by the triggers of nodes, edges and entries.
DERIVED = frozenset({balance.name, due.name, edge.name, open_draw.name, path.name})
#: Written in the order in which they happened, so that the triggers see what they saw.
POSTED = frozenset({business_day.name, entry.name})


def ledger_versioned() -> list[Table]:
    """Return the versioned tables that nodes and entries refer to, and the nodes themselves."""
    needed = _ancestors(node) | _ancestors(entry) | {node.name}
    return [table for table in audited_tables() if table.name in needed]


def facts_first() -> list[Table]:
    """Return the facts that refer to nothing versioned: they stand before everything else."""
    versioned = {table.name for table in audited_tables()}
    return [table for table in _facts() if not _ancestors(table) & versioned]


def the_rest() -> list[Table]:
    """Return what is written after the ledger, each table after those that it refers to."""
    done = {table.name for table in (*facts_first(), *ledger_versioned())} | DERIVED | POSTED
    return [table for table in metadata.sorted_tables if table.name not in done]


def _facts() -> list[Table]:
    versioned = {table.name for table in audited_tables()}
    other = versioned | DERIVED | POSTED
    return [table for table in metadata.sorted_tables if table.name not in other]


def _ancestors(table: Table) -> set[str]:
    """Return every table that a table refers to, directly or through others."""
    found: set[str] = set()
    waiting = [table]
    while waiting:
        for key in waiting.pop().foreign_keys:
            above = key.column.table
            if above.name not in found and above.name != table.name:
                found.add(above.name)
                waiting.append(above)
    return found


def parents_first(table: Table, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield rows so that each comes after the row of its own table that it refers to."""
    above = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not above:
        yield from rows
        return
    (key,) = (column.name for column in table.primary_key.columns)
    waiting, written = list(rows), {None}
    while waiting:
        ready = [row for row in waiting if all(row[name] in written for name in above)]
        if not ready:  # a circle, or a parent that is away: the database says which
            ready = waiting
        yield from ready
        written |= {row[key] for row in ready}
        waiting = [row for row in waiting if row[key] not in written]
