"""Take a business system's file: whole, in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Engine, select

from backend.contract.feeds import FeedDeal, FeedFile, FeedLine, FeedTaken, Taking
from backend.dates import Clock
from backend.errors import InputError
from backend.queries.feeds.files import Identities, TakenFile, current_files
from backend.queries.feeds.status import missing_days
from backend.queries.nodes import open_date
from backend.queries.reference import working_days
from backend.services.days import open_days
from backend.services.feeds.deals import tell
from backend.services.feeds.rows import keep
from backend.services.rights import require
from backend.services.transaction import transact
from backend.store.tables.reconciliation import feed_file


def take_feed(
    engine: Engine, given: FeedFile, clock: Clock, login: str, *, correct: bool = False
) -> FeedTaken:
    """Keep a file's rows and, when it tells, let its deals take their lines.

    The same content again changes nothing. Another content for the same feed and day needs
    `correct`; then it counts, and both are kept. Only the newest day of a feed tells: an older one
    knows nothing of what was over since.

    Raises `InputError` `unknown_login`, `not_permitted`, `feed_day`, `feed_needs_correct` or
    `feed_superseded`.
    """

    def work(connection: Connection) -> FeedTaken:
        now = clock()
        require(connection, login, "import")
        open_days(connection, now, login)
        files = current_files(connection, given.feed)
        known = _known(connection, given, files)
        if known is not None:
            return known
        _refuse_day(connection, given.business_date)
        standing = _standing(files, given, correct=correct)
        whose = _whose(connection, given)
        taken = replace(
            _answer(given, Taking.REPLACED if standing else Taking.TAKEN),
            replaces_id=standing.id if standing else "",
            unmapped=_unknown(given, whose),
            missing=_missing(connection, files, given.business_date),
        )
        keep(connection, given, taken, whose, {"taken_at": now, "taken_by": login})
        newest = all(one.business_date <= given.business_date for one in files)
        if given.tells and newest:
            taken = replace(taken, told=tell(connection, given, whose, now, login))
        return taken

    return transact(engine, work)


def _known(connection: Connection, given: FeedFile, files: Sequence[TakenFile]) -> FeedTaken | None:
    """Return the answer to a content that was taken before; `None` when it is new."""
    before = connection.execute(
        select(feed_file).where(
            feed_file.c.feed == given.feed, feed_file.c.content_hash == given.content_hash
        )
    ).one_or_none()
    if before is None:
        return None
    if before.id not in {one.id for one in files}:
        raise InputError(
            "feed_superseded", name=given.name, feed=given.feed, day=given.business_date
        )
    return _answer(given, Taking.REPEATED)


def _standing(files: Sequence[TakenFile], given: FeedFile, *, correct: bool) -> TakenFile | None:
    """Return the file that this one corrects; `None` for the first of its day."""
    standing = next((one for one in files if one.business_date == given.business_date), None)
    if standing is not None and not correct:
        raise InputError(
            "feed_needs_correct",
            name=given.name,
            feed=given.feed,
            day=given.business_date,
            standing=standing.name,
        )
    return standing


def _whose(connection: Connection, given: FeedFile) -> Mapping[int, int | None]:
    """Return by line whose record it is; `None` when nobody knows."""
    identities = Identities(connection)
    rows: list[FeedLine | FeedDeal] = [*given.lines, *given.deals]
    return {one.line_number: identities.find(given.system, one.foreign_id) for one in rows}


def _answer(given: FeedFile, taking: Taking) -> FeedTaken:
    return FeedTaken(
        taking=taking,
        file_id=f"{given.feed}/{given.business_date:%Y%m%d}/{given.content_hash[:16]}",
        feed=given.feed,
        business_date=given.business_date,
        row_count=given.row_count,
        control_total=given.control_total,
    )


def _refuse_day(connection: Connection, day: date) -> None:
    today, days = open_date(connection), working_days(connection)
    if day > today or not days.is_working(day):
        raise InputError("feed_day", day=day, today=today)


def _missing(connection: Connection, files: Sequence[TakenFile], day: date) -> Sequence[date]:
    """Return the working days between the feed's last file before this day, and this day."""
    before = [one.business_date for one in files if one.business_date < day]
    found = missing_days(before[-1:], day, working_days(connection))
    return [one for one in found if one != day]


def _unknown(given: FeedFile, whose: Mapping[int, int | None]) -> Sequence[str]:
    rows: list[FeedLine | FeedDeal] = [*given.lines, *given.deals]
    return sorted({one.foreign_id for one in rows if whose[one.line_number] is None})
