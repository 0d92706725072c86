"""What an order that waits would do now: its line before and after, or why it would be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine

from backend.contract import Command, Outcome
from backend.contract.approvals import WAITING, CheckApproval
from backend.dates import Clock
from backend.errors import InputError
from backend.ledger.state import Book
from backend.ledger.verdict import available_minor
from backend.queries.approval_changes import Change, changes_since
from backend.queries.hands import load_approval
from backend.services.content import command_named
from backend.services.days import open_days
from backend.services.desk import Desk, open_desk
from backend.services.hands.trials import trial_of
from backend.services.subjects import institutions_of
from backend.services.transaction import transact
from backend.services.waiting_handlers import WAITING_HANDLERS


@dataclass(frozen=True, kw_only=True)
class LineFigures:
    """A line in ledger minor units; `available_minor` is the least room over its path."""

    approved_minor: int
    temporary_minor: int
    frozen_minor: int
    suspended: bool
    available_minor: int


@dataclass(frozen=True, kw_only=True)
class ApprovalPreview:
    """An order as its next hand should see it.

    `row` is the row of `approval`, `order` the command. `before` and `after` are the line that it
    concerns, `None` where it does not stand; `outcome` what would be answered now, `None` for an
    order that is over. `changes`: what others did to the line since it was made.
    """

    row: Mapping[str, Any]
    order: Command
    before: LineFigures | None
    after: LineFigures | None
    outcome: Outcome | None
    changes: Sequence[Change]


def preview_approval(engine: Engine, number: str, clock: Clock) -> ApprovalPreview:
    """Try an order on live figures; nothing is written. Raises `InputError` `unknown_approval`."""

    def work(connection: Connection) -> ApprovalPreview:
        row = load_approval(connection, number)
        if row is None:
            raise InputError("unknown_approval", number=number)
        order = command_named(row["command"], row["content"])
        now = clock()
        open_days(connection, now, row["maker"])
        asking = CheckApproval(id="", login=row["maker"], number=number, confirmed=True)
        desk = open_desk(connection, row["maker"], now, institutions_of(connection, [asking]))
        trial = trial_of(desk)
        waits = row["state"] in WAITING
        _operation, handler = WAITING_HANDLERS[type(order)]
        outcome = handler(trial, order) if waits else None
        changes = changes_since(connection, row["node_key"], row["made_at"], row["maker"])
        before, after = _figures(desk, row["node_key"]), _figures(trial, row["node_key"])
        connection.rollback()
        return ApprovalPreview(
            row=row,
            order=order,
            before=before,
            after=after if outcome is not None and outcome.accepted else None,
            outcome=outcome,
            changes=changes,
        )

    return transact(engine, work)


def _figures(desk: Desk, node_key: str) -> LineFigures | None:
    book: Book = desk.book
    node = book.nodes.get(node_key)
    if node is None:
        return None
    return LineFigures(
        approved_minor=node.approved_minor,
        temporary_minor=node.temporary_minor,
        frozen_minor=node.frozen_minor,
        suspended=node.suspended,
        available_minor=available_minor(book.path(node_key), book.day),
    )
