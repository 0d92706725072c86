"""What stands over its line: how much of it was told (active), how much befell it (passive).

Excess is never stored. It is explained by going back, entry by entry, to the moment at which the
node was last within its line, and forward from there (`excess_replay`). An expired line carries
nothing: all that is still used of it is passive.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from backend.contract import Dimension
from backend.queries.excess.entries import changes_back
from backend.queries.excess.replay import Cause, Replay, replay
from backend.queries.nodes import open_date
from backend.queries.reference import WorkingDays, working_days
from backend.store.tables.ledger import balance, node
from backend.store.tables.reference import setting

#: The parameter 整改期限: within how many working days an excess is to be cured.
CURE_WORKING_DAYS = "cure_working_days"
_CURE_WORKING_DAYS = 20


@dataclass(frozen=True, kw_only=True)
class Excess:
    """A node over its line, in ledger minor units.

    `active_minor` was told beyond the line and is not approved; `passive_minor` is all the rest.
    `since` is the business date from which the node has been over its line without a break,
    `cure_date` until when that is to be cured (整改期限). `causes`: what added to it since, the
    oldest first.
    """

    node_id: int
    node: str
    active_minor: int
    passive_minor: int
    since: date
    cure_date: date
    causes: tuple[Cause, ...]

    @property
    def minor(self) -> int:
        """The whole excess."""
        return self.active_minor + self.passive_minor


def excesses(
    connection: Connection, day: date | None = None, dimensions: Collection[Dimension] = ()
) -> list[Excess]:
    """Return every limited node over its line on `day` (default: the open date), by node key.

    `day` decides which lines have expired; balances are those of now. `dimensions` (default: all)
    says of which nodes.
    """
    today = day or open_date(connection)
    question = _over(today)
    if dimensions:
        question = question.where(node.c.dimension.in_([one.value for one in dimensions]))
    rows = connection.execute(question).all()
    if not rows:
        return []
    days = working_days(connection)
    cure = cure_working_days(connection)
    return [_explained(connection, row, today, days, cure) for row in rows]


def cure_working_days(connection: Connection) -> int:
    """Return within how many working days an excess is to be cured."""
    given = connection.scalar(select(setting.c.value).where(setting.c.name == CURE_WORKING_DAYS))
    return int(given) if given is not None and given.isdecimal() else _CURE_WORKING_DAYS


def _over(today: date) -> Any:
    taken = balance.c.used_minor + balance.c.reserved_minor + balance.c.consumed_minor
    line = balance.c.approved_minor + balance.c.temporary_minor - balance.c.frozen_minor
    in_use = balance.c.used_minor + balance.c.reserved_minor
    return (
        select(
            *(node.c[name] for name in _OF_NODE),
            (taken - line).label("over_minor"),
            in_use.label("in_use_minor"),
        )
        .join(balance, balance.c.node_id == node.c.id)
        .where(
            node.c.limited == 1,
            or_(taken > line, and_(node.c.expiry_date < today, in_use > 0)),
        )
        .order_by(node.c.node_key)
    )


_OF_NODE = (
    *("id", "node_key", "dimension", "institution_id", "product_code", "tenor_from_days"),
    *("currency_code", "line_type", "expiry_date"),
)


def _explained(
    connection: Connection, row: Row[Any], today: date, days: WorkingDays, cure: int
) -> Excess:
    found = Replay()
    if row.over_minor > 0:
        found = replay(int(row.over_minor), changes_back(connection, row))
    causes = found.causes
    passive, since = found.passive_minor, found.since or today
    if row.expiry_date is not None and row.expiry_date < today:
        # An expired line carries nothing: what was within it is over it now.
        ended = row.expiry_date + timedelta(days=1)
        more = int(row.in_use_minor) - max(0, int(row.over_minor))
        if more > 0:
            causes = (*causes, Cause("expired", more, ended, ""))
            passive += more
        since = min(since, ended) if found.since else ended
    return Excess(
        node_id=row.id,
        node=row.node_key,
        active_minor=found.active_minor,
        passive_minor=passive,
        since=since,
        cure_date=_working_days_after(days, since, cure),
        causes=causes,
    )


def _working_days_after(days: WorkingDays, day: date, count: int) -> date:
    """Return the working day that comes `count` working days after a day."""
    for _one in range(count):
        day = days.on_or_after(day + timedelta(days=1))
    return day


def by_node(found: Sequence[Excess]) -> dict[str, Excess]:
    """Return excesses by the key of their node."""
    return {one.node: one for one in found}
