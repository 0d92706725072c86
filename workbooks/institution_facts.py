"""What the page of one institution shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.queries.events import EventRow
from backend.queries.institution_rows import InstitutionRow
from backend.queries.reciprocity.rows import Sums
from backend.queries.review.rows import ReviewRow
from backend.queries.rows import LedgerRow


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the page shows. `flows` are those of `year` to date and the same months before."""

    institution: InstitutionRow
    lines: Sequence[LedgerRow]
    year: int
    flows: Sums | None
    events: Sequence[EventRow]
    review: ReviewRow | None
