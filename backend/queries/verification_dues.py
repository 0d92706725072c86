"""Due rows against the entries that opened, resolved, drew and returned them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Subquery, and_, case, exists, func, or_, select

from backend.queries.chain import plain, plain_columns
from backend.queries.discrepancy import Discrepancy, figures
from backend.store.tables.ledger import due, entry

_AMOUNTS = ("open_minor", "drawn_minor")
_COPIED = ("kind", "node_id", "lender_node_id", "on_expiry", "last_date")
_OPENS = or_(
    entry.c.kind == "reserve", and_(entry.c.kind == "borrow", entry.c.loan_id == entry.c.id)
)


def due_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield due rows that are missing, that nothing opened, or that say other than the entries."""
    expected = _expected()
    unlike = or_(
        due.c.entry_id.is_(None),
        *(expected.c[name] != due.c[name] for name in ("kind", "node_id", "on_expiry", *_AMOUNTS)),
        func.coalesce(expected.c.lender_node_id, 0) != func.coalesce(due.c.lender_node_id, 0),
        expected.c.last_date != due.c.last_date,
    )
    found = [
        column.label(f"found_{column.name}")
        for column in plain_columns(connection, (due.c[name] for name in (*_COPIED, *_AMOUNTS)))
    ]
    question = (
        select(*plain_columns(connection, expected.c), due.c.entry_id.label("found"), *found)
        .select_from(expected.outerjoin(due, due.c.entry_id == expected.c.entry_id))
        .where(unlike)
        .order_by(expected.c.entry_id)
    )
    for row in connection.execute(question):
        if row.found is None:
            yield Discrepancy("due_missing", "due", row.entry_id)
        else:
            yield from _differences(row)
    opened = exists().where(entry.c.id == due.c.entry_id, _OPENS)
    for entry_id in connection.scalars(select(due.c.entry_id).where(~opened)):
        yield Discrepancy("due_unfounded", "due", entry_id)


def _differences(row: Any) -> Iterator[Discrepancy]:
    for name in (*_COPIED, *_AMOUNTS):
        expected, found = row._mapping[name], row._mapping[f"found_{name}"]
        if expected == found:
            continue
        if name in _AMOUNTS:
            detail = {"measure": name.removesuffix("_minor"), **figures(expected, found)}
            yield Discrepancy("due_unlike_entries", "due", row.entry_id, detail)
        else:
            words = {"expected": str(plain(expected)), "found": str(plain(found))}
            yield Discrepancy("due_altered", "due", row.entry_id, {"column": name, **words})


def _expected() -> Subquery:
    """Return what every due row should say, from the entries alone."""
    resolved, uses, returned = _resolved(), _uses(), _returned()
    borrowed = entry.c.kind == "borrow"
    left_of_loan = entry.c.temporary_delta_minor + func.coalesce(returned.c.back, 0)
    open_minor = case(
        (resolved.c.resolves_id.is_not(None), 0),
        (borrowed, left_of_loan),
        else_=entry.c.reserved_delta_minor,
    )
    drawn_minor = case((borrowed, func.coalesce(uses.c.drawn, 0)), else_=0)
    same_leg = and_(returned.c.loan_id == entry.c.id, returned.c.node_id == entry.c.node_id)
    return (
        select(
            entry.c.id.label("entry_id"),
            case((borrowed, "return"), else_="lapse").label("kind"),
            *(entry.c[name] for name in _COPIED[1:]),
            open_minor.label("open_minor"),
            drawn_minor.label("drawn_minor"),
        )
        .select_from(
            entry.outerjoin(resolved, resolved.c.resolves_id == entry.c.id)
            .outerjoin(uses, uses.c.loan_id == entry.c.id)
            .outerjoin(returned, same_leg)
        )
        .where(_OPENS)
        .subquery()
    )


def _resolved() -> Subquery:
    """Return the reservations that a draw, void or lapse has ended."""
    return (
        select(entry.c.resolves_id)
        .where(entry.c.reserved_delta_minor < 0)
        .group_by(entry.c.resolves_id)
        .subquery()
    )


def _uses() -> Subquery:
    """Return per loan what deals draw on it."""
    return (
        select(entry.c.loan_id, func.sum(entry.c.loan_delta_minor).label("drawn"))
        .where(entry.c.loan_id.is_not(None))
        .group_by(entry.c.loan_id)
        .subquery()
    )


def _returned() -> Subquery:
    """Return per loan and node what has gone home, as a negative sum at the borrower."""
    return (
        select(
            entry.c.loan_id, entry.c.node_id, func.sum(entry.c.temporary_delta_minor).label("back")
        )
        .where(entry.c.kind == "return")
        .group_by(entry.c.loan_id, entry.c.node_id)
        .subquery()
    )
