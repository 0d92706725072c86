"""Replay the ledger: versions, days and entries in the order in which they happened.

The audit and the entries are numbered apart. `trail_mark` says which entries stood when a version
was written that the ledger looks at; for older versions their moments say it. What the calendar
posted is never written: opening the day posts it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from backend.services.moves import follow_institutions
from backend.services.restoring.order import ledger_versioned
from backend.services.restoring.values import bound_row
from backend.services.restoring.versions import Versions
from backend.store.tables import metadata
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import business_day, entry
from backend.store.tables.trail import audit, trail_mark
from backend.store.triggers import number_on

Row = Mapping[str, Any]
Until = Callable[[Row], bool]

#: How many entries go to the database at once.
_BATCH = 500
#: What the calendar posted carries its day in place of a receipt.
_BY_DAY = "day:"
#: The columns by which an institution's lines stand under a group and a country.
_PLACING = ("group_code", "risk_country_code", "kind")


class Reader:
    """Rows in order, the next of which can be looked at."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Begin before the first."""
        self._rows: Iterator[Row] = iter(rows)
        self.ahead: Row | None = next(self._rows, None)

    def take(self) -> Row:
        """Return the next row and go on."""
        taken = self.ahead
        if taken is None:
            message = "nothing is left"
            raise ValueError(message)
        self.ahead = next(self._rows, None)
        return taken


class LedgerReplay:
    """One replay into an empty ledger, inside the caller's transaction."""

    def __init__(self, connection: Connection, rows: Callable[[str], Iterable[Row]]) -> None:
        """Take where to write, and where the backup's rows of a table come from."""
        self.connection = connection
        self.rows = rows
        self.entries = Reader(rows(entry.name))
        self.days = Reader(rows(business_day.name))
        self.marks = Reader(rows(trail_mark.name))
        self.versions = Versions(connection, rows)
        self.waiting: list[dict[str, Any]] = []
        self.open_day = ""

    def run(self, moved: Callable[[int], None]) -> None:
        """Replay all of it; `moved` is told the number of audit rows and entries done."""
        tables = {table.name for table in ledger_versioned()}
        for done, image in enumerate(self.rows(audit.name), start=1):
            if image["table_name"] in tables:
                self._catch_up(image)
                self._write(image)
            moved(done)
        self._post(lambda _entry: True)
        self._open(lambda _day: True)

    def _catch_up(self, image: Row) -> None:
        """Bring entries and days to where they stood when this version was written."""
        while self.marks.ahead is not None and self.marks.ahead["audit_number"] < image["number"]:
            self.marks.take()
        mark = self.marks.ahead
        if mark is not None and mark["audit_number"] == image["number"]:
            newest, day = mark["entry_number"], mark["business_date"] or ""
            self._post(lambda one: bool(one["number"] <= newest))
            self._open(lambda one: bool(one["day"] <= day))
        elif image["table_name"] in {"institution", "node", "unit"}:
            moment = image["changed_at"]
            self._post(lambda one: bool(one["recorded_at"] < moment))
            self._open(lambda one: bool(one["opened_at"] <= moment))

    def _write(self, image: Row) -> None:
        """Write a version; an institution that changed its place takes its lines along."""
        if image["table_name"] != institution.name or image["version"] == 1:
            self.versions.write(image)
            return
        place = select(*(institution.c[name] for name in _PLACING)).where(
            institution.c.id == int(image["row_key"])
        )
        before = self.connection.execute(place).one_or_none()
        self.versions.write(image)
        if self.connection.execute(place).one_or_none() != before:
            follow_institutions(self.connection)

    # --- entries ---------------------------------------------------------------------------------

    def _post(self, until: Until) -> None:
        while (ahead := self.entries.ahead) is not None and until(ahead):
            if ahead["mode"] == "auto" and ahead["receipt_id"].startswith(_BY_DAY):
                self._open_through(ahead["receipt_id"].removeprefix(_BY_DAY))
                # The day has posted it; whether equally, the comparison at the end tells.
                self.entries.take()
                continue
            if ahead["business_date"] > self.open_day:
                self._open_through(ahead["business_date"])
            taken = self.entries.take()
            self.waiting.append(bound_row(entry, taken, str(taken["number"])))
            if len(self.waiting) >= _BATCH:
                self._flush()
        self._flush()

    def _flush(self) -> None:
        if self.waiting:
            self.connection.execute(insert(entry), self.waiting)
            self.waiting = []

    # --- days ------------------------------------------------------------------------------------

    def _open_through(self, day: str) -> None:
        if day > self.open_day:
            self._flush()
            self._open(lambda one: bool(one["day"] <= day))

    def _open(self, until: Until) -> None:
        while (ahead := self.days.ahead) is not None and until(ahead):
            day = self.days.take()
            self._number_on(day["day"])
            row = bound_row(metadata.tables[business_day.name], day, day["day"])
            self.connection.execute(insert(business_day), [row])
            self.open_day = day["day"]

    def _number_on(self, day: str) -> None:
        """Keep a gap before what this day posts: SQL Server leaves some."""
        ahead = self.entries.ahead
        if ahead is None or ahead["receipt_id"] != f"{_BY_DAY}{day}":
            return
        last = self.connection.scalar(select(func.max(entry.c.number))) or 0
        if last and ahead["number"] > last + 1:
            number_on(self.connection, entry.name, ahead["number"] - 1)
