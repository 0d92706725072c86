"""A copy of the desk on which an order is tried: nothing that happens there is written."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import replace

from backend.services.desk import Desk
from backend.services.pending_rows import PendingRow, PendingRows


def trial_of(desk: Desk) -> Desk:
    """Return the desk as it stands, to try something; numbers taken there are taken nowhere."""
    book, arisen = deepcopy((desk.book, desk.arisen))
    return replace(
        desk,
        book=book,
        arisen=arisen,
        postings=list(desk.postings),
        line_changes={key: dict(changes) for key, changes in desk.line_changes.items()},
        request_changes={key: dict(row) for key, row in desk.request_changes.items()},
        rows=_rows(desk.rows),
        facts=list(desk.facts),
        counters=dict(desk.counters),
        remembered=dict(desk.remembered),
        approved=dict(desk.approved),
        approved_lines=dict(desk.approved_lines),
    )


def touched(before: Desk, after: Desk) -> str:
    """Return the node that an order concerns: its first entry's, else the first line it changed."""
    for _command_id, posting in after.postings[len(before.postings) :]:
        return posting.node_key
    for key, changes in after.line_changes.items():
        if changes != before.line_changes.get(key):
            return key
    return ""


def _rows(rows: PendingRows) -> PendingRows:
    return {place: _row(pending) for place, pending in rows.items()}


def _row(pending: PendingRow) -> PendingRow:
    kept = copy(pending)
    kept.values, kept.changed = dict(pending.values), dict(pending.changed)
    return kept
