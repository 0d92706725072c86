"""年审进度: one row an institution, how far its review has come; counters, not charts, decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.queries.review.counts import counts_of
from backend.queries.review.rows import ReviewRow
from workbooks.contents import Contents
from workbooks.sheets.declaration import Register, Tile
from workbooks.sheets.kinds import CellType
from workbooks.sheets.review_columns import COLUMNS, IDENTIFIER, LAPSED, OVERDUE
from workbooks.sheets.words import Words


def _counters(contents: Contents, _words: Words) -> Sequence[Sequence[Tile]]:
    """Count what is done: of the reports that are asked for, and of all reviews stage by stage."""
    counts = counts_of(contents.rows[IDENTIFIER])
    received = f"{counts.received}/{counts.wanted}"
    return [
        [
            Tile("tile.review_received", received, CellType.TEXT),
            *(Tile(f"tile.review_{stage}", count) for stage, count in counts.reached.items()),
            Tile("tile.review_overdue", counts.overdue, colour="red" if counts.overdue else ""),
        ]
    ]


def _awaited_first(row: ReviewRow, words: Words) -> tuple[object, ...]:
    return (
        not row.awaited,
        row.planned.next_reminder or date.max,
        words.institution(row.institution),
        row.key,
    )


REVIEW: Register[ReviewRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda row: row.version,
    order=_awaited_first,
    above=_counters,
    status_tones={
        OVERDUE: "red",
        LAPSED: "red",
        "review_stage.checked": "blue",
        "review_stage.committee": "violet",
        "review_stage.approved": "pale_green",
    },
)
