"""The SQL that SQL Server gets, without one: it renders, and it promises what SQLite's promises."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy.dialects import mssql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable

from backend.errors import InputError, OutageError
from backend.services.transaction import LostRaceError, translated
from backend.store.doors import guards
from backend.store.server import error_number
from backend.store.tables import metadata
from backend.store.triggers import expected_triggers
from backend.store.triggers.generated import audited_tables, imaged_columns

TRIGGERS = expected_triggers("mssql")

FORBIDDEN = re.compile(
    r"\b(MERGE|CREATE\s+OR\s+ALTER|NTEXT|OR\s+REPLACE|OR\s+IGNORE|RAISERROR|WAITFOR|EXECUTE\s+AS"
    r"|NOLOCK|@@IDENTITY|CURSOR|RAISE)\b",
    re.IGNORECASE,
)
CODE = re.compile(r"fidesk:([a-z_]+)")
COMMENT = re.compile(r"--.*")

#: What a SQLite trigger refuses that SQL Server refuses elsewhere: by a key of the table, by the
#: type of a column, or in the trigger named here, which sees rows before and after.
ELSEWHERE = {
    "business_day_refuse": "business_day_open",
    "edge_identity": "edge_close",
    "edge_refuse": "edge_open",
    "entry_refuse": "entry_post",
    "node_refuse": "node_arise",
}
BY_THE_TABLE_ITSELF = {"not_an_integer", "not_a_date", "duplicate_id"}


def _ddl() -> Iterator[tuple[str, str]]:
    dialect = mssql.dialect()
    for table in metadata.sorted_tables:
        yield table.name, str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            yield str(index.name), str(CreateIndex(index).compile(dialect=dialect))
    yield from TRIGGERS.items()


def test_every_statement_renders_without_a_forbidden_word() -> None:
    for name, statement in _ddl():
        plain = COMMENT.sub("", statement)
        assert not FORBIDDEN.search(plain), name
        # pymssql would take it for a place of a parameter
        assert "%" not in plain, name


def test_texts_are_unicode_and_exact() -> None:
    for table in metadata.sorted_tables:
        statement = str(CreateTable(table).compile(dialect=mssql.dialect()))
        assert not re.search(r"(?<!N)VARCHAR| TEXT\b", statement), table.name
        texts = re.findall(r"NVARCHAR\(\w+\)( COLLATE Latin1_General_100_BIN2)?", statement)
        assert all(texts), table.name


def test_every_constraint_has_a_name() -> None:
    for table in metadata.sorted_tables:
        statement = str(CreateTable(table).compile(dialect=mssql.dialect()))
        for line in statement.splitlines():
            if re.search(r"\b(CHECK|UNIQUE|PRIMARY KEY|FOREIGN KEY)\b", line):
                assert "CONSTRAINT" in line, f"{table.name}: {line}"


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_trigger_is_after_and_quiet(name: str) -> None:
    statement = TRIGGERS[name]
    assert re.match(
        rf"CREATE TRIGGER {name} ON \w+ AFTER (INSERT|UPDATE|DELETE) AS\nBEGIN\n"
        r"    SET NOCOUNT ON;",
        statement,
    )
    assert statement.endswith("END")
    for thrown in re.findall(r"THROW[^;]*;", statement):
        assert re.fullmatch(r"THROW 51\d\d\d, N'fidesk:[a-z_]+', 1;", thrown)


def test_one_code_has_one_number() -> None:
    numbers: dict[str, set[str]] = {}
    for statement in TRIGGERS.values():
        for number, code in re.findall(r"THROW (\d+), N'fidesk:(\w+)'", statement):
            numbers.setdefault(number, set()).add(code)
    assert {number: codes for number, codes in numbers.items() if len(codes) > 1} == {}


def test_both_databases_give_the_same_guarantees() -> None:
    file = expected_triggers("sqlite")
    for name, statement in file.items():
        standing = TRIGGERS.get(ELSEWHERE.get(name, name))
        if name.endswith(("_first_version", "_next_version")):
            table, _, event = name.rpartition("_")[0].rpartition("_")
            event = "insert" if event == "first" else "update"
            standing = TRIGGERS[f"{table}_audit_{event}"]
        missing = set(CODE.findall(statement)) - BY_THE_TABLE_ITSELF
        if standing is None:
            assert not missing, f"{name}: SQL Server has no such trigger"
            continue
        assert missing <= set(CODE.findall(standing)), name
    strangers = set(TRIGGERS) - set(file) - set(guards())  # a file has no doors
    assert not strangers, "triggers that only SQL Server has"


def test_every_audited_column_is_in_its_image() -> None:
    for table in audited_tables():
        for event in ("insert", "update"):
            statement = TRIGGERS[f"{table.name}_audit_{event}"]
            for column in imaged_columns(table):
                assert f" AS {column.name}" in statement


def _error(*arguments: object) -> DBAPIError:
    return DBAPIError("SELECT 1", {}, Exception(*arguments))


TAIL = b"DB-Lib error message 20018, severity 16:\nGeneral SQL Server error\n"


@pytest.mark.parametrize(
    ("arguments", "number", "code"),
    [
        ((51016, b"fidesk:over_line" + TAIL), 51016, "over_line"),
        ((2627, b"Violation of UNIQUE KEY" + TAIL), 2627, "duplicate_id"),
        ((1205, b"deadlock victim" + TAIL), 1205, "database_busy"),
        ((229, b"permission denied" + TAIL), 229, "no_database_right"),
        ((51102, b"fidesk:door_name" + TAIL), 51102, "door_name"),
        ((208, b"Invalid object name" + TAIL), 208, "not_our_database"),
        (((18456, b"Login failed" + TAIL),), 18456, "login_refused"),
        (((18456, b"DB-Lib error message 20009, severity 9:"),), 20009, "database_away"),
        (("said by nobody",), 0, "database_away"),
    ],
)
def test_errors_of_the_server_are_told_apart(
    arguments: tuple[object, ...], number: int, code: str
) -> None:
    error = _error(*arguments)
    meant = translated(error)
    assert error_number(error) == number
    assert isinstance(meant, InputError if code.startswith("door_") else OutageError)
    assert code == (meant.rule if isinstance(meant, LostRaceError) else meant.code)
