"""A change of a line, as its history tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Hands:
    """经办, 复核, 审批: logins; empty where no such hand was asked for."""

    maker: str
    checker: str = ""
    approver: str = ""


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """One change. `item` is a measure or a field of the row; amounts are ledger minor units.

    `order` is the number of the order that more hands agreed to (BG-…), `document` the 批复文号 of
    the line at that moment, `entry` the entry's number. `effect_date` is the past day for which it
    counts; `retroactive` says that its month had been closed (追溯).
    """

    item: str
    before: int | str | None
    after: int | str | None
    kind: str
    business_date: date
    recorded_at: datetime
    hands: Hands
    order: str
    document: str
    entry: str
    reason: str
    effect_date: date | None
    retroactive: bool
