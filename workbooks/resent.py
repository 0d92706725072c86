"""Edits that were sent before and changed back since: nobody shall think that they stand."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract import Finding, OutcomeCode, SubmissionOutcome
from workbooks.edits import Diff, Edit


def resent(diff: Diff, outcome: SubmissionOutcome) -> Sequence[Edit]:
    """Return the edits whose order was carried out before, while the cell holds something else now.

    The same order is never carried out twice: what the database holds today stays.
    """
    pairs = zip(diff.commands, outcome.outcomes, strict=True)
    known = {command.place for command, one in pairs if one.code is OutcomeCode.EXISTS}
    return [edit for edit in diff.edits if edit.place in known]


def resent_findings(diff: Diff, outcome: SubmissionOutcome) -> list[Finding]:
    """Return a note for each of them."""
    found = []
    for edit in resent(diff, outcome):
        chinese, english = edit.column.labels
        detail = {"column_zh": chinese, "column_en": english}
        place = (edit.sheet, edit.cell, edit.key, edit.column.identifier)
        found.append(Finding("sent_before", *place, detail, blocking=False))
    return found
