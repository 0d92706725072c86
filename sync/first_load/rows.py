"""A foreign sheet read by its mapping: one row a line, every value with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sync.first_load.grids import Cell, ForeignSheet
from sync.first_load.mapping import SheetMapping, plain_heading, synonyms

_LETTERS = 26


@dataclass(frozen=True)
class ForeignRow:
    """One line: its values by field, and the address of each."""

    file: str
    sheet: str
    kind: str
    unit: str
    number: int
    values: Mapping[str, Cell]
    cells: Mapping[str, str]


def rows_of(sheet: ForeignSheet, mapping: SheetMapping) -> Iterator[ForeignRow]:
    """Yield the lines beneath the heading, without subtotals, repeated headings and blanks."""
    fields = {column.field: column for column in mapping.columns if column.field}
    above: dict[str, Cell] = {}
    for number, row in enumerate(sheet.rows[mapping.header_row :], mapping.header_row + 1):
        if all(cell is None for cell in row) or _is_sum(row) or _is_heading(row, mapping):
            continue
        values: dict[str, Cell] = {}
        for name, column in fields.items():
            cell = row[column.place - 1] if column.place <= len(row) else None
            if cell is None and column.down:
                cell = above.get(name)
            values[name] = above[name] = cell
        if all(values[name] is None for name in fields if not fields[name].down):
            continue
        cells = {name: f"{_letters(column.place)}{number}" for name, column in fields.items()}
        yield ForeignRow(sheet.file, sheet.name, mapping.kind, mapping.unit, number, values, cells)


def _is_sum(row: Sequence[Cell]) -> bool:
    """Whether a row is a subtotal: one of its first texts says so."""
    words = {plain_heading(word) for word in synonyms()["words"]["subtotal"]}
    texts = [cell for cell in row if isinstance(cell, str)][:3]
    return any(plain_heading(one).rstrip(":") in words for one in texts)


def _is_heading(row: Sequence[Cell], mapping: SheetMapping) -> bool:
    """Whether the heading stands here again, as on every printed page."""
    same = [
        column
        for column in mapping.columns
        if column.heading and column.place <= len(row) and row[column.place - 1] == column.heading
    ]
    return len(same) >= 2  # noqa: PLR2004 - one cell may repeat its heading by chance


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number - 1, _LETTERS)
        letters = chr(65 + place) + letters
    return letters
