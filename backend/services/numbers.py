"""Numbers that people say aloud: YZ-20261123-0012, SQ-20261123-007."""

from __future__ import annotations

from sqlalchemy import select

from backend.services.desk import Desk
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
}
_WIDTHS = {"SQ": 3, "SJ": 3, "HT": 3}


def next_number(desk: Desk, prefix: str) -> str:
    """Return the next number of this business date and kind."""
    stem = f"{prefix}-{desk.today:%Y%m%d}-"
    if stem not in desk.counters:
        column = _COLUMNS.get(prefix, entry.c.id)
        # The range finds them by index, which LIKE alone does not do on SQLite.
        today = column.between(f"{stem}0", f"{stem}99999999") & column.like(f"{stem}%")
        taken = desk.connection.scalars(select(column).where(today))
        numbers = (one.removeprefix(stem) for one in taken)
        desk.counters[stem] = max((int(one) for one in numbers if one.isdecimal()), default=0)
    desk.counters[stem] += 1
    return f"{stem}{desk.counters[stem]:0{_WIDTHS.get(prefix, _LONG)}d}"
