"""Audited rows of any table, as a batch sees and changes them: one version a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from backend.errors import InputError
from backend.services.desk import Desk
from backend.services.pending_rows import PendingRow, PendingRows
from backend.store.triggers.generated import row_key

Row = Mapping[str, Any]
#: So much of a text that is too long is said.
_SHOWN = 24


def standing_row(desk: Desk, table: Table, key: str) -> Row | None:
    """Return a row as this batch leaves it, else as the database holds it, else `None`."""
    pending = desk.rows.get((table.name, key))
    if pending is not None:
        return pending.values
    column = table.c[row_key(table)]
    found = desk.connection.execute(select(table).where(column == key)).one_or_none()
    return dict(found._mapping) if found is not None else None


def put_row(desk: Desk, table: Table, key: str, **values: Any) -> None:
    """Insert a row, or change these columns of it; it is written once, when the batch is.

    Raises `InputError` `text_beyond_column` for a text that a server's column would not hold: the
    embedded file would take it, and the two must not differ.
    """
    _require_room(table, {row_key(table): key, **values})
    place = (table.name, key)
    if place not in desk.rows:
        desk.rows[place] = PendingRow(table, standing_row(desk, table, key))
    pending = desk.rows[place]
    pending.values |= {row_key(table): key, **values}
    pending.changed |= values


def _require_room(table: Table, values: Row) -> None:
    for name, value in values.items():
        most = getattr(table.c[name].type, "length", None)
        if most is not None and isinstance(value, str) and len(value) > most:
            start = value[:_SHOWN]
            raise InputError("text_beyond_column", start=start, length=len(value), most=most)


def write_rows(connection: Connection, rows: PendingRows, signature: Row) -> None:
    """Write what waits: new rows that are alike in one statement, changes one by one."""
    new: dict[tuple[str, frozenset[str]], list[PendingRow]] = {}
    for pending in rows.values():
        if pending.is_new:
            alike = (pending.table.name, frozenset(pending.values))
            new.setdefault(alike, []).append(pending)
    for listed in new.values():
        ready = [{**one.values, **signature, "version": 1} for one in listed]
        connection.execute(insert(listed[0].table), ready)
    for pending in rows.values():
        if pending.is_new or not pending.changed:
            continue
        column = pending.table.c[row_key(pending.table)]
        # Only what differs: a login may change some columns of a table and not others.
        changed = {
            name: value
            for name, value in pending.changed.items()
            if value != pending.before.get(name, value)
        }
        connection.execute(
            update(pending.table)
            .where(column == pending.values[row_key(pending.table)])
            .values(**changed, **signature, version=pending.values["version"] + 1)
        )
