"""Reconcile a day: compare three books, keep what differs, close what no longer does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from backend.contract.reconciliation import BreakState
from backend.dates import Clock
from backend.errors import InputError
from backend.queries.breaks.compared import ComparedBooks, compare_books
from backend.queries.breaks.rows import ReconciliationTotals
from backend.queries.breaks.totals import newest_day_of_feeds, newest_totals, totals_of
from backend.services.days import open_days
from backend.services.desk import Desk, open_desk
from backend.services.numbers import next_number
from backend.services.reconciliation.facts import Changes, changes_of
from backend.services.transaction import transact
from backend.store.tables.reconciliation import break_item, reconciliation

#: How many rows are written in one statement's list.
_BATCH = 1_000


@dataclass(frozen=True)
class Reconciled:
    """What a comparison did: numbers of breaks, and the totals as they stand.

    `repeated`: nothing had changed since the comparison before, and nothing was written.
    """

    totals: ReconciliationTotals
    repeated: bool
    added: Sequence[str] = ()
    reopened: Sequence[str] = ()
    moved: Sequence[str] = ()
    cleared: Sequence[str] = ()


def reconcile(engine: Engine, day: date | None, clock: Clock, login: str) -> Reconciled:
    """Compare our books with the newest files of a day, in one transaction; whole or not at all.

    `None` is the newest day for which feeds came. A feed that did not come is named in the totals,
    and what it had shown stays as it is. The same files again change nothing.

    Raises `InputError` `not_permitted`, `no_feeds_of_day` when not one came, `reconcile_older` for
    a day before one that was reconciled already.
    """

    def work(connection: Connection) -> Reconciled:
        now = clock()
        open_days(connection, now, login)
        desk = open_desk(connection, login, now, [])
        if not desk.may("reconcile"):
            raise InputError("not_permitted", login=login)
        wanted = day or newest_day_of_feeds(connection)
        before = newest_totals(connection)
        if before is not None and wanted is not None and wanted < before.business_date:
            raise InputError("reconcile_older", day=wanted, newest=before.business_date)
        if wanted is None:
            raise InputError("no_feeds_of_day", day=desk.today)
        compared = compare_books(connection, wanted)
        run = _run_number(connection, wanted)
        feeds = compared.files.keys()
        changes = changes_of(connection, compared.breaks, feeds, desk.units.keys(), wanted, run)
        return _written(desk, wanted, run, compared, changes, before)

    return transact(engine, work)


def _run_number(connection: Connection, day: date) -> str:
    runs = select(func.count()).where(reconciliation.c.business_date == day)
    return f"DZ-{day:%Y%m%d}-{(connection.scalar(runs) or 0) + 1:03d}"


def _written(
    desk: Desk,
    day: date,
    run: str,
    compared: ComparedBooks,
    changes: Changes,
    before: ReconciliationTotals | None,
) -> Reconciled:
    """Write the changes and the comparison's own row, unless nothing changed."""
    row = _row(desk, day, compared, changes, before) | {"id": run}
    totals = totals_of(row)
    if before is not None and _same(before, totals) and not (changes.new or changes.updates):
        return Reconciled(before, repeated=True)
    # The comparison first: on SQL Server what closes a break must name one that stands.
    desk.connection.execute(insert(reconciliation), [row])
    _write_breaks(desk, changes, run)
    left = _open_count(desk.connection)
    assert totals.carried + totals.added - totals.cleared == totals.left == left
    return Reconciled(
        totals,
        repeated=False,
        added=[one["number"] for one in changes.new],
        reopened=[one["number"] for one, _values in changes.reopened],
        moved=[one["number"] for one, _values in changes.moved],
        cleared=[one["number"] for one, _values in changes.closed],
    )


def _row(
    desk: Desk,
    day: date,
    compared: ComparedBooks,
    changes: Changes,
    before: ReconciliationTotals | None,
) -> dict[str, Any]:
    """Return the comparison's own row: a day's comparisons count together."""
    was_open = _open_count(desk.connection)
    added = len(changes.new) + len(changes.reopened)
    carried, days_added, days_cleared = 0, 0, 0
    if before is not None and before.business_date == day:
        carried, days_added, days_cleared = before.carried, before.added, before.cleared
    elif before is not None:
        carried = before.left
    # What people closed since the comparison before is cleared too.
    closed_by_people = (before.left if before is not None else 0) - was_open
    left = was_open + added - len(changes.closed)
    return {
        "business_date": day,
        "totals": json.dumps({**compared.content, "left": left}, sort_keys=True),
        "carried": carried,
        "added": days_added + added,
        "cleared": days_cleared + len(changes.closed) + closed_by_people,
        "made_at": desk.now,
        "made_by": desk.login,
    }


def _same(before: ReconciliationTotals, totals: ReconciliationTotals) -> bool:
    """Whether a comparison says nothing that the one before it has not said."""
    return replace(totals, run=before.run, made_at=before.made_at, made_by=before.made_by) == before


def _open_count(connection: Connection) -> int:
    question = select(func.count()).where(break_item.c.state != BreakState.CLOSED.value)
    return connection.scalar(question) or 0


def _write_breaks(desk: Desk, changes: Changes, run: str) -> None:
    """Insert what is new and give the others their next version, rows alike in one statement."""
    signed = {"changed_at": desk.now, "changed_by": desk.login, "submission_id": run}
    for row in changes.new:
        row |= {"number": next_number(desk, "CY"), **signed, "version": 1}
    for start in range(0, len(changes.new), _BATCH):
        desk.connection.execute(insert(break_item), changes.new[start : start + _BATCH])
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row, values in changes.updates:
        given = {**values, **signed, "version": row["version"] + 1}
        named = {f"to_{name}": value for name, value in given.items()}
        alike.setdefault(tuple(given), []).append({"of_number": row["number"], **named})
    for names, rows in alike.items():
        order = (
            update(break_item)
            .where(break_item.c.number == bindparam("of_number"))
            .values({name: bindparam(f"to_{name}") for name in names})
        )
        for start in range(0, len(rows), _BATCH):
            desk.connection.execute(order, rows[start : start + _BATCH])
