"""A user at the workbook: open it, type into cells by key and column, save, push."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from backend.language import Language
from backend.queries.rows import LimitsBook
from tests.sheets.books import PULL, no_base
from workbooks.books.limits import LIMITS, contents_of
from workbooks.build import build_book
from workbooks.diff import diff_book
from workbooks.edits import Diff
from workbooks.intake import read_book
from workbooks.merge import BaseOf

HEADER = 5


class Paper:
    """A built workbook in the hands of its user."""

    def __init__(self, book: LimitsBook, path: Path, language: Language) -> None:
        """Build the workbook and open it."""
        self.path = build_book(LIMITS, contents_of(book), path, language)
        self.book = book
        self.language = language
        self.workbook = openpyxl.load_workbook(self.path)
        self.registers = {
            register.identifier: register for register in LIMITS.registers(book.lookups)
        }

    def sheet(self, identifier: str) -> Any:
        """Return the page of a register; openpyxl's types of cells are wider than tests need."""
        return self.workbook[self.registers[identifier].title(self.language)]

    @property
    def pages(self) -> list[Any]:
        """All sheets in their order."""
        return list(self.workbook.worksheets)

    def column(self, identifier: str, column: str) -> int:
        heading = self.registers[identifier].by_identifier[column].heading(self.language)
        cells = self.sheet(identifier)[HEADER]
        return next(int(cell.column) for cell in cells if cell.value == heading)

    def row(self, identifier: str, key: str) -> int:
        column = self.column(identifier, "key")
        sheet = self.sheet(identifier)
        rows = range(HEADER + 1, sheet.max_row + 1)
        return next(row for row in rows if sheet.cell(row, column).value == key)

    def blank_row(self, identifier: str) -> int:
        sheet = self.sheet(identifier)
        columns = range(1, sheet.max_column + 1)
        return next(
            row
            for row in range(HEADER + 1, sheet.max_row + 2)
            if all(sheet.cell(row, column).value is None for column in columns)
        )

    def type(self, identifier: str, key: str, column: str, value: Any) -> str:
        """Type a value into the row with `key` and return the cell's place."""
        return self.type_at(identifier, self.row(identifier, key), column, value)

    def type_at(self, identifier: str, row: int, column: str, value: Any) -> str:
        cell = self.sheet(identifier).cell(row, self.column(identifier, column))
        cell.value = value
        return f"{identifier}!{cell.coordinate}"

    def new(self, identifier: str, **cells: Any) -> int:
        """Fill in a blank row and return its number."""
        row = self.blank_row(identifier)
        for column, value in cells.items():
            self.type_at(identifier, row, column, value)
        return row

    def push(
        self,
        now: LimitsBook | None = None,
        base_of: BaseOf = no_base,
        login: str = PULL.login,
    ) -> Diff:
        """Save, read back and compare with the database."""
        self.workbook.save(self.path)
        now_contents = contents_of(now or self.book)
        return diff_book(LIMITS, read_book(self.path), now_contents, base_of, login)


PaperOf = Callable[..., Paper]
