"""Due rows against the entries that opened, prolonged, resolved, drew and returned them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Subquery, and_, case, exists, func, literal, or_, select

from backend.queries.chain import plain, plain_columns
from backend.queries.discrepancy import Discrepancy, figures
from backend.queries.verification.sums import days_between, ended, exposure, newest_extends
from backend.store.tables.ledger import due, entry
from backend.store.types import Day

_AMOUNTS = ("open_minor", "drawn_minor", "open_exposure_minor")
_COPIED = (
    *("kind", "node_id", "lender_node_id", "on_expiry", "last_date"),
    *("tenor_days", "currency_code"),
)
#: The kind of a due row by the kind of the entry that opened it.
_KINDS = {"reserve": "lapse", "borrow": "return", "increase": "revert", "freeze": "unfreeze"}
_OPENS = or_(
    entry.c.kind.in_(["reserve", "increase", "freeze"]),
    and_(entry.c.kind == "borrow", entry.c.loan_id == entry.c.id),
)


def due_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield due rows that are missing, that nothing opened, or that say other than the entries."""
    expected = _expected(connection)
    alike = [name for name in (*_COPIED, *_AMOUNTS) if name != "lender_node_id"]
    unlike = or_(
        due.c.entry_id.is_(None),
        *(expected.c[name] != due.c[name] for name in alike),
        func.coalesce(expected.c.lender_node_id, 0) != func.coalesce(due.c.lender_node_id, 0),
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


def _expected(connection: Connection) -> Subquery:
    """Return what every due row should say, from the entries alone."""
    resolved, uses, returned, back = _resolved(), _uses(), _returned(), ended()
    extended = newest_extends(entry.c.last_date)
    kind = entry.c.kind
    held = resolved.c.resolves_id.is_(None)
    open_minor = case(
        (kind == "borrow", entry.c.temporary_delta_minor + func.coalesce(returned.c.back, 0)),
        (kind == "reserve", case((held, entry.c.reserved_delta_minor), else_=0)),
        else_=entry.c.temporary_delta_minor
        + entry.c.frozen_delta_minor
        + func.coalesce(back.c.back, 0),
    )
    for_ever = literal(date.max, Day).cast(Day)  # a server does not take a parameter for a date
    same_leg = and_(returned.c.loan_id == entry.c.id, returned.c.node_id == entry.c.node_id)
    return (
        select(
            entry.c.id.label("entry_id"),
            case(*((kind == opens, ends) for opens, ends in _KINDS.items())).label("kind"),
            *(entry.c[name] for name in ("node_id", "lender_node_id", "on_expiry")),
            func.coalesce(extended.c.last_date, entry.c.last_date, for_ever).label("last_date"),
            days_between(connection, entry.c.value_date, entry.c.maturity_date).label("tenor_days"),
            entry.c.deal_currency.label("currency_code"),
            open_minor.label("open_minor"),
            case((kind == "borrow", func.coalesce(uses.c.drawn, 0)), else_=0).label("drawn_minor"),
            case((held, exposure("reserved")), else_=0).label("open_exposure_minor"),
        )
        .select_from(
            entry.outerjoin(resolved, resolved.c.resolves_id == entry.c.id)
            .outerjoin(uses, uses.c.loan_id == entry.c.id)
            .outerjoin(returned, same_leg)
            .outerjoin(back, back.c.resolves_id == entry.c.id)
            .outerjoin(extended, extended.c.resolves_id == entry.c.id)
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
