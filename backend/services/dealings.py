"""Take dealings, account averages and branch returns: whole or not at all, the same again nothing.

Dealings are never changed. A branch that returns its month again is taken at its new word: what
differs from what stands is added as rows of the difference, and both are kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select

from backend.errors import InputError
from backend.services.missing import add_missing
from backend.services.rights import require
from backend.services.transaction import transact
from backend.store.bulk import insert_facts
from backend.store.tables.dealings import account_average, branch_return, dealing

Row = Mapping[str, Any]
#: (institution's number, direction, product, currency) → (count, amount in minor units, fen).
Key = tuple[int, str, str, str]
Figures = tuple[int, int, int]
_NAMESPACE = uuid.UUID("0b3d5c2e-4a1f-4e0b-9d57-6c1f7d2a9e10")
_CONTENT = ("deal_count", "amount_minor", "fee_fen")


@dataclass(frozen=True, kw_only=True)
class BranchReturn:
    """分行月报 of one branch and month: everything that the branch did in it, or nil.

    `month` is its first day; `lines` says from which line of the file a figure came.
    """

    unit: str
    month: date
    figures: Mapping[Key, Figures]
    source_file: str
    lines: Mapping[Key, int]

    @property
    def nil(self) -> bool:
        """Whether it says that there was no business."""
        return not self.figures


def take_dealings(engine: Engine, rows: Sequence[Row], moment: datetime, login: str) -> int:
    """Add dealings that are not there yet, by `id`; return how many were new.

    Rows hold the columns of `dealing` but `loaded_at`. Raises `InputError` `dealing_changed` when
    an id stands with other figures: a correction is another row with the difference.
    """

    def work(connection: Connection) -> int:
        require(connection, login, "import")
        return _add_dealings(connection, rows, moment)

    return transact(engine, work) if rows else 0


def take_averages(engine: Engine, rows: Sequence[Row], moment: datetime, login: str) -> int:
    """Add monthly averages that are not there yet; return how many were new."""
    ready = [{**row, "loaded_at": moment} for row in rows]
    return _take(engine, account_average, ready, login)


def take_returned_months(engine: Engine, rows: Sequence[Row], moment: datetime, login: str) -> int:
    """Note which branches have returned which months; return how many were new."""
    ready = [{**row, "returned_at": moment} for row in rows]
    return _take(engine, branch_return, ready, login)


def _take(engine: Engine, table: Table, rows: Sequence[Row], login: str) -> int:
    def work(connection: Connection) -> int:
        require(connection, login, "import")
        return add_missing(connection, table, rows)

    return transact(engine, work)


def take_branch_returns(
    engine: Engine, returns: Iterable[BranchReturn], moment: datetime, login: str
) -> tuple[int, int]:
    """Take branch returns in one transaction; return (rows written, months returned anew).

    What stands for that branch and month is compared with the return, and the differences are
    written. The same returns again write nothing.
    """
    listed = list(returns)

    def work(connection: Connection) -> tuple[int, int]:
        require(connection, login, "import")
        rows = [row for one in listed for row in _differences(connection, one)]
        _add_dealings(connection, rows, moment)
        months = [
            {
                "unit_code": one.unit,
                "month": one.month,
                "nil": int(one.nil),
                "source": "branch_return",
                "is_sample": 0,
                "returned_at": moment,
            }
            for one in listed
        ]
        return len(rows), add_missing(connection, branch_return, months)

    return transact(engine, work)


def _differences(connection: Connection, given: BranchReturn) -> list[dict[str, Any]]:
    key = (dealing.c.institution_id, dealing.c.direction, dealing.c.product_code)
    sums = (func.sum(dealing.c[name]) for name in _CONTENT)
    own = (dealing.c.unit_code == given.unit) & (dealing.c.month == given.month)
    found = connection.execute(
        select(*key, dealing.c.currency_code, func.count(), *sums)
        .where(own)
        .group_by(*key, dealing.c.currency_code)
    )
    standing = {tuple(row[:4]): (int(row[4]), tuple(int(one) for one in row[5:])) for row in found}
    rows = []
    for place in sorted({*given.figures, *standing}):
        count, before = standing.get(place, (0, (0, 0, 0)))
        now = given.figures.get(place, (0, 0, 0))
        if now == before:
            continue
        institution_id, direction, product, currency = place
        words = f"{given.unit}/{given.month}/{'/'.join(map(str, place))}/{count}"
        rows.append(
            {
                "id": str(uuid.uuid5(_NAMESPACE, words)),
                "institution_id": institution_id,
                "unit_code": given.unit,
                "product_code": product,
                "direction": direction,
                "currency_code": currency,
                "month": given.month,
                **{name: new - old for name, new, old in zip(_CONTENT, now, before, strict=True)},
                "source": "branch_return",
                "source_file": given.source_file,
                "source_line": given.lines.get(place),
                "is_sample": 0,
            }
        )
    return rows


def _add_dealings(connection: Connection, rows: Sequence[Row], moment: datetime) -> int:
    if not rows:
        return 0
    months = [row["month"] for row in rows]
    known = connection.execute(
        select(dealing.c.id, *(dealing.c[name] for name in _CONTENT)).where(
            dealing.c.month.between(min(months), max(months))
        )
    )
    standing = {row[0]: tuple(row[1:]) for row in known}
    new = []
    for row in rows:
        before = standing.get(row["id"])
        if before is None:
            new.append({**row, "loaded_at": moment})
        elif before != tuple(row[name] for name in _CONTENT):
            raise InputError("dealing_changed", id=row["id"])
    insert_facts(connection, dealing, new)
    return len(new)
