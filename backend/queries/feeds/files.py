"""What the business systems' files say, and which of them came.

A file that was corrected is kept and no longer counts. The institution of a record is found anew
each time it is read, so that an identity that was added afterwards counts for files taken before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.contract.feeds import DealState, FeedDeal, FeedLine
from backend.store.tables.institutions import institution
from backend.store.tables.reconciliation import (
    feed_deal,
    feed_file,
    feed_line,
    foreign_identity,
)

_BIC8 = 8
_BIC_LENGTHS = {8, 11}


@dataclass(frozen=True, kw_only=True)
class TakenFile:
    """A file that was taken and counts."""

    id: str
    feed: str
    system: str
    business_date: date
    name: str
    row_count: int
    control_total: str
    replaces_id: str
    taken_at: datetime
    taken_by: str


@dataclass(frozen=True, kw_only=True)
class MappedLine:
    """A line of the limit system and our number of its institution, `None` when unknown."""

    institution_id: int | None
    line: FeedLine


@dataclass(frozen=True, kw_only=True)
class MappedDeal:
    """A deal of a file and our number of its institution, `None` when unknown."""

    institution_id: int | None
    deal: FeedDeal


def current_files(
    connection: Connection, feed: str | None = None, day: date | None = None
) -> Sequence[TakenFile]:
    """Return the files that count, the oldest day first."""
    question = select(feed_file).order_by(feed_file.c.business_date, feed_file.c.feed)
    if feed is not None:
        question = question.where(feed_file.c.feed == feed)
    if day is not None:
        question = question.where(feed_file.c.business_date == day)
    rows = connection.execute(question).all()
    replaced = {row.replaces_id for row in rows}
    return [
        TakenFile(
            id=row.id,
            feed=row.feed,
            system=row.system,
            business_date=row.business_date,
            name=row.name,
            row_count=row.row_count,
            control_total=row.control_total,
            replaces_id=row.replaces_id or "",
            taken_at=row.taken_at,
            taken_by=row.taken_by,
        )
        for row in rows
        if row.id not in replaced
    ]


def current_file(connection: Connection, feed: str) -> TakenFile | None:
    """Return the newest file of a feed that counts; `None` when none came."""
    files = current_files(connection, feed)
    return files[-1] if files else None


class Identities:
    """Whose number is which: the bank's own table, then BIC, then our customer number."""

    def __init__(self, connection: Connection) -> None:
        """Read them once."""
        rows = connection.execute(
            select(institution.c.id, institution.c.bic8, institution.c.customer_number)
        ).all()
        self._bics = {row.bic8: int(row.id) for row in rows}
        self._numbers = {row.customer_number: int(row.id) for row in rows if row.customer_number}
        listed = connection.execute(
            select(
                foreign_identity.c.system,
                foreign_identity.c.foreign_id,
                foreign_identity.c.institution_id,
            )
        )
        self._listed = {(row.system, row.foreign_id): int(row.institution_id) for row in listed}

    def find(self, system: str, foreign_id: str) -> int | None:
        """Return our number of the institution that a system calls so; `None` when unknown."""
        listed = self._listed.get((system, foreign_id))
        if listed is not None:
            return listed
        if len(foreign_id) in _BIC_LENGTHS and foreign_id[:_BIC8] in self._bics:
            return self._bics[foreign_id[:_BIC8]]
        return self._numbers.get(foreign_id)


def lines_of(connection: Connection, file: TakenFile) -> Sequence[MappedLine]:
    """Return the lines that a file of approved lines says."""
    identities = Identities(connection)
    rows = connection.execute(
        select(feed_line).where(feed_line.c.file_id == file.id).order_by(feed_line.c.line_number)
    )
    return [
        MappedLine(
            institution_id=row.institution_id or identities.find(file.system, row.foreign_id),
            line=FeedLine(
                line_number=row.line_number,
                foreign_id=row.foreign_id,
                product=row.product_code,
                currency=row.currency_code,
                approved_minor=row.approved_minor,
                used_minor=row.used_minor,
                effective_date=row.effective_date,
                expiry_date=row.expiry_date,
                approval_number=row.approval_number,
            ),
        )
        for row in rows
    ]


def deals_of(connection: Connection, file: TakenFile) -> Sequence[MappedDeal]:
    """Return the deals, or the uses, that a file lists."""
    identities = Identities(connection)
    rows = connection.execute(
        select(feed_deal).where(feed_deal.c.file_id == file.id).order_by(feed_deal.c.line_number)
    )
    return [
        MappedDeal(
            institution_id=row.institution_id or identities.find(file.system, row.foreign_id),
            deal=_deal(row),
        )
        for row in rows
    ]


def deal_named(connection: Connection, feed: str, their_reference: str) -> FeedDeal | None:
    """Return the deal of this reference in a feed's newest file; `None` when it lists none."""
    file = current_file(connection, feed)
    if file is None:
        return None
    row = connection.execute(
        select(feed_deal)
        .where(feed_deal.c.file_id == file.id, feed_deal.c.their_reference == their_reference)
        .order_by(feed_deal.c.line_number)
        .limit(1)
    ).one_or_none()
    return _deal(row) if row is not None else None


def _deal(row: Row[Any]) -> FeedDeal:
    return FeedDeal(
        line_number=row.line_number,
        their_reference=row.their_reference,
        our_reference=row.our_reference,
        foreign_id=row.foreign_id,
        product=row.product_code,
        unit=row.unit_code or "",
        currency=row.currency_code,
        amount_minor=row.amount_minor,
        use_minor=row.use_minor,
        rate_e12=row.rate_e12,
        value_date=row.value_date,
        maturity_date=row.maturity_date,
        state=DealState(row.state),
    )
