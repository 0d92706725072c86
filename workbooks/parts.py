"""Parts of a user's package rewritten: the tables that grow with their rows, the package itself."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbooks.gate import Package
from workbooks.scan import column_number

_RANGE = re.compile(rb"(\$?[A-Z]{1,3}\$?)(\d+):(\$?[A-Z]{1,3}\$?)(\d+)")
_TABLE = re.compile(rb"<(?:\w+:)?table\b[^>]*>")
_TABLE_RANGE = re.compile(rb"\bref=[\"']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)[\"']")
_TOTALS = re.compile(rb"\btotalsRowCount=[\"'][1-9]")
_RANGES = re.compile(rb"\b(?:sqref|ref)=[\"'][^\"']*[\"']|<(?:\w+:)?sqref>[^<]*<")
_CALCULATION = re.compile(rb"<((?:\w+:)?)calcPr\b([^>]*?)(/?)>")
_LATER = re.compile(rb"\bdate1904=[\"'](?:1|true)[\"']")
_WHOLE = re.compile(rb"\s*\bfullCalcOnLoad=[\"'][^\"']*[\"']")


@dataclass(frozen=True)
class TablePart:
    """A table of the package: its part, and where it stands; rows and columns count from 1."""

    part: str
    header_row: int
    last_row: int
    first_column: int
    last_column: int
    totals: bool


def table_of(package: Package, sheet: str, header_row: int) -> TablePart | None:
    """Return the table whose header stands in a row of a sheet's part; none when it was undone."""
    for kind, part in package.relations(sheet).values():
        if kind != "table" or part not in package.names:
            continue
        xml = package.read(part)
        opened = _TABLE.search(xml)
        place = _TABLE_RANGE.search(opened[0]) if opened else None
        if opened is None or place is None or int(place[2]) != header_row:
            continue
        return TablePart(
            part,
            int(place[2]),
            int(place[4]),
            column_number(place[1]),
            column_number(place[3]),
            bool(_TOTALS.search(opened[0])),
        )
    return None


def grown(xml: bytes, old_last: int, new_last: int) -> bytes:
    """Return a table's or a sheet's part whose ranges reach as far down as before, and further."""

    def longer(match: re.Match[bytes]) -> bytes:
        if int(match[4]) != old_last:
            return match[0]
        return b"%b%b:%b%d" % (match[1], match[2], match[3], new_last)

    return _RANGES.sub(lambda found: _RANGE.sub(longer, found[0]), xml)


def computing(workbook: bytes) -> bytes:
    """Return the workbook's part so that whoever opens it computes its formulas anew."""

    def told(match: re.Match[bytes]) -> bytes:
        rest = _WHOLE.sub(b"", match[2])
        return b'<%bcalcPr%b fullCalcOnLoad="1"%b>' % (match[1], rest.rstrip(), match[3])

    return _CALCULATION.sub(told, workbook, count=1)


def dates_later(package: Package) -> bool:
    """Whether the workbook counts its days from 1904."""
    return bool(_LATER.search(package.read(package.workbook_part)))


def write_parts(source: Path, draft: Path, changed: Mapping[str, bytes]) -> None:
    """Write the package of `source` to `draft` with some parts changed, and new ones added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(draft, "w") as new:
        for part in old.infolist():
            content = changed.get(part.filename)
            new.writestr(part, old.read(part) if content is None else content)
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name], zipfile.ZIP_DEFLATED)
