"""The conduct record: what bad events say of how a correspondent treats us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from backend.contract.events import BAD_CONDUCT, EventKind
from backend.dates import years_before
from backend.evaluation.template import Template

#: Kinds of events (`event.kind`) that are worse than bad conduct.
DEFAULT = EventKind.DEFAULT
LIST_HIT = EventKind.LIST_HIT


@dataclass(frozen=True)
class Event:
    """An event as it stands on the evaluation's day. `binding`: the list that was hit binds us."""

    kind: str
    day: date
    open: bool
    binding: bool = False


def penalty_e6(events: Iterable[Event], template: Template, today: date) -> int:
    """Return the penalty of the conduct record, times 10**6: points by event, open ones more.

    Closed events count for `conduct_years`; what is open counts however old it is.
    """
    first = years_before(today, template.whole("conduct_years"))
    total = 0
    for event in events:
        if event.kind == DEFAULT and (event.open or event.day >= first):
            total += template.numbers["conduct_points_default"]
        elif event.kind in BAD_CONDUCT and event.open:
            total += template.numbers["conduct_points_open"]
        elif event.kind in BAD_CONDUCT and event.day >= first:
            total += template.numbers["conduct_points_closed"]
    return total


def open_events(events: Sequence[Event], kinds: Iterable[str]) -> int:
    """Return how many events of these kinds are open."""
    wanted = frozenset(kinds)
    return sum(event.open and event.kind in wanted for event in events)
