"""Everything for a meeting with a correspondent, read in one snapshot: 会谈材料."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, select

from backend.queries import reference
from backend.queries.institutions import institution_names
from backend.queries.meeting_paper.figures import figures_of, ratings_of
from backend.queries.meeting_paper.flows import accounts_of, dealings_of
from backend.queries.meeting_paper.internal import events_of, grade_of, lines_of, plan_of
from backend.queries.meeting_paper.rows import (
    BriefFacts,
    EventRow,
    InternalFacts,
    PublicFacts,
    RatingAction,
)
from backend.queries.meetings import meetings_with
from backend.queries.rows import Label
from backend.store.tables.institutions import institution, institution_group


def brief_facts(connection: Connection, bic8: str, day: date) -> BriefFacts:
    """Return what is known on `day` of the institution whose BIC8 this is.

    A branch's paper has the figures of its legal entity: dealings with all branches, lines, grade.
    """
    row = connection.execute(select(institution).where(institution.c.bic8 == bic8)).one()
    line_id = row.head_office_id or row.id
    branches = select(institution.c.id).where(institution.c.head_office_id == line_id)
    own = [line_id, *connection.scalars(branches)]
    events = events_of(connection, line_id, row.group_code or "", row.risk_country_code, day)
    meetings = meetings_with(connection, bic8, day)
    dealings = dealings_of(connection, own, day)
    rates = reference.rates(connection, day)
    minor_units = reference.minor_units(connection)
    names = institution_names(connection)
    head = names.get(row.head_office_id) if row.head_office_id else None
    public = PublicFacts(
        institution=names[row.id],
        country=reference.countries(connection)[row.country_code],
        group=_group(connection, row.group_code),
        head_office=Label(code=head.bic8, zh=head.name_zh, en=head.name_en) if head else None,
        as_of=day,
        rates_e12=rates,
        minor_units=minor_units,
        ratings=ratings_of(connection, line_id, day),
        figures=figures_of(connection, line_id, day),
        dealings=dealings,
        rating_actions=_actions(events),
        meeting_days=[one.day for one in meetings],
    )
    internal = InternalFacts(
        lines=lines_of(connection, line_id, day),
        accounts=accounts_of(connection, own, day),
        events=events,
        meetings=meetings,
        plan=plan_of(connection, line_id, dealings.year),
        grade=grade_of(connection, line_id, day),
    )
    return BriefFacts(public=public, internal=internal)


def _actions(events: Iterable[EventRow]) -> Sequence[RatingAction]:
    """Return what agencies announced about the bank itself, without what was written about it."""
    return [
        RatingAction(
            day=one.day,
            agency=one.agency,
            rating_type=one.rating_type,
            from_value=one.from_value,
            to_value=one.to_value,
            outlook=one.outlook,
        )
        for one in events
        if one.is_own and one.agency and (one.to_value or one.outlook)
    ]


def _group(connection: Connection, code: str | None) -> Label | None:
    if code is None:
        return None
    group = institution_group.c
    row = connection.execute(select(institution_group).where(group.code == code)).one()
    return Label(code=row.code, zh=row.name_zh, en=row.name_en)
