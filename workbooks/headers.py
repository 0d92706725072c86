"""Find a register's header by its labels, in either language, wherever it was moved to."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.contract import Finding
from workbooks.scan import column_letters

#: A header further down than this is not looked for.
SEARCHED_ROWS = 100
_KEY = "key"
Labels = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Header:
    """Where a register's header stands: its row and, by identifier, its columns, from 1."""

    sheet: str
    row: int
    columns: Mapping[str, int]
    findings: Sequence[Finding] = field(default=())


def plain(label: object) -> str:
    """Return a label as it is compared: width, case and spaces don't count."""
    return "".join(unicodedata.normalize("NFKC", str(label)).casefold().split())


def find_header(grid: Sequence[Sequence[object]], registers: Mapping[str, Labels]) -> Header | None:
    """Return the header that a sheet carries, or `None` when it is not one of ours.

    Two rows carry labels: the small ones in the other language, and beneath them the header. So
    the last row with a key and half of a register's labels is it.
    """
    indexes = {
        sheet: {plain(label): identifier for identifier, both in labels.items() for label in both}
        for sheet, labels in registers.items()
    }
    best: Header | None = None
    for number, line in enumerate(grid[:SEARCHED_ROWS], 1):
        words = [plain(cell) if isinstance(cell, str) and cell else "" for cell in line]
        for sheet, index in indexes.items():
            columns = _columns(words, index)
            if _KEY not in columns or len(columns) * 2 < len(registers[sheet]):
                continue
            if best is None or best.sheet == sheet or len(columns) > len(best.columns):
                best = Header(sheet, number, columns, _twice(sheet, words, index, number))
    return best


def _columns(words: Sequence[str], index: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, word in enumerate(words, 1):
        if word in index:
            columns.setdefault(index[word], number)
    return columns


def _twice(sheet: str, words: Sequence[str], index: Mapping[str, str], row: int) -> list[Finding]:
    """Say which label stands over two columns: one of them would be read and one not."""
    seen: set[str] = set()
    findings = []
    for number, word in enumerate(words, 1):
        identifier = index.get(word)
        if identifier is None:
            continue
        if identifier in seen:
            cell = f"{column_letters(number)}{row}"
            findings.append(Finding("column_twice", sheet, cell, column=identifier))
        seen.add(identifier)
    return findings
