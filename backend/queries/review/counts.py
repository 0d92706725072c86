"""Where the campaign stands in figures: how many reviews reached what, how many reminders wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.contract.review import ReviewStage
from backend.queries.review.rows import ReviewRow

#: The stages that are counted of all reviews; the reports received are counted of those asked for.
COUNTED = (
    ReviewStage.ENTERED,
    ReviewStage.SCORED,
    ReviewStage.CHECKED,
    ReviewStage.COMMITTEE,
    ReviewStage.APPROVED,
)


@dataclass(frozen=True, kw_only=True)
class ReviewCounts:
    """The campaign in figures. `received` of the `wanted` reports are here."""

    received: int
    wanted: int
    reached: Mapping[ReviewStage, int]
    overdue: int


def counts_of(rows: Sequence[ReviewRow]) -> ReviewCounts:
    """Count these reviews."""
    return ReviewCounts(
        received=sum(row.received for row in rows),
        wanted=sum(row.received or row.awaited for row in rows),
        reached={stage: sum(stage in row.reached for row in rows) for stage in COUNTED},
        overdue=sum(row.overdue for row in rows),
    )


def migrations_of(rows: Sequence[ReviewRow]) -> Sequence[ReviewRow]:
    """Return the reviews whose grade is another than the year before, the deepest fall first."""
    moved = [row for row in rows if row.moved]
    return sorted(moved, key=lambda row: (row.moved or 0, row.key))
