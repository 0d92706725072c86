"""What waits: the rows of the home sheet, for one person, with what that person noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from backend.contract.office import MatterAction
from backend.queries import reference
from backend.queries.hands import AuthorityRow, authority_of, most_of, principals_of
from backend.queries.home.approvals import approval_matters
from backend.queries.home.calendar import due_matters, line_matters, node_matters
from backend.queries.home.notes import handed_to, notes_of
from backend.queries.home.office import (
    break_matters,
    evaluation_matters,
    event_matters,
    reminder_matters,
    return_matters,
)
from backend.queries.home.requests import request_matters
from backend.queries.home.rows import Matter, MatterNote, Owner
from backend.queries.institutions import institution_names
from backend.queries.nodes import open_date
from backend.queries.reference import Person
from backend.queries.rows import LimitsBook

#: An open end sorts after every day.
NO_DAY = date.max


@dataclass(frozen=True)
class _Reader:
    """Who looks, and what that person may do."""

    login: str
    unit: str
    operations: frozenset[str]
    principals: frozenset[str] = frozenset()
    hats: Sequence[Person] = ()
    rights: frozenset[tuple[str, str]] = frozenset()
    authorities: Sequence[AuthorityRow] = ()

    def acts(self, owner: Owner) -> bool:
        """Whether the matter waits for this person."""
        if owner.login:
            return owner.login == self.login
        if {self.login, *self.principals} & owner.not_by or owner.operation not in self.operations:
            return False
        if owner.authority is not None and not self._allowed(owner.operation, *owner.authority):
            return False
        return not owner.unit or owner.unit == self.unit or "any_unit" in self.operations

    def _allowed(self, right: str, operation: str, amount_minor: int) -> bool:
        """Whether the last hand may be given up to an amount, as the person or for somebody."""
        held = [
            most_of(self.authorities, one.login, one.role, operation)
            for one in self.hats
            if (one.role, right) in self.rights
        ]
        return any(most is not None and most >= amount_minor for most in held)


def open_matters(connection: Connection, book: LimitsBook) -> Sequence[Matter]:
    """Return what waits for the reader of `book`; the whole team's for who acts for any unit.

    `book` is the limits book of the same moment, whose lines and requests are not read twice.
    Mine first, then by due day, then the larger amount.
    """
    reader = _reader(connection, book.pull.login)
    notes, handed = notes_of(connection, reader.login), handed_to(connection, reader.login)
    matters = []
    for matter in _all(connection, book):
        mine = reader.acts(matter.owner) or matter.key in handed
        if mine or "any_unit" in reader.operations:
            noted = notes.get(matter.key, MatterNote())
            matters.append(replace(matter, is_mine=mine, note=noted))
    return sorted(matters, key=_order)


def _order(matter: Matter) -> tuple[object, ...]:
    put_off = matter.note.action is MatterAction.LATER
    amount_minor = matter.amount_minor or 0
    return (put_off, not matter.is_mine, matter.due_date or NO_DAY, -amount_minor, matter.key)


def urgency(matter: Matter, today: date) -> str:
    """Return `overdue`, `today`, `week` or nothing; what was put off is not urgent till its day."""
    if matter.note.until_date is not None and matter.note.until_date > today:
        return ""
    if matter.due_date is None:
        return ""
    if matter.due_date < today:
        return "overdue"
    if matter.due_date == today:
        return "today"
    ends = today + timedelta(days=6 - today.weekday())
    return "week" if matter.due_date <= ends else ""


def _reader(connection: Connection, login: str) -> _Reader:
    people = reference.persons(connection)
    day = open_date(connection)
    principals = principals_of(connection, login, day)
    hats = [people[one] for one in (login, *principals) if one in people]
    roles = {one.role for one in hats}
    rights = reference.permissions(connection)
    operations = frozenset(operation for role, operation in rights if role in roles)
    person = people.get(login)
    return _Reader(
        login,
        person.unit if person else "",
        operations,
        frozenset(principals),
        hats,
        rights,
        authority_of(connection, day),
    )


def _all(connection: Connection, book: LimitsBook) -> Iterator[Matter]:
    today = book.pull.as_of
    names, units = institution_names(connection), reference.units(connection)
    persons = reference.persons(connection)
    yield from request_matters(connection, book.requests, units)
    yield from approval_matters(connection, names, persons)
    yield from due_matters(connection, today, names, units, persons)
    yield from line_matters(book.ledger, today)
    by_bic8 = {name.bic8: name for name in names.values()}
    yield from node_matters(book.lookups.ladder, today, by_bic8)
    yield from event_matters(connection, names, persons)
    yield from break_matters(connection, units)
    yield from evaluation_matters(connection, names, persons)
    yield from reminder_matters(connection, today, names)
    yield from return_matters(connection, today, units)
