"""A file that people made as a table of texts, whoever saved it: CSV, pasted text, or Excel.

UTF-8 or GB18030; parted by commas, tabs or semicolons; the header wherever it stands near the top,
its columns in any order, under any of the labels that a form knows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from backend.errors import InputError
from sync.grids import TornError, bytes_of, ways_to_read

#: A header further down than this is not looked for.
_SEARCHED = 30


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a table is known by: column → every label that it may have, and what must be there.

    Of each part of `required` one column at least. `too_long` is that refusal's key
    beneath `error.`; `named` are the needed columns' labels in Chinese and in English.
    """

    labels: Mapping[str, Sequence[str]]
    required: Sequence[Sequence[str]]
    named: tuple[Sequence[str], Sequence[str]]
    most_lines: int
    too_long: str

    def header(self, row: Sequence[str]) -> Mapping[int, str]:
        """Return the columns by place when the row names all that are needed; else nothing.

        Raises `InputError` `table_column_twice`: which of two is meant cannot be guessed.
        """
        known = {_plain(label): column for column, said in self.labels.items() for label in said}
        found: dict[str, int] = {}
        twice: list[tuple[int, int]] = []
        for place, cell in enumerate(row):
            column = known.get(_plain(cell))
            if column in found:
                twice.append((found[column], place))
            elif column is not None:
                found[column] = place
        if not all(any(column in found for column in part) for part in self.required):
            return {}
        for first, second in twice:
            raise InputError("table_column_twice", first=row[first], second=row[second])
        return {place: column for column, place in found.items()}


@dataclass(frozen=True)
class Line:
    """One line of the table: its number in the file, its cells by column, and all as they were."""

    number: int
    cells: Mapping[str, str]
    whole: Sequence[str] = ()

    def __getitem__(self, column: str) -> str:
        """Return a cell without surrounding spaces; empty where the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Read:
    """A table as it was read: its heading as it stands there, and the lines that are not blank."""

    heading: Sequence[str]
    columns: frozenset[str]
    lines: Sequence[Line]


#: The heading as it stands there, its columns by place, and its number in the file.
_Header = tuple[Sequence[str], Mapping[int, str], int]


def read_table(path: Path, form: Form, content: bytes | None = None) -> Read:
    """Return a file's table; `content` when it was read already, from a pipe.

    Raises `OutageError` `unexpected_file`, `InputError` `not_a_table`, `table_torn`,
    `table_no_header`, `table_column_twice` and the form's own `too_long`.
    """
    content = bytes_of(path) if content is None else content
    torn: TornError | None = None
    for rows in ways_to_read(content, path, form.most_lines):
        try:
            header = _find_header(rows, form)
        except TornError as error:  # another way to part the lines may suit
            torn = torn or error
            continue
        if header is not None:
            heading, columns, _number = header
            return Read(heading, frozenset(columns.values()), _lines(path, rows, header, form))
    if torn is not None:
        raise torn
    chinese, english = (", ".join(labels) for labels in form.named)
    raise InputError("table_no_header", path=path.name, columns_zh=chinese, columns_en=english)


def _find_header(rows: Iterator[Sequence[str]], form: Form) -> _Header | None:
    """Return the header; the rows beneath it are still to come."""
    for number, row in enumerate(islice(rows, _SEARCHED), start=1):
        columns = form.header(row)
        if columns:
            return row, columns, number
    return None


def _lines(path: Path, rows: Iterator[Sequence[str]], header: _Header, form: Form) -> list[Line]:
    _heading, columns, above = header
    lines = []
    for number, row in enumerate(rows, start=above + 1):
        if number > form.most_lines:
            raise InputError(form.too_long, path=path.name, most=form.most_lines)
        cells = {name: row[place].strip() for place, name in columns.items() if place < len(row)}
        if any(cells.values()):
            lines.append(Line(number, cells, row))
    return lines


def _plain(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())
