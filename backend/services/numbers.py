"""Numbers that people say aloud: YZ-20261123-0012, SQ-20261123-007."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, select

from backend.services.desk import Desk
from backend.store.tables.hands import approval, delegation
from backend.store.tables.ledger import entry
from backend.store.tables.office import event, meeting
from backend.store.tables.reconciliation import break_item
from backend.store.tables.trail import request

_LONG = 4
#: Prefix → the column that holds such numbers; any other prefix numbers entries.
_COLUMNS = {
    "SQ": request.c.number,
    "SJ": event.c.number,
    "CY": break_item.c.number,
    "HT": meeting.c.number,
    "BG": approval.c.number,
    "WT": delegation.c.number,
}
_WIDTHS = {"SQ": 3, "SJ": 3, "HT": 3}
#: The character after the last digit.
_AFTER_NINE = ":"


def next_number(desk: Desk, prefix: str) -> str:
    """Return the next number of this business date and kind."""
    stem = f"{prefix}-{desk.today:%Y%m%d}-"
    width = _WIDTHS.get(prefix, _LONG)
    if stem not in desk.counters:
        desk.counters[stem] = _last(desk.connection, _COLUMNS.get(prefix, entry.c.id), stem, width)
    desk.counters[stem] += 1
    return f"{stem}{desk.counters[stem]:0{width}d}"


def _last(connection: Connection, column: Column[Any], stem: str, width: int) -> int:
    """Return the highest number of a day, 0 before the first, without reading the others.

    Numbers of one width are in the order of their text. Wider ones come when these are used up;
    they are asked for once half are, because what was refused in a batch leaves gaps.
    """
    below = f"{stem}{_AFTER_NINE}"
    last = ""
    while not last.isdecimal():  # an id that somebody chose may look like a number
        found = connection.scalar(
            select(column)
            .where(column >= stem, column < below, column.like(stem + "_" * width))
            .order_by(column.desc())
            .limit(1)
        )
        if found is None:
            return 0
        below, last = found, found.removeprefix(stem)
    if int(last) < 10**width // 2:
        return int(last)
    return _last(connection, column, stem, width + 1) or int(last)
