"""What an order that waits would do now: its line before and after, or why it would be refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine

from backend.contract import Binding, Command, Outcome
from backend.contract.approvals import WAITING, CheckApproval
from backend.dates import Clock
from backend.errors import InputError
from backend.ledger.state import Book
from backend.ledger.verdict import available_minor, binding_node
from backend.queries.approval_changes import Change, changes_since
from backend.queries.hands import load_approval, principals_of
from backend.services.content import command_named
from backend.services.days import open_days
from backend.services.desk import Desk, open_desk
from backend.services.hands.trials import trial_of
from backend.services.subjects import institutions_of
from backend.services.transaction import transact
from backend.services.waiting_handlers import WAITING_HANDLERS


@dataclass(frozen=True, kw_only=True)
class LineFigures:
    """A line in ledger minor units; `available_minor` is the least room over its path.

    `binding` is the node of that path that decides, `None` where none has a line.
    """

    approved_minor: int
    temporary_minor: int
    frozen_minor: int
    suspended: bool
    available_minor: int
    expiry_date: date | None = None
    binding: Binding | None = None


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
        now = clock()
        open_days(connection, now, row["maker"])
        (seen,) = preview_rows(connection, [row], now)
        connection.rollback()
        return seen

    return transact(engine, work)


def preview_rows(
    connection: Connection, rows: Iterable[Mapping[str, Any]], now: datetime
) -> list[ApprovalPreview]:
    """Try each order of rows of `approval` alone, on the figures that stand; nothing is written.

    No day is opened, so that a connection that only reads will do.
    """
    desks: dict[frozenset[str], Desk] = {}
    return [_preview(connection, row, now, desks) for row in rows]


def _preview(
    connection: Connection,
    row: Mapping[str, Any],
    now: datetime,
    desks: dict[frozenset[str], Desk],
) -> ApprovalPreview:
    asking = CheckApproval(id="", login=row["maker"], number=row["number"], confirmed=True)
    subjects = frozenset(institutions_of(connection, [asking]))
    if subjects not in desks:
        desks[subjects] = open_desk(connection, row["maker"], now, subjects)
    shared = desks[subjects]
    principals = tuple(principals_of(connection, row["maker"], shared.today))
    desk = replace(shared, login=row["maker"], principals=principals)
    trial = trial_of(desk)
    order = command_named(row["command"], row["content"])
    _operation, handler = WAITING_HANDLERS[type(order)]
    outcome = handler(trial, order) if row["state"] in WAITING else None
    return ApprovalPreview(
        row=row,
        order=order,
        before=line_figures(desk, row["node_key"]),
        after=line_figures(trial, row["node_key"])
        if outcome is not None and outcome.accepted
        else None,
        outcome=outcome,
        changes=changes_since(connection, row["node_key"], row["made_at"], row["maker"]),
    )


def line_figures(desk: Desk, node_key: str) -> LineFigures | None:
    """Return how a line stands at a desk; `None` where there is none of this key."""
    book: Book = desk.book
    node = book.nodes.get(node_key)
    if node is None:
        return None
    path = book.path(node_key)
    available = available_minor(path, book.day)
    binds = binding_node(path, book.day)
    return LineFigures(
        approved_minor=node.approved_minor,
        temporary_minor=node.temporary_minor,
        frozen_minor=node.frozen_minor,
        suspended=node.suspended,
        available_minor=available,
        expiry_date=node.expiry_date,
        binding=binds.binding(available) if binds is not None else None,
    )
