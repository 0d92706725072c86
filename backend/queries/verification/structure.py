"""Triggers as they should be, paths as their edges say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CTE, Connection, Select, and_, exists, literal, select
from sqlalchemy import text as sql

from backend.queries.discrepancy import Discrepancy, node_places
from backend.store.doors.members import speaker
from backend.store.tables.ledger import edge, node, path
from backend.store.triggers import expected_triggers

#: Deeper than any path; a forged circle of edges must not run for ever.
_DEEPEST = 16
#: A whole condition of nothing but alternatives in parentheses, whose order says nothing.
_ALTERNATIVES = re.compile(r"(?<=WHERE )\([^()]*\)(?: OR \([^()]*\))+(?=\))")


def trigger_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield triggers that are missing, altered or not ours; on SQL Server by name only.

    A server shows them to the database's owner alone: somebody else learns that they were not seen.
    """
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
    if not present and dialect == "mssql" and not speaker(connection).is_owner:
        yield Discrepancy("triggers_unseen", "", "")
        return
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
