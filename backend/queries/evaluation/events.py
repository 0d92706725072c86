"""The events that bear on conduct, by the legal entities that they concern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from backend.contract.events import BAD_CONDUCT, Measure, Scope
from backend.dates import SHANGHAI
from backend.evaluation.conduct import DEFAULT, LIST_HIT, Event
from backend.store.tables.institutions import institution
from backend.store.tables.office import event

_CONDUCT = (*BAD_CONDUCT, DEFAULT, LIST_HIT)


def read_conduct(
    connection: Connection, day: date, institutions: Collection[int] | None = None
) -> Mapping[int, Sequence[Event]]:
    """Return what had happened by `day`, by legal entity; all of them when `None`. Two statements.

    A branch's events are its head office's; one whose scope is the group counts for every member.
    A list's hit binds when the measure taken was the freeze.
    """
    question = (
        select(event, institution.c.id, institution.c.head_office_id, institution.c.group_code)
        .join(institution, institution.c.id == event.c.institution_id)
        .where(event.c.kind.in_([kind.value for kind in _CONDUCT]))
        .order_by(event.c.number)
    )
    members = _members(connection)
    found: defaultdict[int, list[Event]] = defaultdict(list)
    for row in connection.execute(question):
        happened = row.occurred_at.astimezone(SHANGHAI).date()
        if happened > day:
            continue
        own = Event(
            kind=row.kind,
            day=happened,
            open=row.closed_date is None or row.closed_date > day,
            binding=row.measure == Measure.FREEZE,
        )
        concerned = {row.head_office_id or row.id}
        if row.scope == Scope.GROUP and row.group_code:
            concerned |= members[row.group_code]
        for owner in concerned:
            if institutions is None or owner in institutions:
                found[owner].append(own)
    return found


def _members(connection: Connection) -> Mapping[str, set[int]]:
    """Return the legal entities of each group."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    rows = connection.execute(
        select(institution.c.id, institution.c.group_code).where(
            institution.c.group_code.is_not(None), institution.c.head_office_id.is_(None)
        )
    )
    for owner, group in rows:
        found[group].add(owner)
    return found
