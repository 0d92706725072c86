"""What has to be taken off today's balances to have those of a past day.

An entry counts for its day of effect, else for its business date, and was known from its business
date on. So only entries that were recorded after the day are read: they lie together at the end of
the ledger, however long it has become.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
)

from backend.queries.past.across import Moment, sums_across, uncounted
from backend.store.tables.ledger import business_day, entry, path

LINES = ("approved", "temporary", "frozen")
USES = ("used", "reserved", "exposure_used", "exposure_reserved")
MEASURES = (*LINES, *USES, "released")


def last_number(connection: Connection, day: date) -> int:
    """Return the number of the last entry that was recorded before any day after `day` was open.

    Entries are dated in the order of their numbers, save for what the calendar posts between two
    open days; so halving finds it, whatever their number.
    """
    newest, opened = connection.execute(
        select(
            func.max(business_day.c.day),
            func.max(case((business_day.c.day <= day, business_day.c.day))),
        )
    ).one()
    if opened is None:
        return 0
    most = int(connection.scalar(select(func.max(entry.c.number))) or 0)
    least = 0 if opened < newest else most
    while least < most:
        middle = (least + most + 1) // 2
        number, dated = connection.execute(
            select(entry.c.number, entry.c.business_date)
            .where(entry.c.number >= middle)
            .order_by(entry.c.number)
            .limit(1)
        ).one()
        if dated > opened:
            most = middle - 1
        else:
            least = int(number)
    return least


def sums_after(connection: Connection, moment: Moment, last: int) -> dict[int, Counter[str]]:
    """Return by node id and measure what did not count yet, or was not known; ledger minor units.

    `released`: what was given back beneath a node, which a line that is not revolving consumes.
    """
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(_rolled_up(moment, last)):
        found[row.node_id].update(
            {name: int(value) for name in MEASURES if (value := row._mapping[name])}
        )
    for node_id, measure, minor in sums_across(connection, moment, last):
        found[node_id][measure] += minor
    return found


def _after(moment: Moment, last: int) -> Subquery:
    back = or_(
        entry.c.kind == "release", and_(entry.c.kind == "reverse", entry.c.used_delta_minor > 0)
    )
    return (
        select(
            entry.c.node_id,
            *(func.sum(entry.c[f"{name}_delta_minor"]).label(name) for name in (*LINES, *USES)),
            func.sum(case((back, -entry.c.used_delta_minor), else_=0)).label("released"),
        )
        .where(uncounted(moment, last))
        .group_by(entry.c.node_id)
        .subquery("after")
    )


def _rolled_up(moment: Moment, last: int) -> Select[Any]:
    """Return the question: lines at their own node, uses at every node above."""
    after = _after(moment, last)
    return (
        select(
            path.c.ancestor_id.label("node_id"),
            *(
                func.sum(case((path.c.depth == 0, after.c[name]), else_=0)).label(name)
                for name in LINES
            ),
            *(func.sum(after.c[name]).label(name) for name in (*USES, "released")),
        )
        .select_from(after.join(path, path.c.node_id == after.c.node_id))
        .where(path.c.valid_to.is_(None))
        .group_by(path.c.ancestor_id)
    )
