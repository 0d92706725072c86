"""The desk of this process: one frozen snapshot, replaced by a refresh and never by a cell.

Importing opens nothing; the first question or refresh reads the house that `open_desk` named. While
the database is away cells are errors, so that ten thousand don't wait for it one after the other.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from backend.bootstrap import House
from backend.dates import SHANGHAI
from backend.errors import FideskError, OutageError
from backend.language import Language
from backend.queries.cells.snapshot import Snapshot, take_snapshot
from backend.queries.reciprocity.flow_years import FlowYear, read_flow_year
from udfs.errors import CellErrorKind, CellRefusedError
from udfs.names import Names

Answer = TypeVar("Answer")
#: How many days are kept besides the open one, and how many one question may name.
KEPT_DAYS = 4


@dataclass(frozen=True)
class Sight:
    """What one calculation sees: one snapshot from its first cell to its last.

    `answers` remembers what was answered since the last refresh.
    """

    desk: Desk
    live: Snapshot
    names: Names
    answers: dict[object, object]
    flow_years: dict[int, FlowYear]
    _days: dict[date, Snapshot] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language in which texts are answered."""
        return self.desk.house.settings.language

    def snapshot(self, day: date | None) -> Snapshot:
        """Return the snapshot of a day; of today when `day` is the business date or missing."""
        if day is None or day == self.live.day:
            return self.live
        if day not in self._days:
            if len(self._days) >= KEPT_DAYS:
                raise CellRefusedError(CellErrorKind.NUMBER, "cell_too_many_days", most=KEPT_DAYS)
            self._days[day] = self.desk.as_of(day)
        return self._days[day]

    def flows(self, year: int) -> FlowYear:
        """Return a year's flows; read once, then again by each refresh that finds a change."""
        if year not in self.flow_years:
            self.flow_years[year] = self.desk.flow_year(year, self.live.day)
        return self.flow_years[year]


class _Live(NamedTuple):
    """What is replaced as a whole, so that no calculation sees half of it."""

    snapshot: Snapshot
    names: Names
    answers: dict[object, object]
    flow_years: dict[int, FlowYear]


class Desk:
    """A house, its snapshot, and at most four snapshots of other days."""

    def __init__(self, house: House) -> None:
        """Keep the house; nothing is read yet."""
        self.house = house
        self._lock = threading.Lock()
        self._live: _Live | None = None
        self._failure: FideskError | None = None
        self._days: OrderedDict[date, Snapshot] = OrderedDict()

    def sight(self) -> Sight:
        """Return what a calculation that starts now may see; reads only when nothing was read.

        Raises `OutageError` when the database was away at the last attempt, `CellRefusedError`
        when the login is nobody's.
        """
        live = self._live
        if live is None and self._failure is None:
            self.refresh()
            live = self._live
        if self._failure is not None:
            raise self._failure
        assert live is not None
        if self.house.login not in live.snapshot.logins:
            raise CellRefusedError(
                CellErrorKind.REFERENCE, "cell_not_permitted", login=self.house.login
            )
        return Sight(self, live.snapshot, live.names, live.answers, live.flow_years)

    def refresh(self) -> bool:
        """Replace the snapshot if anything has changed; return whether it was replaced.

        For the ribbon, a timer or a command. Raises what kept it from reading; cells are errors
        from then on, until a refresh succeeds.
        """
        with self._lock:
            try:
                replaced = self._read()
            except FideskError as error:
                self._failure = error
                raise
            self._failure = None
            return replaced

    def _read(self) -> bool:
        self._require_file()
        now = self.house.clock().astimezone(SHANGHAI)
        flow_years: dict[int, FlowYear] = {}
        with self.house.reading() as connection:
            if self._live is not None:
                snapshot, names, _answers, flow_years = self._live
                same_day = snapshot.taken_at.date() == now.date()
                if same_day and not snapshot.is_stale(connection):
                    self._live = _Live(replace(snapshot, taken_at=now), names, {}, flow_years)
                    return False
            snapshot = take_snapshot(connection, now)
            # What cells ask for is read again here, so that no cell has to.
            flow_years = {one: read_flow_year(connection, one, snapshot.day) for one in flow_years}
        self._live = _Live(snapshot, Names(snapshot), {}, flow_years)
        self._days.clear()
        return True

    def as_of(self, day: date) -> Snapshot:
        """Return the snapshot of another day, read when it isn't kept.

        Raises `CellRefusedError` for a day before the first record.
        """
        with self._lock:
            found = self._days.get(day)
            if found is None:
                found = self._days[day] = self._ask(
                    lambda connection: take_snapshot(connection, self.house.clock(), day)
                )
                if len(self._days) > KEPT_DAYS:
                    self._days.popitem(last=False)
            self._days.move_to_end(day)
        if not found.book.nodes:
            given = day.isoformat()
            raise CellRefusedError(CellErrorKind.NUMBER, "cell_before_records", date=given)
        return found

    def flow_year(self, year: int, today: date) -> FlowYear:
        """Read a year's flows. Raises what kept it from reading."""
        return self._ask(lambda connection: read_flow_year(connection, year, today))

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        if self._failure is not None:
            raise self._failure
        try:
            self._require_file()
            with self.house.reading() as connection:
                return question(connection)
        except OutageError as error:
            self._failure = error
            raise

    def _require_file(self) -> None:
        # SQLite would make an empty file where the book is missing.
        settings = self.house.settings
        if settings.is_file and not settings.path.is_file():
            raise OutageError("no_database", path=str(settings.path))


_OPEN: list[Desk] = []


def open_desk(house: House) -> Desk:
    """Make `house` the one that this process's cells ask; nothing is read yet."""
    desk = Desk(house)
    _OPEN[:] = [desk]
    return desk


def close_desk() -> None:
    """Let cells ask nobody."""
    _OPEN.clear()


def current_desk() -> Desk:
    """Return the open desk; raises `CellRefusedError` while there is none."""
    if not _OPEN:
        raise CellRefusedError(CellErrorKind.REFERENCE, "cell_not_connected")
    return _OPEN[0]
