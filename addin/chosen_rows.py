"""Rows of a workbook as a person names them on the line: `额度台账!12-18,25`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from backend.contract import Finding
from backend.errors import UsageError
from workbooks.edits import Diff
from workbooks.grid import ReadBook, ReadSheet
from workbooks.kept import RowPlace, row_number

_SPAN = re.compile(r"\s*(\d{1,7})(?:\s*-\s*(\d{1,7}))?\s*")


def chosen_rows(read: ReadBook, given: Sequence[str]) -> frozenset[RowPlace]:
    """Return the rows that are named. The sheet may be left out where the book has one.

    Raises `UsageError` `unknown_sheet`, `sheet_needed` or `bad_rows`.
    """
    return frozenset(place for one in given for place in _places(read, one))


def _places(read: ReadBook, given: str) -> Iterator[RowPlace]:
    name, _, spans = given.rpartition("!")
    sheet = _sheet(read, name.strip().strip("'"))
    for span in spans.replace(",", ",").split(","):
        match = _SPAN.fullmatch(span)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if first > last:
            raise UsageError("bad_rows", given=given)
        numbers = {row.number for row in sheet.rows}
        yield from ((sheet.identifier, row) for row in range(first, last + 1) if row in numbers)


def _sheet(read: ReadBook, name: str) -> ReadSheet:
    sheets = list(read.sheets.values())
    for sheet in sheets:
        if name in (sheet.name, sheet.identifier) or (not name and len(sheets) == 1):
            return sheet
    known = ", ".join(one.name for one in sheets)
    if not name:
        raise UsageError("sheet_needed", known=known)
    raise UsageError("unknown_sheet", given=name, known=known)


@dataclass(frozen=True)
class Choice:
    """The rows that shall be sent: by number as `Allocation!12-18`, by the key, or all of them."""

    rows: Sequence[str] = ()
    keys: Sequence[str] = ()

    def places(self, read: ReadBook) -> frozenset[RowPlace] | None:
        """Return the rows that are chosen, `None` for all.

        Raises `UsageError` `unknown_sheet`, `bad_rows` or `no_such_key`.
        """
        if not self.rows and not self.keys:
            return None
        keyed = (place for key in self.keys for place in _keyed(read, key))
        return chosen_rows(read, self.rows) | frozenset(keyed)


#: Leaves nothing out.
EVERY_ROW = Choice()


def _keyed(read: ReadBook, key: str) -> Sequence[RowPlace]:
    wanted = key.strip().casefold()
    found = [
        (sheet.identifier, row.number)
        for sheet in read.sheets.values()
        for row in sheet
        if sheet.text(row, "key").casefold() == wanted
    ]
    if not found:
        raise UsageError("no_such_key", given=key)
    return found


def limited(diff: Diff, read: ReadBook, places: frozenset[RowPlace] | None) -> Diff:
    """Return the comparison with the chosen rows alone: what is wrong elsewhere holds nothing up.

    What concerns a whole sheet stays as it is: a column that is missing is missing in every row.
    """
    if places is None:
        return diff
    submission, edits = diff.submission, [one for one in diff.edits if _row(one.place) in places]
    commands = [one for one in diff.commands if _row(one.place) in places]
    findings = [
        one if _holds(one, read, places) else replace(one, blocking=False) for one in diff.findings
    ]
    return replace(
        diff,
        submission=replace(submission, commands=commands) if submission and commands else None,
        findings=findings,
        edits=edits,
        counts=replace(
            diff.counts,
            edits=len(edits),
            hidden_edits=sum(one.hidden for one in edits),
            new_rows=sum(word == "new" and row in places for row, word in diff.marks.items()),
            conflicts=sum(one.code == "conflict" and one.blocking for one in findings),
        ),
    )


def _row(place: str) -> RowPlace:
    sheet, _, cell = place.partition("!")
    return (sheet, row_number(cell))


def _holds(finding: Finding, read: ReadBook, places: frozenset[RowPlace]) -> bool:
    """Whether a finding stays as heavy as it is: it is of a chosen row, or of no row at all."""
    sheet, number = read.sheets.get(finding.sheet), row_number(finding.cell)
    return sheet is None or number <= sheet.header_row or (finding.sheet, number) in places
