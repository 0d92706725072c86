"""What every guard asks, from the table's own columns: by right, in the own name, now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Table

from backend.store.doors.rights import EVERYBODY, OPERATIONS, SIGNATURE, operations_on
from backend.store.doors.speech import holds
from backend.store.types import Instant

#: How far a workstation's clock may be off.
CLOCK_MINUTES = 10
#: Columns that say who acts; of `person` the login is whose row it is.
_WHO = frozenset(
    (
        *("changed_by", "login", "opened_by", "taken_by", "made_by", "loaded_by", "requester"),
        *("maker", "checker", "approver", "consent_by", "treated_by"),
    )
)
_NOT_WHO = frozenset({("person", "login"), ("month_close", "maker")})
#: Moments of something else than the writing.
_NOT_NOW = frozenset({"occurred_at", "source_time"})
_ERRORS = {"right": 51101, "name": 51102, "clock": 51103}


def checks(table: Table, event: str) -> str:
    """Return what the guard of a table asks when a row arises or changes."""
    parts = [_right(table, event), *_names(table, event), *_moments(table, event)]
    if event == "update":
        parts += _columns(table)
    return "".join(parts)


def _throw(code: str) -> str:
    return f"THROW {_ERRORS[code]}, N'fidesk:door_{code}', 1;"


def _right(table: Table, event: str) -> str:
    everybody = event == "insert" and table.name in {right.table for right in EVERYBODY}
    needed = (
        "EXISTS (SELECT 1 FROM person WHERE login = @who)"
        if everybody
        else holds(operations_on(table.name, insert=event == "insert"))
    )
    return (
        f"    IF EXISTS (SELECT 1 FROM inserted)\n       AND NOT {needed}\n"
        f"        {_throw('right')}\n"
    )


def _any(wrong: str, code: str) -> str:
    return f"    IF EXISTS (SELECT 1 FROM inserted WHERE {wrong})\n        {_throw(code)}\n"


def _names(table: Table, event: str) -> Iterator[str]:
    for column in table.columns:
        if column.name not in _WHO or (table.name, column.name) in _NOT_WHO:
            continue
        wrong = f"inserted.{column.name} NOT IN (@who, N'')"
        if not column.nullable and column.default is None:
            wrong = f"inserted.{column.name} <> @who"
        if event == "update" and column.name not in SIGNATURE:
            yield _changed(table, (column.name,), wrong, "name")
        else:
            yield _any(wrong, "name")


def _moments(table: Table, event: str) -> Iterator[str]:
    for column in table.columns:
        if not isinstance(column.type, Instant) or column.name in _NOT_NOW:
            continue
        far = f"ABS(DATEDIFF(minute, inserted.{column.name}, SYSUTCDATETIME())) > {CLOCK_MINUTES}"
        if event == "update" and column.name not in SIGNATURE:
            yield _changed(table, (column.name,), far, "clock")
        else:
            yield _any(far, "clock")


def _columns(table: Table) -> Iterator[str]:
    """Yield, for columns that only some of the table's operations change, who may."""
    everyone = operations_on(table.name, insert=False)
    groups: dict[tuple[str, ...], list[str]] = {}
    for column in table.columns:
        if column.name in SIGNATURE or column.primary_key:
            continue
        changing = tuple(
            operation
            for operation, rights in OPERATIONS.items()
            if any(one.table == table.name and column.name in one.columns for one in rights)
        )
        if changing and changing != everyone:
            groups.setdefault(changing, []).append(column.name)
    for changing, names in groups.items():
        yield _changed(table, names, f"NOT {holds(changing)}", "right")


def _changed(table: Table, names: Sequence[str], wrong: str, code: str) -> str:
    """Return the refusal of rows in which one of these columns changed, and `wrong` holds."""
    (key,) = (column.name for column in table.primary_key.columns)
    new, old = (", ".join(f"{side}.{name}" for name in names) for side in ("inserted", "deleted"))
    return (
        f"    IF EXISTS (SELECT 1 FROM inserted JOIN deleted ON deleted.{key} = inserted.{key}\n"
        f"                WHERE NOT EXISTS (SELECT {new}\n"
        f"                                  INTERSECT SELECT {old})\n"
        f"                  AND {wrong})\n"
        f"        {_throw(code)}\n"
    )


def guarded_columns(table: Table) -> list[Column[object]]:
    """Return the columns that a guard compares with the speaker."""
    return [
        column
        for column in table.columns
        if column.name in _WHO and (table.name, column.name) not in _NOT_WHO
    ]
