"""One row as its user left it, for whoever makes commands of it: read, judged, and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from backend.queries.rows import InstitutionName
from workbooks.content import CellError, read_text
from workbooks.edits import Edit, Notes, Paired
from workbooks.grid import ReadCell, ReadRow
from workbooks.names import Names
from workbooks.reading import read_stored
from workbooks.sheets.kinds import Stored

Value = TypeVar("Value")


@dataclass(frozen=True)
class Sender:
    """Who sends a book: the login, the names that the book knows, the business date of its pull."""

    login: str
    names: Names
    as_of: date


class TypedRow:
    """Reads the cells of one row; what is wrong is noted, and the row then gives no command."""

    def __init__(self, paired: Paired, row: ReadRow, sender: Sender, notes: Notes) -> None:
        """Begin with a row in which nothing is wrong."""
        self.paired, self.row, self.notes = paired, row, notes
        self.login, self.names, self.as_of = sender.login, sender.names, sender.as_of
        self.sound = True

    def wrong(self, code: str, column: str, **detail: str) -> None:
        """Note that a cell is wrong."""
        self.sound = False
        self.notes.note(code, self.paired, self.row, column, detail)

    def read(self, column: str, reader: Callable[[ReadCell], Value | None]) -> Value | None:
        """Return a cell's value; `None` when it is blank or wrong."""
        try:
            return reader(self.paired.read.cell(self.row, column))
        except CellError as error:
            self._refuse(column, error)
            return None

    def value(self, column: str, currency: str = "") -> Stored:
        """Return a cell's value as its column declares it; `None` when it is blank or wrong.

        `currency` is that of an amount in the row's own currency.
        """
        declared = self.paired.register.by_identifier[column]
        cell = self.paired.read.cell(self.row, column)
        try:
            return read_stored(cell, declared, currency, self.names)
        except CellError as error:
            self._refuse(column, error)
            return None

    def _refuse(self, column: str, error: CellError) -> None:
        self.wrong(error.code, column, given=error.given, **error.detail)

    def require(self, column: str) -> None:
        """Note a cell that must be filled in and is blank."""
        if self.paired.read.cell(self.row, column).blank:
            self.wrong("required_missing", column)

    def code(self, column: str, choices: str, refusal: str = "not_in_list") -> str | None:
        """Return the code of a picked cell."""
        text = self.read(column, read_text)
        if text is None:
            return None
        code = self.names.code(choices, text)
        if code is None:
            self.wrong(refusal, column, given=text)
        return code

    def institution(self, column: str) -> InstitutionName | None:
        """Return the one institution that a cell names."""
        text = self.read(column, read_text)
        if text is None:
            return None
        found = self.names.institutions(text)
        if len(found) == 1:
            return found[0]
        several = ", ".join(f"{name.short_zh} {name.bic8}" for name in found)
        refusal = "ambiguous_institution" if found else "unknown_institution"
        self.wrong(refusal, column, given=text, candidates=several)
        return None

    @property
    def place(self) -> str:
        """Where the row's findings belong: the cell by which it is known."""
        register = self.paired.register
        cell = self.paired.read.cell(self.row, register.known_by[0]).address
        return f"{register.identifier}!{cell or f'A{self.row.number}'}"


class NewRow(TypedRow):
    """A row without key, which a person wrote beneath the table or into a copy."""


class EditedRow(TypedRow):
    """A row that stands, and the cells of it that were changed."""

    def __init__(
        self, edits: Sequence[Edit], paired: Paired, row: ReadRow, sender: Sender, notes: Notes
    ) -> None:
        """Begin with the edits of one row."""
        super().__init__(paired, row, sender, notes)
        self.edits = edits

    @property
    def key(self) -> str:
        """The key by which the row is known."""
        return self.edits[0].key

    @property
    def now(self) -> Any:
        """The row as the database holds it."""
        return self.edits[0].now_row

    @property
    def place(self) -> str:
        """Where the row's findings belong: the first cell that was changed."""
        return self.edits[0].place

    def edit(self, column: str) -> Edit | None:
        """Return the edit of a column, if it was changed."""
        return next((edit for edit in self.edits if edit.column.identifier == column), None)

    def mine(self, column: str) -> Stored:
        """Return what a cell shall hold: what was typed, else what stands."""
        edit = self.edit(column)
        if edit:
            return edit.mine
        return self.paired.register.by_identifier[column].stored(self.now)
