"""Who changed a line, when, from what to what, and by whose word (历史查询).

A change is an entry of the line itself, a new version of its row (its last day, its tenor, whether
it is suspended), or something that was recorded late for a day on or before the one asked about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from backend.dates import SHANGHAI
from backend.queries.past.across import effective_day
from backend.queries.past.history_rows import Hands, LineChange
from backend.queries.past.month_close import ClosedMonth, closed_months, is_retroactive
from backend.store.tables.hands import approval
from backend.store.tables.ledger import entry, node, path
from backend.store.tables.trail import audit, request

_LINES = ("approved", "temporary", "frozen")
#: What of a line's row is told when it changes.
_FIELDS = ("expiry_date", "effective_date", "max_tenor_days", "suspended", "line_type", "limited")


def line_changes(
    connection: Connection, node_key: str, as_of: date, known_at: date
) -> Sequence[LineChange]:
    """Return the changes of a node that were known by `known_at`, in the order of their recording.

    Own lines and the row's fields from their beginning; use only where it was recorded late for a
    day not after `as_of`.
    """
    own = connection.execute(select(node).where(node.c.node_key == node_key)).one_or_none()
    if own is None:
        return []
    closed = closed_months(connection)
    images = _images(connection, own.id)
    found = [
        *_of_lines(connection, own, known_at, images),
        *_of_row(images, known_at),
        *_late(connection, own, as_of, known_at, closed),
    ]
    return sorted(found, key=lambda one: (one.recorded_at, one.entry))


def _images(connection: Connection, node_id: int) -> list[tuple[datetime, str, Mapping[str, Any]]]:
    rows = connection.execute(
        select(audit.c.changed_at, audit.c.changed_by, audit.c.image)
        .where(audit.c.table_name == "node", audit.c.row_key == str(node_id))
        .order_by(audit.c.version)
    )
    return [(row.changed_at, row.changed_by, json.loads(row.image)) for row in rows]


def _entries(connection: Connection, condition: Any) -> list[Row[Any]]:
    hands = [approval.c[name].label(f"a_{name}") for name in ("maker", "checker", "approver")]
    asked = [request.c[name].label(f"r_{name}") for name in ("maker", "checker")]
    return list(
        connection.execute(
            select(entry, *hands, *asked)
            .outerjoin(approval, approval.c.number == entry.c.approval_number)
            .outerjoin(request, request.c.number == entry.c.request_number)
            .where(condition)
            .order_by(entry.c.number)
        )
    )


def _of_lines(
    connection: Connection,
    own: Row[Any],
    known_at: date,
    images: Sequence[tuple[datetime, str, Mapping[str, Any]]],
) -> Iterator[LineChange]:
    changed = or_(*(entry.c[f"{name}_delta_minor"] != 0 for name in _LINES))
    standing = dict.fromkeys(_LINES, 0)
    for row in _entries(
        connection, and_(entry.c.node_id == own.id, changed, entry.c.business_date <= known_at)
    ):
        for name in _LINES:
            delta = row._mapping[f"{name}_delta_minor"]
            if delta:
                yield _change(row, name, standing[name], standing[name] + delta, images)
                standing[name] += delta


def _change(
    row: Row[Any],
    item: str,
    before: int | None,
    after: int,
    images: Sequence[tuple[datetime, str, Mapping[str, Any]]] = (),
    *,
    retroactive: bool = False,
) -> LineChange:
    documents = [image["approval_number"] for at, _by, image in images if at <= row.recorded_at]
    return LineChange(
        item=item,
        before=before,
        after=after,
        kind=row.kind,
        business_date=row.business_date,
        recorded_at=row.recorded_at,
        hands=_hands(row),
        order=row.approval_number or row.request_number,
        document=documents[-1] if documents else "",
        entry=row.id,
        reason=row.reason,
        effect_date=row.effect_date,
        retroactive=retroactive,
    )


def _hands(row: Row[Any]) -> Hands:
    if row.mode == "auto":
        return Hands(maker="")
    if row.a_maker is not None:
        return Hands(maker=row.a_maker, checker=row.a_checker or "", approver=row.a_approver or "")
    if row.r_maker is not None:
        return Hands(maker=row.r_maker, checker=row.r_checker or "")
    return Hands(maker=row.login)


def _of_row(
    images: Sequence[tuple[datetime, str, Mapping[str, Any]]], known_at: date
) -> Iterator[LineChange]:
    for (_at, _by, before), (at, by, after) in pairwise(images):
        day = at.astimezone(SHANGHAI).date()
        if day > known_at:
            continue
        for name in _FIELDS:
            if before.get(name) != after.get(name):
                yield LineChange(
                    item=name,
                    before=before.get(name),
                    after=after.get(name),
                    kind="row",
                    business_date=day,
                    recorded_at=at,
                    hands=Hands(maker=by),
                    order="",
                    document=after.get("approval_number") or "",
                    entry="",
                    reason="",
                    effect_date=None,
                    retroactive=False,
                )


def _late(
    connection: Connection,
    own: Row[Any],
    as_of: date,
    known_at: date,
    closed: Mapping[date, ClosedMonth],
) -> Iterator[LineChange]:
    """Yield what was recorded late, or undone, beneath the node for a day not after `as_of`."""
    beneath = select(path.c.node_id).where(path.c.ancestor_id == own.id, path.c.valid_to.is_(None))
    for row in _entries(
        connection,
        and_(
            entry.c.node_id.in_(beneath),
            entry.c.effect_date.is_not(None),
            effective_day() <= as_of,
            entry.c.business_date <= known_at,
        ),
    ):
        marked = is_retroactive(closed, row.effect_date, row.recorded_at)
        yield _change(row, "used", None, row.used_delta_minor, retroactive=marked)
