"""The book of a past day: balances summed from entries, over the paths that were valid then."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    Table,
    Unicode,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from backend.contract import LineType
from backend.dates import SHANGHAI
from backend.ledger.state import Book, NodeState, Parent
from backend.queries.labels import NodeLabels
from backend.queries.nodes import node_state
from backend.store.tables.ledger import edge, entry, node, path
from backend.store.tables.trail import audit

_LINES = ("approved", "temporary", "frozen")


def load_book_as_of(connection: Connection, day: date, labels: NodeLabels) -> Book:
    """Return the book as it stood at the close of `day`, a past one; three statements.

    A node that had not arisen by then isn't there; dates, suspension and tenor are those of the
    version that stood then. What was due by then has long been posted. Labels and owners are
    today's: they say whom to ask.
    """
    book = Book(day=day)
    older = _older_versions(connection, day)
    for row in connection.execute(_nodes(day)):
        state = node_state(row, labels)
        image = older.get(row.id)
        book.nodes[row.node_key] = _as_it_was(state, image) if image else state
    key_of = {state.row_id: key for key, state in book.nodes.items()}
    parents: dict[str, list[Parent]] = defaultdict(list)
    edges = connection.execute(
        select(edge.c.child_id, edge.c.parent_id, edge.c.strict).where(_valid(edge, day))
    )
    for child_id, parent_id, strict in edges:
        parents[key_of[child_id]].append(Parent(key_of[parent_id], bool(strict)))
    book.parents = {key: tuple(found) for key, found in parents.items()}
    for key, state in book.nodes.items():
        for parent in book.parents.get(key, ()):
            if parent.strict:
                book.nodes[parent.key].allocated_minor += (
                    state.approved_minor + state.temporary_minor
                )
    return book


def _valid(dated: Table, day: date) -> ColumnElement[bool]:
    return and_(dated.c.valid_from <= day, or_(dated.c.valid_to.is_(None), dated.c.valid_to > day))


def _nodes(day: date) -> Any:
    """Return the question for the nodes of a day, shaped like node with balance."""
    lines, uses, own = _lines(day), _uses(day), path.alias("own")
    return (
        select(
            node,
            *(func.coalesce(lines.c[name], 0).label(f"{name}_minor") for name in _LINES),
            *(
                func.coalesce(uses.c[name], 0).label(f"{name}_minor")
                for name in ("used", "reserved")
            ),
            case(
                (node.c.line_type != "revolving", func.coalesce(uses.c.released, 0)), else_=0
            ).label("consumed_minor"),
            literal(0).label("allocated_minor"),
        )
        .join(own, and_(own.c.node_id == node.c.id, own.c.depth == 0))
        .outerjoin(lines, lines.c.node_id == node.c.id)
        .outerjoin(uses, uses.c.node_id == node.c.id)
        .where(own.c.valid_from <= day)
    )


def _lines(day: date) -> Subquery:
    """Return what was approved, lent and frozen at each node itself."""
    return (
        select(
            entry.c.node_id,
            *(func.sum(entry.c[f"{name}_delta_minor"]).label(name) for name in _LINES),
        )
        .where(entry.c.business_date <= day)
        .group_by(entry.c.node_id)
        .subquery("lines")
    )


def _uses(day: date) -> Subquery:
    """Return what was used and reserved at or beneath each node; `released` is given back."""
    back = case((entry.c.kind == "release", -entry.c.used_delta_minor), else_=0)
    return (
        select(
            path.c.ancestor_id.label("node_id"),
            func.sum(entry.c.used_delta_minor).label("used"),
            func.sum(entry.c.reserved_delta_minor).label("reserved"),
            func.sum(back).label("released"),
        )
        .join(path, path.c.node_id == entry.c.node_id)
        .where(entry.c.business_date <= day, _valid(path, day))
        .group_by(path.c.ancestor_id)
        .subquery("uses")
    )


def _older_versions(connection: Connection, day: date) -> Mapping[int, Mapping[str, Any]]:
    """Return the image, at the close of `day`, of every node that was changed later."""
    close = datetime.combine(day + timedelta(days=1), time.min, SHANGHAI)
    newest = (
        select(audit.c.row_key, func.max(audit.c.version).label("version"))
        .where(audit.c.table_name == "node", audit.c.changed_at < close)
        .group_by(audit.c.row_key)
        .subquery("newest")
    )
    later = select(node.c.id.cast(Unicode)).where(node.c.changed_at >= close)
    rows = connection.execute(
        select(audit.c.row_key, audit.c.image)
        .join(
            newest,
            and_(newest.c.row_key == audit.c.row_key, newest.c.version == audit.c.version),
        )
        .where(audit.c.table_name == "node", audit.c.row_key.in_(later))
    )
    return {int(row_key): json.loads(image) for row_key, image in rows}


def _as_it_was(state: NodeState, image: Mapping[str, Any]) -> NodeState:
    """Return the node with what may change about it taken from an older image."""
    return replace(
        state,
        limited=bool(image["limited"]),
        line_type=LineType(image["line_type"]),
        effective_date=_day(image.get("effective_date")),
        expiry_date=_day(image.get("expiry_date")),
        max_tenor_days=image.get("max_tenor_days"),
        suspended=bool(image["suspended"]),
        note=image.get("note") or "",
        version=int(image["version"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
