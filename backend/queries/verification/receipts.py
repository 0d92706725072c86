"""Entries and receipts in pairs: nothing without an order, and of each order only what it did."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select

from backend.queries.chain import BATCH
from backend.queries.discrepancy import Discrepancy
from backend.queries.verification.orders import ALWAYS_POST, FOLLOWS, POST_SEVERAL
from backend.store.tables.hands import approval
from backend.store.tables.ledger import business_day, entry
from backend.store.tables.trail import receipt


def receipt_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield entries without an order, orders that left no entry, entries with another's receipt.

    What the calendar posts carries the day in place of a receipt.
    """
    days = {f"day:{one.isoformat()}" for one in connection.scalars(select(business_day.c.day))}
    by_calendar = and_(entry.c.mode == "auto", entry.c.receipt_id.like("day:%"))
    posted = select(entry.c.receipt_id).where(by_calendar).distinct()
    forged = set(connection.scalars(posted)) - days
    ordered = exists().where(receipt.c.id == entry.c.receipt_id, receipt.c.outcome == "done")
    unordered = and_(~by_calendar, ~ordered)
    if forged:
        unordered = or_(unordered, and_(by_calendar, entry.c.receipt_id.in_(sorted(forged)[:500])))
    rows = select(entry.c.number, entry.c.id, entry.c.receipt_id).where(unordered)
    for number, entry_id, receipt_id in connection.execute(rows.order_by(entry.c.number)):
        detail = {"entry": entry_id, "receipt": receipt_id}
        yield Discrepancy("entry_without_receipt", "entry", str(number), detail)
    lost = select(receipt.c.id, receipt.c.command).where(
        receipt.c.outcome == "done",
        receipt.c.command.in_(ALWAYS_POST),
        ~exists().where(entry.c.receipt_id == receipt.c.id),
    )
    for receipt_id, command in connection.execute(lost.order_by(receipt.c.id)):
        yield Discrepancy("receipt_without_entry", "receipt", receipt_id, {"command": command})
    yield from _entries_unlike_receipts(connection)


def _entries_unlike_receipts(connection: Connection) -> Iterator[Discrepancy]:
    question = (
        select(
            entry.c.number,
            entry.c.id,
            entry.c.kind,
            entry.c.mode,
            entry.c.receipt_id,
            entry.c.request_number,
            entry.c.approved_delta_minor,
            entry.c.temporary_delta_minor,
            entry.c.used_delta_minor,
            entry.c.reserved_delta_minor,
            entry.c.approval_number,
            receipt.c.command,
            receipt.c.detail,
            approval.c.command.label("approved_command"),
            approval.c.command_id,
            approval.c.state,
        )
        .select_from(
            entry.join(receipt, receipt.c.id == entry.c.receipt_id).outerjoin(
                approval, approval.c.number == entry.c.approval_number
            )
        )
        .where(receipt.c.outcome == "done")
        .order_by(entry.c.number)
    )
    before: dict[str, list[Any]] = defaultdict(list)  # of the orders that may post several
    for row in connection.execute(question, execution_options={"yield_per": BATCH}):
        follows = FOLLOWS.get(row.command)
        if follows is None or not follows(row, _said(row.detail), before[row.receipt_id]):
            detail = {"entry": row.id, "receipt": row.receipt_id, "command": row.command}
            yield Discrepancy("entry_unlike_receipt", "entry", str(row.number), detail)
        if {row.command, row.approved_command} & POST_SEVERAL:
            before[row.receipt_id].append(row)
        else:
            before.pop(row.receipt_id, None)


def _said(detail: str) -> Mapping[str, Any]:
    try:
        said = json.loads(detail)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
