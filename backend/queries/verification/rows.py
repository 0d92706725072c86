"""Live rows against their newest audit image, column by column; versions without gaps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Subquery,
    Table,
    Unicode,
    and_,
    cast,
    func,
    or_,
    select,
)

from backend.dates import moment_of
from backend.queries.chain import BATCH, plain, plain_columns
from backend.queries.discrepancy import Discrepancy, shown_value
from backend.store.tables.trail import audit
from backend.store.triggers.generated import audited_tables, imaged_columns, row_key
from backend.store.types import Instant

#: What an audit row says of its version beside the image; it must say the same.
_SIGNATURE = ("changed_at", "changed_by", "submission_id")
#: By which column people know a row, where it is not the key.
_KNOWN_BY = {"node": "node_key", "institution": "bic8"}


def row_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield what the audited tables and their audit images say differently."""
    for table in audited_tables():
        yield from _altered(connection, table)
        yield from _gaps(connection, table)
        yield from _lost(connection, table)


def _newest(table: Table) -> Subquery:
    """Return per row of a table: its newest version and how many images there are."""
    return (
        select(
            audit.c.row_key,
            func.max(audit.c.version).label("newest"),
            func.min(audit.c.version).label("oldest"),
            func.count().label("images"),
        )
        .where(audit.c.table_name == table.name)
        .group_by(audit.c.row_key)
        .subquery()
    )


def _key(table: Table) -> Any:
    return cast(table.c[row_key(table)], Unicode(96))


def _altered(connection: Connection, table: Table) -> Iterator[Discrepancy]:
    newest = _newest(table)
    signature = plain_columns(connection, [audit.c[name] for name in _SIGNATURE])
    question = (
        select(
            audit.c.number.label("audit_number"),
            audit.c.image,
            *(column.label(f"audit_{column.name}") for column in signature),
            *plain_columns(connection, table.c),
        )
        .select_from(
            table.outerjoin(newest, newest.c.row_key == _key(table)).outerjoin(
                audit,
                and_(
                    audit.c.table_name == table.name,
                    audit.c.row_key == newest.c.row_key,
                    audit.c.version == newest.c.newest,
                ),
            )
        )
        .order_by(table.c[row_key(table)])
    )
    names = table.c.keys()
    for number, image, at, by, submission, *values in connection.execute(
        question, execution_options={"yield_per": BATCH}
    ):
        live = dict(zip(names, map(plain, values), strict=True))
        signed = dict(zip(_SIGNATURE, (plain(at), by, submission), strict=True))
        yield from _compare(table, live, number, image, signed)


def _compare(
    table: Table,
    live: Mapping[str, Any],
    number: int | None,
    image: str | None,
    signed: Mapping[str, Any],
) -> Iterator[Discrepancy]:
    place = str(live[_KNOWN_BY.get(table.name, row_key(table))])
    recorded = _read(image)
    if number is None or (recorded is not None and recorded.get("version", 0) < live["version"]):
        yield Discrepancy("image_missing", table.name, place, {"version": str(live["version"])})
        return
    detail = {"audit": str(number), "version": str(live["version"])}
    if recorded is None:
        yield Discrepancy("image_unreadable", table.name, place, detail)
        return
    imaged = {column.name for column in imaged_columns(table)}
    for name, value in live.items():
        if name in imaged and not _same(table.c[name], recorded.get(name), value):
            words = {"expected": shown_value(recorded.get(name)), "found": shown_value(value)}
            yield Discrepancy("row_altered", table.name, place, {**detail, "column": name, **words})
    for name in _SIGNATURE:
        if not _same(table.c[name], recorded.get(name), signed[name]):
            words = {
                "expected": shown_value(recorded.get(name)),
                "found": shown_value(signed[name]),
            }
            place_of_audit = {"column": name, "row_table": table.name, "row": place, **words}
            yield Discrepancy("audit_unlike_image", "audit", str(number), place_of_audit)


def _read(image: str | None) -> Mapping[str, Any] | None:
    """Return the image; `None` where it is none any more."""
    try:
        read = json.loads(image or "")
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _same(column: Column[Any], recorded: Any, live: Any) -> bool:
    if recorded == live and type(recorded) is type(live):
        return True
    # SQL Server writes an instant into its image without zone and trailing zeros.
    if not (isinstance(column.type, Instant) and recorded and live):
        return False
    try:
        return moment_of(recorded) == moment_of(live)
    except (TypeError, ValueError):
        return False


def _gaps(connection: Connection, table: Table) -> Iterator[Discrepancy]:
    """Yield rows whose versions do not run from 1 without a gap."""
    newest = _newest(table)
    broken = or_(newest.c.oldest != 1, newest.c.images != newest.c.newest)
    for row in connection.execute(select(newest).where(broken)).all():
        versions = set(
            connection.scalars(
                select(audit.c.version).where(
                    audit.c.table_name == table.name, audit.c.row_key == row.row_key
                )
            )
        )
        missing = next(one for one in range(1, row.newest + 2) if one not in versions)
        place = _place(connection, table, row.row_key)
        yield Discrepancy("image_missing", table.name, place, {"version": str(missing)})


def _lost(connection: Connection, table: Table) -> Iterator[Discrepancy]:
    """Yield rows that have images and stand no more."""
    newest = _newest(table)
    question = select(newest).where(newest.c.row_key.not_in(select(_key(table))))
    for row in connection.execute(question).all():
        detail = {"version": str(row.newest)}
        yield Discrepancy("row_missing", table.name, row.row_key, detail)


def _place(connection: Connection, table: Table, key: str) -> str:
    column = table.c[_KNOWN_BY.get(table.name, row_key(table))]
    return str(connection.scalar(select(column).where(_key(table) == key)) or key)
