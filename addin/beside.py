"""What a workbook holds besides its registers: looked at before anything is sent, then taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from addin.comparison import Compared
from backend.bootstrap import House
from backend.contract import Finding, SubmissionOutcome
from workbooks.edits import Diff


def with_beside(house: House, compared: Compared, diff: Diff) -> Diff:
    """Return the comparison with what is wrong besides; nothing there holds up nothing."""
    beside = compared.reader.beside
    if beside is None:
        return diff
    found = [
        # Whoever sends requests alone need not return a month with them.
        replace(one, blocking=one.code != "return_blank" or diff.submission is None)
        for one in beside(house, compared.read, False)
    ]
    return replace(diff, findings=(*diff.findings, *found))


def taken_beside(
    house: House, compared: Compared, diff: Diff, outcome: SubmissionOutcome | None
) -> Sequence[Finding]:
    """Take what is besides, once nothing is wrong and the registers' edits stand."""
    beside = compared.reader.beside
    stands = outcome is None or outcome.applied or outcome.repeated
    blank = any(one.code == "return_blank" for one in diff.findings)
    if beside is None or diff.blocked or blank or not stands:
        return ()
    return beside(house, compared.read, True)
