"""Who a workbook is: the hidden sheet by which a file is known, whatever it is called.

It holds names and values in its first two columns, then one line for each column of each register
(sheet, column, label in Chinese, label in English), so that reading needs no database.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from backend.language import Language
from workbooks.contents import Contents
from workbooks.sheets.declaration import Register

SHEET = "_fidesk"
SCHEMA = "1"
UNIT = "ledger_wan"  # ten thousands of the ledger currency
_COLUMN_MARK = "column"
_SHEET_MARK = "sheet"
_COLUMN_LINE = 5
_SCOPE_PREFIX = "scope."
#: A workbook of the time when there was one book says no name.
_FIRST_BOOK = "limits"
_NAMESPACE = uuid.UUID("5b0b9d0e-6f5a-4f57-9a3c-0d6f1c1f2a11")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What the hidden sheet says. `columns` maps sheet to {column: both labels}.

    `book` is the identifier of the book's kind, `scope` the part of the data that was asked for.
    """

    schema: str
    book: str
    pull_id: str
    database_id: str
    login: str
    language: Language
    unit: str
    made_at: str
    as_of: str
    workbook_id: str
    scope: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)


def lines_of(
    book: str, contents: Contents, language: Language, registers: Sequence[Register[Any]]
) -> list[list[str]]:
    """Return the hidden sheet, line by line."""
    pull = contents.pull
    workbook_id = uuid.uuid5(_NAMESPACE, f"{pull.id} {language.value}")
    facts = {
        "schema": SCHEMA,
        "book": book,
        "pull_id": pull.id,
        "database_id": pull.database_id,
        "login": pull.login,
        "language": language.value,
        "unit": UNIT,
        "made_at": pull.made_at.astimezone(UTC).isoformat(),
        "as_of": pull.as_of.isoformat(),
        "workbook_id": str(workbook_id),
        **{f"{_SCOPE_PREFIX}{name}": value for name, value in contents.scope.items()},
    }
    lines = [[name, value] for name, value in facts.items()]
    for register in registers:
        names = (register.title(Language.CHINESE), register.title(Language.ENGLISH))
        lines.append([_SHEET_MARK, register.identifier, *names])
        lines.extend(
            [_COLUMN_MARK, register.identifier, column.identifier, *column.labels]
            for column in register.columns
        )
    return lines


def identity_of(lines: Sequence[Sequence[object]]) -> Identity:
    """Read the hidden sheet back. Raises `KeyError` or `ValueError` when it is damaged."""
    facts: dict[str, str] = {}
    sheets: dict[str, tuple[str, str]] = {}
    columns: dict[str, dict[str, tuple[str, str]]] = {}
    for line in lines:
        cells = [str(cell) for cell in line]
        if cells[0] == _COLUMN_MARK and len(cells) >= _COLUMN_LINE:
            columns.setdefault(cells[1], {})[cells[2]] = (cells[3], cells[4])
        elif cells[0] == _SHEET_MARK:
            sheets[cells[1]] = (cells[2], cells[3])
        elif cells[0]:
            facts[cells[0]] = cells[1]
    language = Language(facts.pop("language"))
    facts.setdefault("book", _FIRST_BOOK)
    if columns.keys() != sheets.keys():
        raise ValueError
    names = ("schema", "book", "pull_id", "database_id", "login", "unit", "made_at", "as_of")
    known = {name: facts[name] for name in (*names, "workbook_id")}
    scope = {
        name.removeprefix(_SCOPE_PREFIX): value
        for name, value in facts.items()
        if name.startswith(_SCOPE_PREFIX)
    }
    return Identity(language=language, scope=scope, sheets=sheets, columns=columns, **known)
