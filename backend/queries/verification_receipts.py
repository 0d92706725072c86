"""Entries and receipts in pairs: nothing without an order, and of each order only what it did."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select

from backend.queries.chain import BATCH
from backend.queries.discrepancy import Discrepancy
from backend.store.tables.hands import approval
from backend.store.tables.ledger import business_day, entry
from backend.store.tables.trail import receipt

#: Commands that never leave the ledger as it was when they are done.
_ALWAYS_POST = (
    *("ReserveLimit", "DrawLimit", "VoidReservation", "ReleaseDraw", "ReallocateLine"),
    "ApplyBreak",
)

#: Orders that may post several entries, which are looked at together.
_POST_SEVERAL = frozenset({"ReallocateLine", "CheckRequest"})

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
        receipt.c.command.in_(_ALWAYS_POST),
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
            receipt.c.command,
            entry.c.approval_number,
            receipt.c.detail,
        )
            approval.c.command.label("approved_command"),
            approval.c.command_id,
            approval.c.state,
        )
        .select_from(
            entry.join(receipt, receipt.c.id == entry.c.receipt_id).outerjoin(
                approval, approval.c.number == entry.c.approval_number
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
        follows = _FOLLOWS.get(row.command)
        if follows is None or not follows(row, _said(row.detail), before[row.receipt_id]):
            detail = {"entry": row.id, "receipt": row.receipt_id, "command": row.command}
            yield Discrepancy("entry_unlike_receipt", "entry", str(row.number), detail)
        if {row.command, row.approved_command} & _POST_SEVERAL:
            before[row.receipt_id].append(row)
        else:
            before.pop(row.receipt_id, None)


def _approved(row: Any, said: Mapping[str, Any], before: list[Any]) -> bool:
    """Expect what the order that was approved would have posted, under the last hand's receipt."""
    follows = _FOLLOWS.get(row.approved_command)
    named = said.get("approval") == row.approval_number and row.state == "applied"
    return named and follows is not None and follows(row, said, before)


def _ordered(row: Any) -> str:
    """Return the id of the command that ordered an entry: the maker's, where one was approved."""
    return str(row.command_id or row.receipt_id)


def _said(detail: str) -> Mapping[str, Any]:
    try:
        said = json.loads(detail)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


#: Whether an entry is what its receipt was given for: (entry, the receipt's detail, the entries of
#: the same receipt before it).
Follows = Callable[[Any, Mapping[str, Any], list[Any]], bool]


def _use(kind: str, measure: str) -> Follows:
    """Expect one entry, under the number and of the line use that were answered."""
    return lambda row, said, _before: (
        row.kind == kind
        and row.id == said.get("reference")
        and getattr(row, f"{measure}_delta_minor") == said.get("line_use_minor")
    )


def _ended(row: Any, said: Mapping[str, Any], _before: list[Any]) -> bool:
    """Compare what ends a use; a release may bring room of a loan home with it."""
    if row.kind == "return":
        return bool(row.mode == "auto")
    return row.kind in {"void", "release"} and row.id == said.get("reference")


def _applied(row: Any, said: Mapping[str, Any], before: list[Any]) -> bool:
    """Compare what a break's treatment did: a draw that was told, or the release of one."""
    if row.kind == "draw":
        return _use("draw", "used")(row, said, before)
    return _ended(row, said, before)


def _line(kind: str) -> Follows:
    """Expect one entry, under the command's own id."""
    return lambda row, _said, _before: row.kind == kind and row.id == _ordered(row)


def _answered(kind: str) -> Follows:
    """Expect one entry, under the number that was answered."""
    return lambda row, said, _before: row.kind == kind and row.id == said.get("reference")


def _moved(row: Any, _said: Mapping[str, Any], before: list[Any]) -> bool:
    """Expect numbered legs of one amount: first those that give, then those that take."""
    if row.kind != "allocate" or row.id != f"{_ordered(row)}:{len(before) + 1}":
        return False
    amount = row.approved_delta_minor
    return not before or (
        abs(amount) == abs(before[0].approved_delta_minor)
        and (amount > 0 or before[-1].approved_delta_minor < 0)
    )


def _granted(row: Any, said: Mapping[str, Any], before: list[Any]) -> bool:
    """Expect a reservation, or the legs of one loan, for the request that was confirmed."""
    number = str(said.get("reference", ""))
    if row.request_number != number:
        return False
    if row.kind == "reserve":
        return not before
    loan = re.escape(f"DJ-{number.removeprefix('SQ-')}")
    numbered = re.fullmatch(rf"{loan}(:{len(before)})" if before else loan, row.id)
    alike = not before or abs(row.temporary_delta_minor) == abs(before[0].temporary_delta_minor)
    return row.kind in {"borrow", "lend"} and numbered is not None and alike


#: Command → what an entry under its receipt must be. A command that is not listed posts nothing.
_FOLLOWS: Mapping[str, Follows] = {
    "ReserveLimit": _use("reserve", "reserved"),
    "DrawLimit": _use("draw", "used"),
    "VoidReservation": _ended,
    "ReleaseDraw": _ended,
    "ApplyBreak": _applied,
    "ApproveLine": _line("approve"),
    "ApproveCap": _line("approve"),
    "AllocateLine": _line("allocate"),
    "ReallocateLine": _moved,
    "CheckRequest": _granted,
}
