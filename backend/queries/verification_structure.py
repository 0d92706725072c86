"""Triggers as they should be, paths as their edges say, entries and receipts in pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CTE, Connection, Select, and_, exists, literal, or_, select
from sqlalchemy import text as sql

from backend.queries.discrepancy import Discrepancy, node_places
from backend.store.tables.ledger import business_day, edge, entry, node, path
from backend.store.tables.trail import receipt
from backend.store.triggers import expected_triggers

#: Deeper than any path; a forged circle of edges must not run for ever.
_DEEPEST = 16
#: A whole condition of nothing but alternatives in parentheses, whose order says nothing.
_ALTERNATIVES = re.compile(r"(?<=WHERE )\([^()]*\)(?: OR \([^()]*\))+(?=\))")
#: Commands that never leave the ledger as it was when they are done.
_ALWAYS_POST = ("ReserveLimit", "DrawLimit", "VoidReservation", "ReleaseDraw", "ReallocateLine")


def trigger_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield triggers that are missing, altered or not ours; on SQL Server by name only."""
    dialect = connection.dialect.name
    expected = expected_triggers(dialect)
    if dialect == "sqlite":
        question = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        question = (
            "SELECT name, OBJECT_NAME(parent_id), '' FROM sys.triggers "
            "WHERE parent_class = 1 AND is_disabled = 0"
        )
    present = {
        str(name): (str(table), str(body))
        for name, table, body in connection.execute(sql(question))
    }
    for name, definition in expected.items():
        if name not in present:
            yield Discrepancy("trigger_missing", "", name)
        elif dialect == "sqlite" and _said(present[name][1]) != _said(definition):
            yield Discrepancy("trigger_altered", present[name][0], name)
    for name in sorted(set(present) - set(expected)):
        yield Discrepancy("trigger_foreign", present[name][0], name)


def _said(definition: str) -> str:
    """Return a trigger's text with the keys of a generated duplicate test in one order.

    They come from a set of constraints, so two processes may write them in different orders.
    """
    return _ALTERNATIVES.sub(
        lambda found: " OR ".join(sorted(found[0].split(" OR "))), definition.strip()
    )


def path_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield open path rows that the open edges don't give, and those that are lacking."""
    found = [
        (code, node_id, ancestor_id)
        for code, question in (
            ("path_missing", _missing_paths()),
            ("path_unfounded", _unfounded_paths()),
        )
        for node_id, ancestor_id in connection.execute(question)
    ]
    places = node_places(connection, {one for _, *pair in found for one in pair})
    for code, node_id, ancestor_id in found:
        own, above = places[node_id], places[ancestor_id]
        detail = {"label_zh": own["label_zh"], "label_en": own["label_en"], "above": above["key"]}
        yield Discrepancy(code, "path", own["key"], detail)


def _missing_paths() -> Select[Any]:
    closure = _closure()
    stands = exists().where(
        path.c.node_id == closure.c.node_id,
        path.c.ancestor_id == closure.c.ancestor_id,
        path.c.depth == closure.c.depth,
        path.c.valid_to.is_(None),
    )
    return select(closure.c.node_id, closure.c.ancestor_id).distinct().where(~stands)


def _unfounded_paths() -> Select[Any]:
    given = select(_closure()).subquery()
    same = and_(
        given.c.node_id == path.c.node_id,
        given.c.ancestor_id == path.c.ancestor_id,
        given.c.depth == path.c.depth,
    )
    return (
        select(path.c.node_id, path.c.ancestor_id)
        .select_from(path.outerjoin(given, same))
        .where(path.c.valid_to.is_(None), given.c.node_id.is_(None))
    )


def _closure() -> CTE:
    """Return node, ancestor and depth as the open edges give them."""
    start = select(
        node.c.id.label("node_id"), node.c.id.label("ancestor_id"), literal(0).label("depth")
    ).cte("closure", recursive=True)
    return start.union_all(
        select(start.c.node_id, edge.c.parent_id, start.c.depth + 1)
        .select_from(start.join(edge, edge.c.child_id == start.c.ancestor_id))
        .where(edge.c.valid_to.is_(None), start.c.depth < _DEEPEST)
    )


def receipt_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield entries that nobody ordered, and orders answered as done that left no entry.

    What the calendar posts carries the day in place of a receipt.
    """
    days = {f"day:{one.isoformat()}" for one in connection.scalars(select(business_day.c.day))}
    by_calendar = and_(entry.c.mode == "auto", entry.c.receipt_id.like("day:%"))
    posted = select(entry.c.receipt_id).where(by_calendar).distinct()
    forged = set(connection.scalars(posted)) - days
    ordered = exists().where(receipt.c.id == entry.c.receipt_id, receipt.c.outcome == "done")
    unordered = and_(~by_calendar, ~ordered)
    if forged:
        unordered = or_(unordered, and_(by_calendar, entry.c.receipt_id.in_(sorted(forged)[:500])))
    rows = select(entry.c.number, entry.c.id, entry.c.receipt_id).where(unordered)
    for number, entry_id, receipt_id in connection.execute(rows.order_by(entry.c.number)):
        detail = {"entry": entry_id, "receipt": receipt_id}
        yield Discrepancy("entry_without_receipt", "entry", str(number), detail)
    lost = select(receipt.c.id, receipt.c.command).where(
        receipt.c.outcome == "done",
        receipt.c.command.in_(_ALWAYS_POST),
        ~exists().where(entry.c.receipt_id == receipt.c.id),
    )
    for receipt_id, command in connection.execute(lost.order_by(receipt.c.id)):
        yield Discrepancy("receipt_without_entry", "receipt", receipt_id, {"command": command})
