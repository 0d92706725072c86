"""Load institutions with their groups, persons, rates. The same again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, update

from backend.errors import InputError
from backend.services.moves import follow_institutions
from backend.services.transaction import transact
from backend.store.tables.institutions import institution, institution_group
from backend.store.tables.ledger import node
from backend.store.tables.reference import person, rate

Row = Mapping[str, Any]


def load_institutions(
    engine: Engine, groups: Sequence[Row], rows: Sequence[Row], moment: datetime, login: str
) -> tuple[int, int]:
    """Insert new institutions and update changed ones, by BIC8; return (new, changed).

    Rows hold the columns of `institution` with `head_office_bic8` in place of `head_office_id`.
    """

    def work(connection: Connection) -> tuple[int, int]:
        signed = {"changed_at": moment, "changed_by": login, "submission_id": ""}
        _upsert(connection, institution_group, "code", groups, signed)
        rows_present = connection.execute(select(institution.c.bic8, institution.c.id))
        ids = {bic8: int(row_id) for bic8, row_id in rows_present}
        last = connection.scalar(select(func.max(institution.c.id))) or 0
        for row in rows:
            if row["bic8"] not in ids:
                last += 1
                ids[row["bic8"]] = last
        ready = []
        for row in rows:
            columns = {name: value for name, value in row.items() if name != "head_office_bic8"}
            columns["id"] = ids[row["bic8"]]
            columns["head_office_id"] = _head_office(row, ids)
            ready.append(columns)
        _refuse_orphans(connection, ready)
        # A head office stands before its branches.
        ready.sort(key=lambda columns: columns["head_office_id"] is not None)
        counts = _upsert(connection, institution, "bic8", ready, signed)
        follow_institutions(connection)
        return counts

    return transact(engine, work)


def _head_office(row: Row, ids: Mapping[str, int]) -> int | None:
    """Return the head office's number; raises `InputError` when nobody knows it."""
    bic8 = row["head_office_bic8"]
    if bic8 and bic8 not in ids:
        raise InputError("unknown_head_office", bic8=row["bic8"], head_office=bic8)
    return ids.get(bic8 or "")


def _refuse_orphans(connection: Connection, rows: Sequence[Row]) -> None:
    """Refuse a new head office for an institution that has lines of its own."""
    lined = connection.execute(
        select(institution.c.bic8, institution.c.head_office_id)
        .join(node, node.c.institution_id == institution.c.id)
        .where(node.c.dimension == "entity")
    )
    offices = {row.bic8: row.head_office_id for row in lined}
    for row in rows:
        if row["bic8"] in offices and offices[row["bic8"]] != row["head_office_id"]:
            raise InputError("head_office_changed", bic8=row["bic8"])


def load_persons(engine: Engine, rows: Sequence[Row], moment: datetime, login: str) -> None:
    """Insert new persons and update changed ones, by login."""
    signed = {"changed_at": moment, "changed_by": login, "submission_id": ""}
    transact(engine, lambda connection: _upsert(connection, person, "login", rows, signed))


def load_rates(engine: Engine, rows: Sequence[Row], moment: datetime) -> int:
    """Add rates that are not there yet (`currency_code`, `day`, `kind`, `rate_e12`, `source`)."""

    def work(connection: Connection) -> int:
        standing = connection.execute(select(rate.c.currency_code, rate.c.day, rate.c.kind))
        known = {(code, day, kind) for code, day, kind in standing}
        new = [
            {**row, "loaded_at": moment}
            for row in rows
            if (row["currency_code"], row["day"], row["kind"]) not in known
        ]
        if new:
            connection.execute(insert(rate), new)
        return len(new)

    return transact(engine, work)


def _upsert(
    connection: Connection, table: Table, key: str, rows: Sequence[Row], signed: Row
) -> tuple[int, int]:
    standing = {row._mapping[key]: row._mapping for row in connection.execute(select(table))}
    new = [{**row, **signed, "version": 1} for row in rows if row[key] not in standing]
    if new:
        connection.execute(insert(table), new)
    changed = [
        row
        for row in rows
        if row[key] in standing
        and any(standing[row[key]][name] != value for name, value in row.items())
    ]
    for row in changed:
        before = standing[row[key]]
        values = {name: value for name, value in row.items() if before[name] != value}
        connection.execute(
            update(table)
            .where(table.c[key] == row[key])
            .values(**values, **signed, version=before["version"] + 1)
        )
    return len(new), len(changed)
