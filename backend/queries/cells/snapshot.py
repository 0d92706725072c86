"""Everything that cells ask for, read in one transaction and frozen with its times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, select

from backend.dates import SHANGHAI
from backend.ledger.state import Book
from backend.queries import reference
from backend.queries.cells.changes import Marker, read_marker
from backend.queries.evaluation.snapshot import EvaluationSnapshot, take_evaluations
from backend.queries.institution_index import InstitutionIndex
from backend.queries.institutions import entity_of, institution_names
from backend.queries.labels import NodeLabels
from backend.queries.nodes import load_book
from backend.queries.parameters import Parameters, read_parameters
from backend.queries.past.as_of import load_book_as_of
from backend.queries.reference import Unit
from backend.queries.room import Place, Room, room_at
from backend.queries.rows import InstitutionName, Label
from backend.store.tables.institutions import institution_group


@dataclass(frozen=True)
class Snapshot:
    """The desk at one moment. Nothing in it changes; rooms are worked out once and remembered.

    `day` is the business date of its figures. `taken_at` (Shanghai time) is the moment of the
    reservations; `business_systems_at` that of what business systems delivered, `None` while
    they have delivered nothing. `line_ids` names the institution whose lines a BIC8 uses.
    `as_of` tells a past (or coming) day from the open one.
    """

    day: date
    taken_at: datetime
    business_systems_at: datetime | None
    as_of: bool
    marker: Marker
    index: InstitutionIndex
    line_ids: Mapping[str, int]
    products: Mapping[str, Label]
    units: Mapping[str, Unit]
    logins: frozenset[str]
    parameters: Parameters
    book: Book
    evaluation: EvaluationSnapshot
    _rooms: dict[tuple[Place, int], Room] = field(default_factory=dict, repr=False, compare=False)

    def room(self, institution: InstitutionName, product: str, unit: str, tenor_days: int) -> Room:
        """Return the room at a place for a deal of `tenor_days`; a `unit` or all of them ("")."""
        place = Place(self.line_ids[institution.bic8], product, unit)
        found = self._rooms.get((place, tenor_days))
        if found is None:
            exposure = self.parameters.exposure_ratio(place.line_id, product, tenor_days)
            found = room_at(self.book, self.units, place, tenor_days, exposure)
            self._rooms[(place, tenor_days)] = found
        return found

    def use_factor(self, institution: InstitutionName, product: str, days: int) -> int | None:
        """Return what a deal with so many days left takes of its line, times 10**6."""
        netted = self.line_ids[institution.bic8] in self.parameters.netting
        return self.parameters.use.use_factor(product, days, netted=netted)

    def is_stale(self, connection: Connection) -> bool:
        """Whether something has changed since; one statement."""
        return read_marker(connection) != self.marker


def take_snapshot(
    connection: Connection, taken_at: datetime, as_of: date | None = None
) -> Snapshot:
    """Read the desk as it stands at `taken_at`, or as of a day, in sixteen statements.

    The marker; countries, groups, institutions, products, units and persons; parameters (rates,
    factors, currencies, calendar); open date, nodes with balances, edges, dues, legs of loans;
    grades, statements, their items. As of a past day nodes with sums, edges and older versions
    stand for the five of the book: fourteen in all.
    """
    marker = read_marker(connection)
    names = institution_names(connection)
    labels = _labels(connection, names)
    moment = taken_at.astimezone(SHANGHAI)
    open_day = marker.open_day or moment.date()
    parameters = read_parameters(
        connection, lambda days: as_of or max(open_day, days.on_or_after(moment.date()))
    )
    day = parameters.day
    if day < open_day:
        book = load_book_as_of(connection, day, labels)
    else:
        book = load_book(connection, day, labels=labels)
    ids = {one.bic8: number for number, one in names.items()}
    return Snapshot(
        day=day,
        taken_at=moment,
        business_systems_at=_in_shanghai(marker.business_systems_at),
        as_of=as_of is not None and as_of != open_day,
        marker=marker,
        index=InstitutionIndex(names.values()),
        line_ids={bic8: ids[entity_of(names[number])] for bic8, number in ids.items()},
        products=labels.products,
        units=labels.units,
        logins=frozenset(labels.persons),
        parameters=parameters,
        book=book,
        evaluation=take_evaluations(connection, day),
    )


def _in_shanghai(moment: datetime | None) -> datetime | None:
    return moment.astimezone(SHANGHAI) if moment is not None else None


def _labels(connection: Connection, names: Mapping[int, InstitutionName]) -> NodeLabels:
    """Return what `NodeLabels.read` would, without reading the institutions a second time."""
    return NodeLabels(
        countries=reference.countries(connection),
        groups={
            row.code: Label(code=row.code, zh=row.name_zh, en=row.name_en)
            for row in connection.execute(select(institution_group))
        },
        institutions={
            number: Label(code=one.bic8, zh=one.short_zh, en=one.short_en)
            for number, one in names.items()
        },
        products=reference.products(connection),
        units=reference.units(connection),
        persons=reference.persons(connection),
    )
