"""The doors of SQL Server, without one: what every role is granted, and what its triggers ask."""

from __future__ import annotations

import re
from collections.abc import Collection
from importlib.resources import files

import pytest

from backend.services.founding.permissions import PERMISSIONS
from backend.services.handlers import HANDLERS
from backend.store.doors.checks import guarded_columns
from backend.store.doors.grants import grant_statements, where_known
from backend.store.doors.guards import guarded_tables, guards
from backend.store.doors.kinds import KINDS, WRITTEN_BY_NO_LOGIN, Kind
from backend.store.doors.orders import COMMANDS, POSTS
from backend.store.doors.rights import OPERATIONS, SIGNATURE, operations_on, rights_of
from backend.store.tables import metadata
from backend.store.triggers import expected_triggers
from backend.store.triggers.generated import APPEND_ONLY, audited_tables

GRANT = re.compile(r"GRANT (INSERT|UPDATE) ON \[(\w+)\](?: \((.*)\))? TO \[fidesk_(\w+)\]")
#: Columns that name somebody whom the row is about, not who writes it.
ASSIGNED = {
    ("node", "owner_login"),
    ("break_item", "owner_login"),
    ("review", "analyst"),
    ("matter_note", "hand_to"),
    ("person", "login"),
    ("delegation", "principal"),  # by its own body
    ("delegation", "delegate"),
    ("approval", "checker_for"),
    ("approval", "approver_for"),
    ("month_close", "maker"),  # the order's, which its checker carries out
}


def granted(role: str, operations: Collection[str]) -> list[tuple[str, str, list[str]]]:
    found = []
    for statement in grant_statements(role, operations):
        match = GRANT.fullmatch(statement)
        if match is not None:
            assert match[4] == role
            found.append((match[1], match[2], re.findall(r"\[(\w+)\]", match[3] or "")))
    return found


def test_every_table_is_classified() -> None:
    assert set(metadata.tables) == set(KINDS), "backend/store/doors/kinds.py"
    for table in audited_tables():
        assert KINDS[table.name] is Kind.BUSINESS, table.name
    for name in APPEND_ONLY:
        assert KINDS[name] in {Kind.DOOR, Kind.REFERENCE, Kind.TRAIL}, name


@pytest.mark.parametrize("role", PERMISSIONS)
def test_no_role_writes_what_triggers_write(role: str) -> None:
    rights = granted(role, PERMISSIONS[role])
    assert rights
    for action, table, columns in rights:
        assert table not in WRITTEN_BY_NO_LOGIN
        assert action == "INSERT" or (KINDS[table] is Kind.BUSINESS and columns)
        keys = {column.name for column in metadata.tables[table].primary_key.columns}
        assert not keys & set(columns)
        assert action == "INSERT" or set(SIGNATURE) <= set(columns)


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_role_is_granted_what_its_operations_write_and_no_more(role: str) -> None:
    rights = rights_of(PERMISSIONS[role])
    inserts = {
        table for action, table, _columns in granted(role, PERMISSIONS[role]) if action == "INSERT"
    }
    assert inserts == {name for name, right in rights.items() if right.insert}
    updates = {
        table: columns
        for action, table, columns in granted(role, PERMISSIONS[role])
        if action == "UPDATE"
    }
    assert updates == {
        name: [*right.columns, *SIGNATURE] for name, right in rights.items() if right.columns
    }
    assert not any("DELETE" in one and "REVOKE" not in one for one in grant_statements(role, ()))


def test_a_reader_only_looks_and_keeps_the_day() -> None:
    tables = {table for _action, table, _columns in granted("reader", PERMISSIONS["reader"])}
    assert tables == {
        *("business_day", "receipt", "submission", "submission_edit", "pull", "issued_report")
    }


def test_what_is_denied_where_the_server_can() -> None:
    denied = "\n".join(where_known("checker"))
    for name in WRITTEN_BY_NO_LOGIN:
        assert f"DENY INSERT, UPDATE, DELETE, ALTER ON [{name}]" in denied
    for name in metadata.tables:
        assert re.search(rf"DENY [A-Z, ]*DELETE, ALTER ON \[{name}\]", denied)


def test_every_operation_is_known_to_the_doors() -> None:
    listed = {operation for operations in PERMISSIONS.values() for operation in operations}
    asked = {operation for operation, _handler in HANDLERS.values()}
    assert listed | asked <= set(OPERATIONS), "backend/store/doors/rights.py"


def test_every_command_is_known_to_the_doors() -> None:
    handled = {command.__name__: operation for command, (operation, _by) in HANDLERS.items()}
    assert handled.items() <= COMMANDS.items(), "backend/store/doors/orders.py"
    assert {command for _kind, command in POSTS} <= set(COMMANDS)


def test_every_door_has_its_guard() -> None:
    names = set(guards())
    assert names <= set(expected_triggers("mssql"))
    for table in guarded_tables():
        assert f"{table.name}_door_insert" in names
        assert bool(operations_on(table.name, insert=False)) == (
            f"{table.name}_door_update" in names
        )
    folder = files("backend.store.doors") / "bodies"
    bodies = {one.name.removesuffix(".sql") for one in folder.iterdir()}
    assert bodies - {"parameter_by_order"} <= {name.replace("_door_", "_") for name in names}


def test_whoever_a_row_names_as_its_writer_is_compared() -> None:
    for table in guarded_tables():
        named = {
            column.name
            for column in table.columns
            if any(key.target_fullname == "person.login" for key in column.foreign_keys)
            or column.name in {"changed_by", "login", "taken_by", "made_by", "opened_by"}
        }
        compared = {column.name for column in guarded_columns(table)}
        body = " ".join(
            statement
            for name, statement in guards().items()
            if name.startswith(f"{table.name}_door")
        )
        for name in named:
            assert (table.name, name) in ASSIGNED or name in compared or f".{name} = @who" in body
            if name in compared:
                assert f"inserted.{name} <> @who" in body or f"{name} NOT IN (@who" in body


@pytest.mark.parametrize("name", expected_triggers("mssql"))
def test_no_trigger_breaks_the_chain_of_ownership(name: str) -> None:
    statement = expected_triggers("mssql")[name]
    assert not re.search(r"\b(EXEC|EXECUTE|sp_executesql)\b", statement, re.IGNORECASE)


@pytest.mark.parametrize("name", guards())
def test_a_guard_asks_everybody_but_the_owner(name: str) -> None:
    statement = guards()[name]
    first = statement.partition("RETURN;")[0]
    assert "USER_NAME() = N'dbo' OR IS_ROLEMEMBER(N'db_owner') = 1" in first
    assert "ORIGINAL_LOGIN()" in statement
    assert "fidesk:door_right" in statement
    assert statement.count("{") == statement.count("}") == 0
