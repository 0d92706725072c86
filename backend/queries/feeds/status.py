"""Which files came for which day, what of them waits, and which days are missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from backend.contract.feeds import FEEDS, FeedDeal, FeedLine
from backend.queries.feeds.files import TakenFile, current_files, deals_of, lines_of
from backend.queries.reference import WorkingDays


@dataclass(frozen=True, kw_only=True)
class FeedStatus:
    """Whether a feed came for a day. `file` is `None` while it has not; `latest` is its newest day.

    `waiting` counts records of the newest file whose institution nobody knows; `missing` are the
    working days between the first file and `day` of which none came.
    """

    feed: str
    system: str
    day: date
    file: TakenFile | None
    latest: date | None
    waiting: int
    missing: Sequence[date]


def missing_days(taken: Collection[date], until: date, days: WorkingDays) -> Sequence[date]:
    """Return the working days after the first taken one, up to `until`, of which none came."""
    if not taken:
        return []
    return [day for day in days.between(min(taken), until) if day not in taken]


def feed_statuses(connection: Connection, day: date, days: WorkingDays) -> Sequence[FeedStatus]:
    """Return whether each feed came for `day`: the house's own, then any other that ever came."""
    files = current_files(connection)
    systems: Mapping[str, str] = {**FEEDS, **{one.feed: one.system for one in files}}
    statuses = []
    for feed, system in systems.items():
        own = {one.business_date: one for one in files if one.feed == feed}
        newest = own[max(own)] if own else None
        statuses.append(
            FeedStatus(
                feed=feed,
                system=system,
                day=day,
                file=own.get(day),
                latest=newest.business_date if newest else None,
                waiting=len(unmapped(connection, newest)) if newest else 0,
                missing=missing_days(own, day, days),
            )
        )
    return statuses


def unmapped(connection: Connection, file: TakenFile) -> Sequence[FeedLine | FeedDeal]:
    """Return the records of a file whose institution nobody knows, in their order."""
    found: list[FeedLine | FeedDeal] = []
    found += [one.line for one in lines_of(connection, file) if one.institution_id is None]
    found += [one.deal for one in deals_of(connection, file) if one.institution_id is None]
    return found
