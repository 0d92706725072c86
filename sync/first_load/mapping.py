"""What a sheet of a foreign file holds, column by column: proposed by its headings, then corrected.

for sheet in sheets_of(path): mapping.append(propose(sheet))
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from sync.first_load.grids import Cell, ForeignSheet

KINDS = ("institutions", "lines", "allocations", "ignore")
UNITS = ("one", "ten_thousand", "million", "hundred_million")
#: Powers of ten of a unit.
POWERS = {"one": 0, "ten_thousand": 4, "million": 6, "hundred_million": 8}
_SEARCHED_ROWS = 40
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")


@dataclass(frozen=True)
class ColumnMapping:
    """One column: its place (from 1), its heading, the field that it holds, whether it fills down.

    An empty `field` leaves the column out.
    """

    place: int
    heading: str
    field: str = ""
    down: bool = False


@dataclass(frozen=True)
class SheetMapping:
    """One sheet: its kind of data, where the heading stands, the unit of its amounts."""

    file: str
    sheet: str
    kind: str
    header_row: int
    unit: str
    columns: Sequence[ColumnMapping] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)


@cache
def synonyms() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return what headings may mean: kind → field → words."""
    text = files("sync.first_load").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def plain_heading(heading: object) -> str:
    """Return a heading as it is compared: no width, case, spaces, line ends, bracketed unit."""
    text = unicodedata.normalize("NFKC", str(heading)).casefold()
    whole = "".join(text.split())
    return _BRACKETS.sub("", whole) or whole


def propose(sheet: ForeignSheet) -> SheetMapping:
    """Return the mapping that the sheet's own headings suggest; `ignore` where they say nothing."""
    best: tuple[int, str, int, list[str]] = (0, "ignore", 1, [])
    for number, row in enumerate(sheet.rows[:_SEARCHED_ROWS], 1):
        for kind in KINDS[:-1]:
            fields = _fields(row, kind)
            score = len({one for one in fields if one})
            needed = "country" if kind == "institutions" else "amount"
            more = (kind == "allocations") * ("unit" in fields)
            if {"institution", needed} <= set(fields) and score + more > best[0]:
                best = (score + more, kind, number, fields)
    _score, kind, header, fields = best
    headings = sheet.rows[header - 1] if sheet.rows else []
    columns = [
        ColumnMapping(
            place,
            "" if heading is None else str(heading),
            fields[place - 1] if kind != "ignore" else "",
            down=_fills_down(sheet.rows[header:], place - 1),
        )
        for place, heading in enumerate(headings, 1)
    ]
    unit = _unit(sheet.rows[:header]) if kind != "ignore" else "one"
    return SheetMapping(sheet.file, sheet.name, kind, header, unit, columns)


def _fields(row: Sequence[Cell], kind: str) -> list[str]:
    """Return the field of each cell of a heading; each field once, the surest heading first."""
    words = {plain_heading(word): name for name, said in synonyms()[kind].items() for word in said}
    found: list[str] = []
    for cell in row:
        name = words.get(plain_heading(cell), "") if isinstance(cell, str) else ""
        found.append(name if name not in found else "")
    return found


def _fills_down(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    """Whether a column looks merged: blanks beneath values, in rows that hold others."""
    cells = [row[place] if place < len(row) else None for row in rows]
    filled = [at for at, cell in enumerate(cells) if isinstance(cell, str)]
    blanks = sum(
        cells[at] is None and any(cell is not None for cell in rows[at])
        for at in range(filled[0] if filled else len(cells), len(cells))
    )
    return bool(filled) and blanks >= max(2, len(filled))


def _unit(rows: Sequence[Sequence[Cell]]) -> str:
    """Return the unit that the heading or what stands above it names; ten thousands otherwise."""
    said = " ".join(str(cell) for row in rows for cell in row if isinstance(cell, str))
    text = unicodedata.normalize("NFKC", said)
    words = synonyms()["words"]
    for unit in ("hundred_million", "million", "ten_thousand"):
        if any(unicodedata.normalize("NFKC", word) in text for word in words[unit]):
            return unit
    return "ten_thousand"
