"""What of a workbook stays as its user typed it while the rest is brought up to date."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from string import ascii_uppercase

from workbooks.edits import Diff

#: Of these rows nobody can say whose they are.
_UNSURE = frozenset({"row_mixed_up", "equal_keys", "unknown_key"})
#: A row: the register and its number. A cell: a column's identifier besides.
RowPlace = tuple[str, int]
Place = tuple[str, int, str]


@dataclass(frozen=True)
class Kept:
    """What of a workbook a refresh leaves as its user typed it.

    `cells` are unsent edits, right or wrong; `rows` are left alone altogether; a row of `versions`
    still rests on the version from which it was made. `sent` are rows whose orders stand in the
    database: their reasons were said, and a new one among them stands there under its key.
    """

    cells: AbstractSet[Place] = frozenset()
    rows: AbstractSet[RowPlace] = frozenset()
    versions: AbstractSet[RowPlace] = frozenset()
    sent: AbstractSet[RowPlace] = frozenset()
    nothing: bool = False

    @property
    def rows_with_cells(self) -> AbstractSet[RowPlace]:
        """The rows in which something stays as it was typed."""
        return {(sheet, row) for sheet, row, _column in self.cells}


#: Keeps nothing: what its user typed and has not sent is given up.
NOTHING = Kept(nothing=True)


def kept_of(diff: Diff, sent: AbstractSet[str]) -> Kept:
    """Return what stays of a workbook's edits; `sent` are the places of those that were sent."""
    sent_rows = {(sheet, row_number(cell)) for sheet, _, cell in (p.partition("!") for p in sent)}
    cells: set[Place] = set()
    for edit in diff.edits:
        # The cells of one row that is known may be sent one by one.
        if edit.place not in sent:
            cells.add((edit.sheet, edit.row_number, edit.column.identifier))
    rows, versions = set(), set()
    for finding in diff.findings:
        if finding.blocking:
            row = (finding.sheet, row_number(finding.cell))
            versions.add(row)
            cells.add((*row, finding.column))
            if finding.code in _UNSURE:
                rows.add(row)
    return Kept(cells, rows, versions, sent_rows)


def row_number(cell: str) -> int:
    """Return the row of a cell's address; 0 when it is none."""
    digits = cell.lstrip(ascii_uppercase)
    return int(digits) if digits.isdigit() else 0
