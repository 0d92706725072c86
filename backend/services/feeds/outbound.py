"""Files out: what was not told yet is told once, and kept as it was told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection, Engine, insert

from backend.contract.events import RiskItem, SentFile
from backend.dates import Clock
from backend.queries.nodes import open_date
from backend.queries.outbound import sent_files, unsent
from backend.services.days import open_days
from backend.services.transaction import transact
from backend.store.tables.office import outbound_file, outbound_item

#: (day, number of the day's file, items) → name and content, line ends and all.
Form = Callable[[date, int, Sequence[RiskItem]], tuple[str, str]]


def send_risk(
    engine: Engine, feed: str, form: Form, clock: Clock, login: str, *, urgent: bool = False
) -> SentFile | None:
    """Make the file of everything that was not told yet, and keep it in the same transaction.

    With `urgent` only what is marked so. The day's first regular file is made even when there is
    nothing to tell: a nil return is said. Otherwise nothing to tell is no file: `None`.
    """

    def work(connection: Connection) -> SentFile | None:
        now = clock()
        open_days(connection, now, login)
        day = open_date(connection)
        items = unsent(connection, only_urgent=urgent)
        before = sent_files(connection, feed, day)
        regular = [one for one in before if not one.id.endswith(_URGENT)]
        if not items and (urgent or regular):
            return None
        number = len(before) + 1
        name, content = form(day, number, items)
        file_id = f"{feed}/{day:%Y%m%d}/{number:02d}{_URGENT if urgent else ''}"
        sent = SentFile(
            id=file_id,
            feed=feed,
            business_date=day,
            name=name,
            content=content,
            row_count=len(items),
            made_at=now,
            made_by=login,
        )
        _keep(connection, sent, items)
        return sent

    # Told again, there would be nothing left to tell, and the file of the first time would be lost.
    return transact(engine, work, repeatable=False)


_URGENT = "-urgent"


def _keep(connection: Connection, sent: SentFile, items: Sequence[RiskItem]) -> None:
    connection.execute(
        insert(outbound_file),
        [
            {
                "id": sent.id,
                "feed": sent.feed,
                "business_date": sent.business_date,
                "name": sent.name,
                "content_hash": hashlib.sha256(sent.content.encode()).hexdigest(),
                "row_count": sent.row_count,
                "content": sent.content,
                "made_at": sent.made_at,
                "made_by": sent.made_by,
            }
        ],
    )
    rows = [
        {"subject": one.subject, "file_id": sent.id, "line_number": line}
        for line, one in enumerate(items, 2)  # after the header
    ]
    if rows:
        connection.execute(insert(outbound_item), rows)
