"""What changed the room of one node, from the newest entry back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    case,
    func,
    or_,
    select,
)

from backend.queries.excess.replay import Change
from backend.queries.reach import ACROSS
from backend.store.tables.ledger import due, entry, node, open_draw, path

_AT_ONCE = 1000


def changes_back(connection: Connection, row: Row[Any]) -> Iterator[Change]:
    """Yield what changed the room of a node (a row of `node`), the newest first.

    Use counts by the present path, since a bank that moves takes its open use along. On a line that
    is not revolving a release gives nothing back.
    """
    before = None
    while True:
        question = _question(row)
        if before is not None:
            question = question.where(entry.c.number < before)
        rows = connection.execute(question.limit(_AT_ONCE)).all()
        for one in rows:
            room = _room(one, row)
            if room:
                yield Change(one.id, one.kind, one.mode, room, one.business_date, one.concerns)
        if len(rows) < _AT_ONCE:
            return
        before = rows[-1].number


def _question(row: Row[Any]) -> Select[Any]:
    undone = entry.alias("undone")
    concerns = func.coalesce(undone.c.resolves_id, entry.c.resolves_id, entry.c.id)
    used, reserved = _counting(row, concerns)
    return (
        select(
            entry,
            concerns.label("concerns"),
            case((used, 1), else_=0).label("used_counts"),
            case((reserved, 1), else_=0).label("reserved_counts"),
        )
        .outerjoin(
            undone,
            and_(
                undone.c.id == entry.c.resolves_id,
                entry.c.kind == "reverse",
                undone.c.kind == "release",
            ),
        )
        .where(
            or_(
                _own(row),
                and_(entry.c.used_delta_minor != 0, used),
                and_(entry.c.reserved_delta_minor != 0, reserved),
            )
        )
        .order_by(entry.c.number.desc())
    )


def _own(row: Row[Any]) -> ColumnElement[bool]:
    lines = ("approved", "temporary", "frozen")
    changed = or_(*(entry.c[f"{name}_delta_minor"] != 0 for name in lines))
    return and_(entry.c.node_id == row.id, changed)


def _counting(
    row: Row[Any], concerns: ColumnElement[str]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions under which use, and what is held, counts at the node."""
    if row.dimension not in ACROSS:
        beneath = entry.c.node_id.in_(
            select(path.c.node_id).where(path.c.ancestor_id == row.id, path.c.valid_to.is_(None))
        )
        return beneath, beneath
    leaves = select(node.c.id).where(
        node.c.institution_id == row.institution_id, node.c.dimension == "unit"
    )
    if row.product_code is not None:
        leaves = leaves.where(node.c.product_code == row.product_code)
    draw = case((entry.c.kind == "draw", entry.c.id), else_=concerns)
    held = case((entry.c.kind == "reserve", entry.c.id), else_=entry.c.resolves_id)
    return draw.in_(_bounded(row, open_draw, leaves)), held.in_(_bounded(row, due, leaves))


def _bounded(row: Row[Any], terms: FromClause, leaves: Select[Any]) -> Select[Any]:
    """Return what the limit bounds of draws, or of reservations, by tenor or currency."""
    if row.dimension == "tenor":
        kept = terms.c.tenor_days >= row.tenor_from_days
    else:
        kept = terms.c.currency_code == row.currency_code
    return select(terms.c.entry_id).where(terms.c.node_id.in_(leaves), kept)


def _room(one: Row[Any], row: Row[Any]) -> int:
    """Return by how much an entry changed the node's room; negative takes room."""
    room = 0
    if one.node_id == row.id:
        room = one.approved_delta_minor + one.temporary_delta_minor - one.frozen_delta_minor
    gives_back = one.kind == "release" or (one.kind == "reverse" and one.used_delta_minor > 0)
    if gives_back and row.line_type != "revolving":
        return room  # what was used is consumed, and the other way round
    regulation = row.dimension == "regulation"
    used = one.exposure_used_delta_minor if regulation else one.used_delta_minor
    held = one.exposure_reserved_delta_minor if regulation else one.reserved_delta_minor
    return int(room - (used or 0) * one.used_counts - (held or 0) * one.reserved_counts)
