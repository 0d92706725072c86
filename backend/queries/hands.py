"""Who must agree and who may: policy, authority and delegation of a day; the orders that wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from backend.store.tables.hands import approval, authority, delegation, policy


@dataclass(frozen=True, kw_only=True)
class PolicyRow:
    """So many hands from `from_minor` (ledger currency) on."""

    operation: str
    valid_from: date
    from_minor: int
    hands: int


@dataclass(frozen=True, kw_only=True)
class AuthorityRow:
    """Up to `most_minor` (ledger currency) a login or a role may give the last hand."""

    grantee: str
    operation: str
    valid_from: date
    most_minor: int


def policy_of(connection: Connection, day: date) -> Sequence[PolicyRow]:
    """Return the policy in force on a day, by operation and amount; each operation's newest."""
    rows = connection.execute(
        select(policy)
        .where(policy.c.valid_from <= day)
        .order_by(policy.c.operation, policy.c.from_minor)
    )
    found = [
        PolicyRow(
            operation=row.operation,
            valid_from=row.valid_from,
            from_minor=row.from_minor,
            hands=row.hands,
        )
        for row in rows
    ]
    newest: dict[str, date] = {}
    for row in found:
        newest[row.operation] = max(newest.get(row.operation, row.valid_from), row.valid_from)
    return [row for row in found if row.valid_from == newest[row.operation]]


def hands_of(rows: Iterable[PolicyRow], operation: str, size_minor: int) -> int:
    """Return how many hands an operation of a size takes; one where the policy says nothing."""
    reached = [row for row in rows if row.operation == operation and row.from_minor <= size_minor]
    return max(reached, key=lambda row: row.from_minor).hands if reached else 1


def authority_of(connection: Connection, day: date) -> Sequence[AuthorityRow]:
    """Return the authorities in force on a day, each grantee's newest for each operation."""
    rows = connection.execute(
        select(authority).where(authority.c.valid_from <= day).order_by(authority.c.valid_from)
    )
    newest = {
        (row.grantee, row.operation): AuthorityRow(
            grantee=row.grantee,
            operation=row.operation,
            valid_from=row.valid_from,
            most_minor=row.most_minor,
        )
        for row in rows
    }
    return [newest[key] for key in sorted(newest)]


def most_of(rows: Iterable[AuthorityRow], login: str, role: str, operation: str) -> int | None:
    """Return a person's authority: the own row before the role's; `None` when there is neither."""
    found = {row.grantee: row.most_minor for row in rows if row.operation == operation}
    return found.get(login, found.get(role))


def principals_of(connection: Connection, login: str, day: date) -> Sequence[str]:
    """Return the logins for whom a person stands in on a day."""
    rows = connection.scalars(
        select(delegation.c.principal)
        .where(
            delegation.c.delegate == login,
            delegation.c.from_date <= day,
            delegation.c.last_date >= day,
            delegation.c.ended == 0,
        )
        .distinct()
        .order_by(delegation.c.principal)
    )
    return list(rows)


def delegations(connection: Connection, day: date) -> Sequence[Mapping[str, Any]]:
    """Return the delegations that run or will run, the first to begin first."""
    rows = connection.execute(
        select(delegation)
        .where(delegation.c.ended == 0, delegation.c.last_date >= day)
        .order_by(delegation.c.from_date, delegation.c.number)
    )
    return [dict(row._mapping) for row in rows]


def load_approval(connection: Connection, number: str) -> Mapping[str, Any] | None:
    """Return an order that waits or waited, by its number; `None` when there is none."""
    row = connection.execute(select(approval).where(approval.c.number == number)).one_or_none()
    return dict(row._mapping) if row is not None else None


def approvals_in(connection: Connection, states: Iterable[str]) -> Sequence[Mapping[str, Any]]:
    """Return the orders in these states, the oldest first."""
    rows = connection.execute(
        select(approval).where(approval.c.state.in_(list(states))).order_by(approval.c.number)
    )
    return [dict(row._mapping) for row in rows]
