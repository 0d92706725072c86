"""The lines of a pack's month: what is blank there is not said, and all of it is one branch's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from backend.language import both
from sync.dealings.return_lines import ReturnLineError
from sync.dealings.return_table import Line, read_lines


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Whose month a file returns, when the bank made the file: what is blank there is not said."""

    unit: str
    month: date


def pack_lines(path: Path, pack: Pack) -> list[Line]:
    """Return the lines that say something, under the pack's own branch and month."""
    month = f"{pack.month:%Y-%m}"
    found = []
    for line in read_lines(path):
        said = any(line[column] for column in ("count", "amount", "fee"))
        nil = line["bic"] in both("branch_return.nil")
        if not said and not nil:
            continue
        for column, own in (("unit", pack.unit), ("month", month)):
            if line[column] and not line[column].startswith(own):
                place = (path.name, line.number, column)
                raise ReturnLineError(place, line[column], "other_month_or_branch")
        found.append(replace(line, cells={**line.cells, "unit": pack.unit, "month": month}))
    return found
