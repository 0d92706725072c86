"""Triggers that follow from a table's columns: append-only tables and audited ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table

from backend.store.tables import metadata

#: Rows that are never changed or deleted once written.
APPEND_ONLY = (
    "receipt",
    "submission",
    "submission_edit",
    "pull",
    "audit",
    "audit_seal",
    "trail_mark",
    "row_seal",
    "rate",
    "factor",
    "indicator",
    "grade_band",
    "rating_scale",
    "parameter",
    "statement",
    "statement_item",
    "rating",
    "dealing",
    "account_average",
    "branch_return",
    "feed_file",
    "feed_line",
    "feed_deal",
    "reconciliation",
    "outbound_file",
    "outbound_item",
    "issued_report",
    "policy",
    "authority",
    "month_close",
    "lending_rule",
    "factor_step",
    "regulatory_factor",
    "charge_rule",
    "regulation",
    "own_capital",
    "netting_agreement",
    "institution_mark",
)


def audited_tables() -> list[Table]:
    """Return the tables whose every version leaves a whole-row image in the audit."""
    return [
        one
        for one in metadata.sorted_tables
        if {"version", "changed_by"} <= set(one.c.keys()) and one.name != "audit"
    ]


def row_key(table: Table) -> str:
    """Return the name of the one column that identifies a row of an audited table."""
    (column,) = table.primary_key.columns
    return str(column.name)


#: Contact details may have to be erased one day; what is sealed never can.
CONTACT_DETAILS = frozenset({"telephone"})


def imaged_columns(table: Table) -> list[Column[Any]]:
    """Return the columns that an audit image keeps: the whole row but its contact details."""
    return [column for column in table.columns if column.name not in CONTACT_DETAILS]


def sqlite_triggers() -> Mapping[str, str]:
    """Return trigger name → DDL for SQLite."""
    triggers: dict[str, str] = {}
    for name in APPEND_ONLY:
        triggers |= _sqlite_append_only(metadata.tables[name])
    for table in audited_tables():
        triggers |= _sqlite_audited(table)
    return triggers


def _sqlite_raise(trigger: str, event: str, table: Table, code: str, condition: str = "1") -> str:
    return (
        f"CREATE TRIGGER {trigger} BEFORE {event} ON {table.name}\nBEGIN\n"
        f"    SELECT RAISE(ABORT, 'fidesk:{code}') WHERE {condition};\nEND"
    )


def _sqlite_same_key(table: Table) -> str:
    """Return the condition under which INSERT OR REPLACE would have eaten a row."""
    keys = [[column.name for column in table.primary_key.columns]]
    keys += [
        [column.name for column in constraint.columns]  # type: ignore[attr-defined]
        for constraint in table.constraints
        if type(constraint).__name__ == "UniqueConstraint"
    ]
    keys.sort()  # the constraints of a table are a set: the text must not depend on its order
    same = " OR ".join(
        "(" + " AND ".join(f"{name} = NEW.{name}" for name in key) + ")" for key in keys
    )
    return f"EXISTS (SELECT 1 FROM {table.name} WHERE {same})"


def _sqlite_append_only(table: Table) -> dict[str, str]:
    name = table.name
    return {
        f"{name}_no_replace": _sqlite_raise(
            f"{name}_no_replace", "INSERT", table, "duplicate_id", _sqlite_same_key(table)
        ),
        f"{name}_no_update": _sqlite_raise(f"{name}_no_update", "UPDATE", table, "append_only"),
        f"{name}_no_delete": _sqlite_raise(f"{name}_no_delete", "DELETE", table, "append_only"),
    }


def _sqlite_audited(table: Table) -> dict[str, str]:
    name = table.name
    image = ", ".join(f"'{column.name}', NEW.{column.name}" for column in imaged_columns(table))
    write = (
        "INSERT INTO audit (table_name, row_key, version, image, changed_at, changed_by, "
        "submission_id)\n"
        f"    VALUES ('{name}', NEW.{row_key(table)}, NEW.version, json_object({image}), "
        "NEW.changed_at, NEW.changed_by, NEW.submission_id);"
    )
    return {
        f"{name}_first_version": _sqlite_raise(
            f"{name}_first_version",
            "INSERT",
            table,
            "duplicate_id",
            f"{_sqlite_same_key(table)} OR NEW.version <> 1",
        ),
        f"{name}_next_version": _sqlite_raise(
            f"{name}_next_version",
            "UPDATE",
            table,
            "changed_meanwhile",
            f"NEW.version <> OLD.version + 1 OR NEW.{row_key(table)} <> OLD.{row_key(table)}",
        ),
        f"{name}_no_delete": _sqlite_raise(f"{name}_no_delete", "DELETE", table, "append_only"),
        f"{name}_audit_insert": (
            f"CREATE TRIGGER {name}_audit_insert AFTER INSERT ON {name}\nBEGIN\n    {write}\nEND"
        ),
        f"{name}_audit_update": (
            f"CREATE TRIGGER {name}_audit_update AFTER UPDATE ON {name}\nBEGIN\n    {write}\nEND"
        ),
    }
