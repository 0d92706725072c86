"""The desk's reference data, read once per question: units, products, persons, rates, days."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from backend.money import LEDGER_CURRENCY, RATE_SCALE
from backend.queries.rows import Label, UnitName
from backend.store.tables import reference as tables


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who may give commands."""

    login: str
    name_zh: str
    name_en: str
    unit: str
    role: str
    telephone: str


@dataclass(frozen=True, kw_only=True)
class Unit(UnitName):
    """A department or branch; only one that `allocates` holds shares of lines."""

    kind: str
    allocates: bool
    valid_from: date
    valid_to: date | None


#: What is asked of a unit: who changed it last and when is the audit's.
_OF_UNIT = (
    "code",
    "parent_code",
    "name_zh",
    "name_en",
    "telephone",
    "kind",
    "allocates",
    "valid_from",
    "valid_to",
)


def units(connection: Connection) -> Mapping[str, Unit]:
    """Return every unit by code, in the order of the allocation sheet."""
    columns = [tables.unit.c[name] for name in _OF_UNIT]
    rows = connection.execute(select(*columns).order_by(tables.unit.c.sort_order))
    return {
        row.code: Unit(
            code=row.code,
            parent=row.parent_code or "",
            name_zh=row.name_zh,
            name_en=row.name_en,
            telephone=row.telephone,
            kind=row.kind,
            allocates=bool(row.allocates),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    }


def products(connection: Connection) -> Mapping[str, Label]:
    """Return the product lines by code, in order."""
    rows = connection.execute(select(tables.product).order_by(tables.product.c.sort_order))
    return {row.code: Label(code=row.code, zh=row.name_zh, en=row.name_en) for row in rows}


def countries(connection: Connection, codes: Collection[str] | None = None) -> Mapping[str, Label]:
    """Return countries and regions (all when `None`) by code, in the bank's own words."""
    country = tables.country
    question = select(country.c.code, country.c.name_zh, country.c.name_en)
    if codes is not None:
        question = question.where(country.c.code.in_(codes))
    return {code: Label(code=code, zh=zh, en=en) for code, zh, en in connection.execute(question)}


def minor_units(connection: Connection) -> Mapping[str, int]:
    """Return the minor units of every currency, per ISO 4217."""
    rows = connection.execute(select(tables.currency.c.code, tables.currency.c.minor_units))
    return {code: int(units) for code, units in rows}


def persons(connection: Connection, logins: Collection[str] | None = None) -> Mapping[str, Person]:
    """Return these persons, everybody when `None`, by login."""
    person = tables.person
    question = select(
        person.c.login,
        person.c.name_zh,
        person.c.name_en,
        person.c.unit_code,
        person.c.role,
        person.c.telephone,
    )
    if logins is not None:
        question = question.where(person.c.login.in_(logins))
    return {
        row.login: Person(
            login=row.login,
            name_zh=row.name_zh,
            name_en=row.name_en,
            unit=row.unit_code,
            role=row.role,
            telephone=row.telephone,
        )
        for row in connection.execute(question.order_by(person.c.login))
    }


def permissions(connection: Connection) -> frozenset[tuple[str, str]]:
    """Return every permitted (role, operation); what is not listed is denied."""
    rows = connection.execute(select(tables.permission))
    return frozenset((row.role, row.operation) for row in rows)


def rates(connection: Connection, day: date) -> Mapping[str, int]:
    """Return US dollars for one unit, times 10**12, by currency: the newest not after `day`.

    The newest of each currency is found by the key of the table, however many days it holds.
    """
    rate, currency = tables.rate, tables.currency
    newest = (
        select(rate.c.rate_e12)
        .where(rate.c.currency_code == currency.c.code, rate.c.day <= day)
        .order_by(rate.c.day.desc(), rate.c.kind.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(select(currency.c.code, newest))
    known = {code: int(rate_e12) for code, rate_e12 in rows if rate_e12 is not None}
    # The ledger's own currency needs no rate of anybody's.
    return {LEDGER_CURRENCY: RATE_SCALE, **known}


def factors(connection: Connection, day: date) -> Mapping[str, int]:
    """Return what a deal takes from its line, times 10**6, by product: the newest till `day`."""
    factor = tables.factor
    rows = connection.execute(
        select(factor.c.product_code, factor.c.factor_e6)
        .where(factor.c.valid_from <= day)
        .order_by(factor.c.valid_from)
    )
    return {code: int(factor_e6) for code, factor_e6 in rows}


class WorkingDays:
    """Monday to Friday, with the exceptions of the calendar: holidays and worked weekends."""

    def __init__(self, exceptions: Mapping[date, bool]) -> None:
        """Keep the exceptions: day → whether it is worked."""
        self._exceptions = exceptions

    def is_working(self, day: date) -> bool:
        """Whether the bank works on `day`."""
        return self._exceptions.get(day, day.weekday() < calendar.SATURDAY)

    def on_or_after(self, day: date) -> date:
        """Return the first working day not before `day`."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        """Return the last working day not after `day`."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def between(self, after: date, until: date) -> Sequence[date]:
        """Return the working days after `after`, up to and including `until`."""
        count = (until - after).days
        days = [after + timedelta(days=step) for step in range(1, count + 1)]
        return [day for day in days if self.is_working(day)]


def working_days(connection: Connection) -> WorkingDays:
    """Return the bank's calendar."""
    rows = connection.execute(select(tables.calendar_day.c.day, tables.calendar_day.c.working))
    return WorkingDays({day: bool(working) for day, working in rows})


def last_calendar_day(connection: Connection) -> date | None:
    """Return the last day that the calendar says anything of; `None` when it says nothing."""
    last: date | None = connection.scalar(select(func.max(tables.calendar_day.c.day)))
    return last
