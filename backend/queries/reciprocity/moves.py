"""What a branch's month changed by more than the bank's mark against the month before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection, func, select

from backend.queries.reciprocity.material import read_scalars
from backend.store.tables.dealings import dealing

#: (institution's number, direction, product, currency).
Key = tuple[int, str, str, str]


@dataclass(frozen=True)
class Moved:
    """One figure of a return: what it is about, and its amounts in minor units of its currency."""

    key: tuple[int, str, str, str]
    before_minor: int
    now_minor: int


def read_moved(connection: Connection, unit: str, month: date, today: date) -> Sequence[Moved]:
    """Return what moved by more than `reciprocity.large_change`; new and ended business too."""
    return moved_against(connection, (unit, month), _amounts(connection, unit, month), today)


def moved_against(
    connection: Connection, returned: tuple[str, date], now: Mapping[Key, int], today: date
) -> Sequence[Moved]:
    """Return what of a month's amounts, written or not, moved by more than the mark."""
    unit, month = returned
    mark = read_scalars(connection, today)["large_change"]
    before = _amounts(connection, unit, (month - timedelta(days=1)).replace(day=1))
    if not before:
        return []  # a first return has nothing to be compared with
    moved = []
    for key in sorted({*now, *before}):
        old, new = before.get(key, 0), now.get(key, 0)
        if old <= 0 < new or (old > 0 and abs(Fraction(new - old, old)) > mark):
            moved.append(Moved(key, old, new))
    return moved


def _amounts(
    connection: Connection, unit: str, month: date
) -> dict[tuple[int, str, str, str], int]:
    key = (
        dealing.c.institution_id,
        dealing.c.direction,
        dealing.c.product_code,
        dealing.c.currency_code,
    )
    rows = connection.execute(
        select(*key, func.sum(dealing.c.amount_minor))
        .where(dealing.c.unit_code == unit, dealing.c.month == month)
        .group_by(*key)
    )
    return {(row[0], row[1], row[2], row[3]): int(row[4]) for row in rows}
