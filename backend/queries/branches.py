"""What a branch without the program is sent: its own lines, and the month that it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from backend.queries import reference
from backend.queries.reference import Unit
from backend.queries.rows import AllocationRow, InstitutionName
from backend.store.tables.dealings import branch_return, dealing

#: (count, amount in minor units of the currency, fee in fen).
Figures = tuple[int, int, int]
Key = tuple[int, str, str, str]


@dataclass(frozen=True, kw_only=True)
class OwnLine:
    """What the branch holds of one product of one bank, in ledger minor units."""

    key: str
    institution: InstitutionName
    product: str
    allocated_minor: int
    used_minor: int
    reserved_minor: int
    available_minor: int


@dataclass(frozen=True, kw_only=True)
class ReturnLine:
    """One line of a month's return: what it is about, the month before, what stands for the month.

    `direction`, `product` and `currency` are codes; `before` and `now` are `None` where nothing
    was returned.
    """

    institution: InstitutionName
    direction: str
    product: str
    currency: str
    before: Figures | None
    now: Figures | None


@dataclass(frozen=True, kw_only=True)
class BranchMonth:
    """A branch's month: its lines, whether it was returned, and the day by which it should be."""

    unit: Unit
    month: date
    due_date: date
    returned: bool
    lines: Sequence[ReturnLine]


def month_before(day: date) -> date:
    """Return the first day of the month before the one in which `day` lies."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def due_date_of(month: date) -> date:
    """Return the day by which a month is returned: the tenth of the next one."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=10)


def own_lines(rows: Sequence[AllocationRow], unit: str) -> Sequence[OwnLine]:
    """Return the lines of which a unit holds a share, from the rows of the allocation."""
    return [
        OwnLine(
            key=row.key,
            institution=row.institution,
            product=row.product,
            allocated_minor=share.allocated_minor,
            used_minor=share.used_minor,
            reserved_minor=share.reserved_minor,
            available_minor=share.available_minor,
        )
        for row in rows
        if (share := row.shares.get(unit)) is not None
        and (share.allocated_minor or share.used_minor or share.reserved_minor)
    ]


def read_branch_month(
    connection: Connection, unit: Unit, month: date, names: Mapping[int, InstitutionName]
) -> BranchMonth:
    """Return a branch's month beside the month before it."""
    before = _figures(connection, unit.code, month_before(month))
    now = _figures(connection, unit.code, month)
    returned = connection.scalar(
        select(func.count())
        .select_from(branch_return)
        .where(branch_return.c.unit_code == unit.code, branch_return.c.month == month)
    )
    return BranchMonth(
        unit=unit,
        month=month,
        due_date=due_date_of(month),
        returned=bool(returned),
        lines=[
            ReturnLine(
                institution=names[key[0]],
                direction=key[1],
                product=key[2],
                currency=key[3],
                before=before.get(key),
                now=now.get(key),
            )
            for key in sorted({*before, *now})
            if key[0] in names
        ],
    )


def branches(connection: Connection) -> Sequence[Unit]:
    """Return the branches in the bank's order."""
    return [unit for unit in reference.units(connection).values() if unit.kind == "branch"]


def _figures(connection: Connection, unit: str, month: date) -> dict[Key, Figures]:
    key = (
        dealing.c.institution_id,
        dealing.c.direction,
        dealing.c.product_code,
        dealing.c.currency_code,
    )
    sums = [
        func.sum(dealing.c[name]).label(name) for name in ("deal_count", "amount_minor", "fee_fen")
    ]
    rows = connection.execute(
        select(*key, *sums)
        .where(dealing.c.unit_code == unit, dealing.c.month == month)
        .group_by(*key)
    )
    return {tuple(row[:4]): (int(row[4]), int(row[5]), int(row[6])) for row in rows}
