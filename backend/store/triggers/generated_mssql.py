"""Triggers of SQL Server that follow from a table's columns: append-only tables and audited ones.

They see sets. A key that is taken is refused by the table itself (error 2627), before any trigger.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Table

from backend.store.triggers.generated import APPEND_ONLY, audited_tables, imaged_columns, row_key
from backend.store.types import Instant

#: What the ledger's own triggers write is never changed, or at least never deleted, by anybody.
_NEVER_CHANGED = ("entry", "business_day")
_NEVER_DELETED = ("balance", "due", "edge", "open_draw", "path")

_APPEND_ONLY_ERROR = 51002
_DUPLICATE_ERROR = 51003
_VERSION_ERROR = 51004


def triggers() -> Mapping[str, str]:
    """Return trigger name → DDL for SQL Server."""
    made: dict[str, str] = {}
    for name in (*APPEND_ONLY, *_NEVER_CHANGED):
        made |= _refusing(name, "UPDATE") | _refusing(name, "DELETE")
    for name in _NEVER_DELETED:
        made |= _refusing(name, "DELETE")
    for table in audited_tables():
        made |= _refusing(table.name, "DELETE")
        made |= _audit_insert(table) | _audit_update(table)
    return made


def _trigger(name: str, event: str, table: str, body: str) -> dict[str, str]:
    return {
        name: f"CREATE TRIGGER {name} ON {table} AFTER {event} AS\n"
        f"BEGIN\n    SET NOCOUNT ON;\n{body}\nEND"
    }


def _throw(number: int, code: str) -> str:
    return f"THROW {number}, N'fidesk:{code}', 1;"


def _refusing(table: str, event: str) -> dict[str, str]:
    """Return the trigger that refuses an event; a statement that meets no row may pass."""
    body = (
        "    IF EXISTS (SELECT 1 FROM deleted)\n"
        f"        {_throw(_APPEND_ONLY_ERROR, 'append_only')}"
    )
    return _trigger(f"{table}_no_{event.lower()}", event, table, body)


def _audit_insert(table: Table) -> dict[str, str]:
    body = (
        "    IF EXISTS (SELECT 1 FROM inserted WHERE version <> 1)\n"
        f"        {_throw(_DUPLICATE_ERROR, 'duplicate_id')}\n{_image(table)}"
    )
    return _trigger(f"{table.name}_audit_insert", "INSERT", table.name, body)


def _audit_update(table: Table) -> dict[str, str]:
    key = row_key(table)
    body = (
        "    IF EXISTS (SELECT 1 FROM inserted WHERE NOT EXISTS (\n"
        "            SELECT 1 FROM deleted\n"
        f"             WHERE deleted.{key} = inserted.{key}\n"
        "               AND inserted.version = deleted.version + 1))\n"
        f"        {_throw(_VERSION_ERROR, 'changed_meanwhile')}\n{_image(table)}"
    )
    return _trigger(f"{table.name}_audit_update", "UPDATE", table.name, body)


def _image(table: Table) -> str:
    """Return the statement that keeps one whole-row image for each row of the set."""
    columns = ", ".join(f"{_value(column)} AS {column.name}" for column in imaged_columns(table))
    return (
        "    INSERT INTO audit (table_name, row_key, version, image, changed_at, changed_by,\n"
        "                       submission_id)\n"
        f"    SELECT N'{table.name}', CAST(new_row.{row_key(table)} AS NVARCHAR(96)),\n"
        "           new_row.version,\n"
        f"           (SELECT {columns}\n"
        "               FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES),\n"
        "           new_row.changed_at, new_row.changed_by, new_row.submission_id\n"
        "      FROM inserted AS new_row;"
    )


def _value(column: Column[object]) -> str:
    """Return a column as its image shows it: an instant as the embedded file writes it."""
    name = f"new_row.{column.name}"
    if not isinstance(column.type, Instant):
        return name
    return (
        f"STUFF(CONVERT(NVARCHAR(19), {name}, 121), 11, 1, N'T') + N'.' "
        f"+ RIGHT(N'000000' + CAST(DATEPART(microsecond, {name}) AS NVARCHAR(6)), 6) + N'Z'"
    )
