"""A desk for tests: a file of its own, commands run in this process, a clock that is set.

    said = desk.run("zhou_jie", "simulate", "slb", "placement", "100mn")
    assert said.code == 0

A `Clerk` types into a pulled workbook and saves it as another program would.
"""

from __future__ import annotations

import json
import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.cli import run
from backend.language import Language
from workbooks.grid import ReadRow, ReadSheet
from workbooks.intake import read_book
from workbooks.scan import column_letters

MORNING = "2026-11-23T10:00:00+08:00"  # a Monday
#: The books that are of one branch or one bank alone, and for whom tests ask.
OF_ONE = {"branch": {"branch": "320000"}, "history": {"institution": "EXMBDEFF"}}


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    output: str
    error: str

    @property
    def words(self) -> str:
        """All of it, in one line."""
        return " ".join((self.output + self.error).split())

    @property
    def answer(self) -> Any:
        """The answer to the machine, under `--json`."""
        return json.loads(self.output)

    @property
    def findings(self) -> list[tuple[str, str, str]]:
        """What is wrong where, under `--json`: sheet, cell, code; in the order of the sheet."""
        return [(one["sheet"], one["cell"], one["code"]) for one in self.answer["findings"]]


@dataclass
class Desk:
    """A house in a file, its users, and what they pull into its folder."""

    database: Path
    capture: pytest.CaptureFixture[str]
    environment: pytest.MonkeyPatch

    @property
    def folder(self) -> Path:
        """Where this test's files are."""
        return self.database.parent

    def at(self, moment: str) -> None:
        """Set the clock, in Shanghai: `2026-11-24` is ten in the morning."""
        given = moment if "T" in moment else f"{moment}T10:00:00+08:00"
        self.environment.setenv("FIDESK_NOW", given)

    def run(self, login: str, *words: str, language: str = "en", machine: bool = False) -> Said:
        """Call `fidesk` as somebody; `machine` asks for JSON."""
        settings = ["--database", str(self.database), "--as", login, "--language", language]
        return self.call(*settings, *(["--json"] if machine else []), *words)

    def call(self, *words: str) -> Said:
        """Call `fidesk` with these words and no others."""
        self.capture.readouterr()
        code = run(words)
        said = self.capture.readouterr()
        return Said(code, said.out, said.err)

    def ask(self, login: str, *words: str) -> Any:
        """Call `fidesk --json`, which must end 0, and return its answer."""
        said = self.run(login, *words, machine=True)
        assert said.code == 0, said.words
        return said.answer

    # --- workbooks -------------------------------------------------------------------------------

    def pull(
        self, login: str, language: str = "zh", book: str = "limits", scope: tuple[str, ...] = ()
    ) -> Clerk:
        """Let somebody pull a workbook, the limits book or another, and open it."""
        path = self.folder / f"{book}_{login}_{language}.xlsx"
        wanted = [word for one in scope for word in ("--scope", one)]
        said = self.run(login, "pull", book, "-o", str(path), *wanted, language=language)
        assert said.code == 0, said.words
        return Clerk(path)

    def push(self, login: str, path: Path, *words: str, language: str = "zh") -> Said:
        """Let somebody push a workbook; the answer is JSON."""
        return self.run(login, "push", str(path), *words, language=language, machine=True)

    # --- the vault -------------------------------------------------------------------------------

    def dump(self) -> list[str]:
        """Return everything that the database holds, as SQL."""
        with closing(sqlite3.connect(self.database)) as connection:
            return list(connection.iterdump())

    def select(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Answer a question in plain SQL."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(question, values).fetchall()

    def count(self, table: str) -> int:
        """Return how many rows a table holds."""
        ((count,),) = self.select(f"SELECT count(*) FROM {table}")  # noqa: S608 - a table of ours
        return int(count)

    def tamper(self, *statements: str) -> None:
        """Alter the file behind the program's back, its triggers taken out of the way."""
        with closing(sqlite3.connect(self.database)) as connection:
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _definition in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert connection.execute(statement).rowcount > 0, statement
            for _name, definition in triggers:
                connection.execute(definition)
            connection.commit()

    def approved(self, key: str) -> int:
        """Return a line or share in ten thousand dollars: `EXMBDEFF/placement/treasury`."""
        bic8, _, rest = key.partition("/")
        ((number,),) = self.select("SELECT id FROM institution WHERE bic8 = ?", bic8)
        dimension = ("entity", "product", "unit")[rest.count("/") + 1 if rest else 0]
        node = f"{dimension}:{number}" + (f"/{rest}" if rest else "")
        found = self.select(
            "SELECT approved_minor FROM balance JOIN node ON node.id = node_id WHERE node_key = ?",
            node,
        )
        return int(found[0][0]) // 1_000_000 if found else 0


class Clerk:
    """Somebody at a workbook; addresses are read before anything is typed."""

    def __init__(self, path: Path) -> None:
        """Open the workbook."""
        self.path = path
        self.read = read_book(path)
        self.language = Language(self.read.identity.language)
        with warnings.catch_warnings():
            # Calc's own colours of conditions, which openpyxl does not know, are lost: like a user
            # who saves with a lesser program.
            warnings.filterwarnings("ignore", ".*extension is not supported", UserWarning)
            self.workbook = openpyxl.load_workbook(path)

    def sheet(self, identifier: str) -> ReadSheet:
        """Return a register as it was read."""
        return self.read.sheets[identifier]

    def row(self, identifier: str, key: str) -> ReadRow:
        """Return the row with a key."""
        sheet = self.sheet(identifier)
        return next(row for row in sheet.rows if sheet.text(row, "key") == key)

    def shown(self, identifier: str, key: str, column: str) -> Any:
        """Return what a cell shows."""
        return self.sheet(identifier).cell(self.row(identifier, key), column).value

    def note(self, identifier: str, key: str, column: str) -> str:
        """Return the address of a cell."""
        return self.sheet(identifier).cell(self.row(identifier, key), column).address

    def type(self, identifier: str, key: str, **cells: Any) -> Clerk:
        """Type into the row with `key`."""
        return self.type_at(identifier, self.row(identifier, key).number, **cells)

    def type_at(self, identifier: str, number: int, **cells: Any) -> Clerk:
        """Type into a row by its number; `allocated_trade` is the column `allocated.trade`."""
        sheet = self.sheet(identifier)
        page = self.workbook[sheet.name]
        for name, value in cells.items():
            column = name.replace("allocated_", "allocated.") if "allocated_" in name else name
            page.cell(number, sheet.columns[column]).value = value
        return self

    def share(self, key: str, unit: str, value: Any, reason: str = "年度调整") -> str:
        """Type a share with its reason, and return the address of its cell."""
        self.type("allocation", key, **{f"allocated.{unit}": value, "reason": reason})
        return self.note("allocation", key, f"allocated.{unit}")

    def new_row(self, identifier: str, **cells: Any) -> int:
        """Fill in the first blank row beneath the table and return its number."""
        sheet = self.sheet(identifier)
        page = self.workbook[sheet.name]
        number = max(
            (row.number for row in sheet.rows if not sheet.blank(row)), default=sheet.header_row
        )
        columns = list(sheet.columns.values())
        while any(page.cell(number, column).value is not None for column in columns):
            number += 1
        self.type_at(identifier, number, **cells)
        return number

    def address(self, identifier: str, number: int, column: str) -> str:
        """Return the address of a cell by its row's number."""
        return f"{column_letters(self.sheet(identifier).columns[column])}{number}"

    def save(self, name: str = "") -> Path:
        """Save, under another name when one is given."""
        target = self.path.with_name(f"{name}.xlsx") if name else self.path
        self.workbook.save(target)
        return target


Seat = Callable[[Path], Desk]
