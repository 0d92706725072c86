"""What a late entry takes along of the revaluations that stand between its day and its record.

A draw of 100 is revalued by +5 on Wednesday; on Friday its end on Tuesday is recorded: -105. On
Tuesday nothing of it was left, so the +5 counts from Tuesday too, or the line would show -5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from backend.queries.past.across import Moment, across_nodes, covering, effective_day
from backend.store.tables.ledger import entry, node, open_draw, path


def late_shares(connection: Connection, moment: Moment, last: int) -> Iterator[tuple[int, int]]:
    """Yield (node id, line use): what else counts on the day, at every node that it concerns."""
    across = None
    for late in _late(connection, moment, last):
        minor = _share(connection, moment, late)
        if not minor:
            continue
        terms = connection.execute(
            select(
                node.c.institution_id,
                node.c.product_code,
                open_draw.c.tenor_days,
                open_draw.c.currency_code,
            )
            .join(open_draw, open_draw.c.node_id == node.c.id)
            .where(open_draw.c.entry_id == late.resolves_id)
        ).one()
        above = connection.scalars(
            select(path.c.ancestor_id).where(
                path.c.node_id == late.node_id, path.c.valid_to.is_(None)
            )
        ).all()
        across = across_nodes(connection) if across is None else across
        for node_id in (*above, *covering(across, terms)):
            yield node_id, minor


def _late(connection: Connection, moment: Moment, last: int) -> list[Row[Any]]:
    """Return late releases and undone draws that count on the day and were known."""
    undone = entry.alias("undone")
    return list(
        connection.execute(
            select(entry)
            .outerjoin(
                undone,
                and_(
                    undone.c.resolves_id == entry.c.id,
                    undone.c.kind == "reverse",
                    undone.c.business_date <= moment.known,
                ),
            )
            .where(
                entry.c.number > last,
                entry.c.effect_date <= moment.day,
                entry.c.business_date <= moment.known,
                or_(
                    entry.c.kind == "release",
                    and_(entry.c.kind == "reverse", entry.c.used_delta_minor < 0),
                ),
                undone.c.id.is_(None),
            )
        )
    )


def _share(connection: Connection, moment: Moment, late: Row[Any]) -> int:
    """Return the part that `late` ended of what was revalued after the day and before it."""
    before = entry.c.number < late.number
    revalued = connection.scalars(
        select(entry.c.used_delta_minor).where(
            entry.c.resolves_id == late.resolves_id,
            entry.c.kind == "revalue",
            before,
            effective_day() > moment.day,
        )
    ).all()
    if not revalued:
        return 0
    drawn = connection.scalar(
        select(entry.c.deal_amount_minor).where(entry.c.id == late.resolves_id)
    )
    undone = entry.alias("undone")
    released = connection.scalars(
        select(entry.c.deal_amount_minor)
        .outerjoin(undone, and_(undone.c.resolves_id == entry.c.id, undone.c.number < late.number))
        .where(
            entry.c.resolves_id == late.resolves_id,
            entry.c.kind == "release",
            before,
            undone.c.id.is_(None),
        )
    ).all()
    left = int(drawn or 0) - sum(released)
    return sum(minor * late.deal_amount_minor // left for minor in revalued) if left else 0
