"""Found a desk: schema, reference data, permissions, the first business date."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select

from backend.errors import InputError
from backend.money import FACTOR_SCALE
from backend.queries.reference import permissions, persons, working_days
from backend.services.days import business_date_of
from backend.services.founding.dealings import fill_dealings
from backend.services.founding.evaluation import fill_evaluation
from backend.services.founding.hands import fill_hands
from backend.services.founding.parameters import fill_parameters
from backend.services.founding.permissions import PERMISSIONS
from backend.services.founding.shipped import shipped
from backend.services.transaction import transact
from backend.store.migrate import present_schema, upgrade
from backend.store.tables import reference
from backend.store.tables.ledger import business_day

Record = Mapping[str, str]


def found(engine: Engine, moment: datetime, login: str) -> None:
    """Bring the schema up to date and fill what is missing; safe to repeat.

    A house that stands is an administrator's to mend: raises `InputError` `unknown_login` or
    `not_permitted`. On a server only the database's owner can.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            _require_administrator(connection, login)
    upgrade(engine)

    def work(connection: Connection) -> None:
        fill_dealings(connection)
        fill_evaluation(connection)
        if connection.scalar(select(reference.setting.c.value).limit(1)) is None:
            _fill(connection, moment, login)
        fill_parameters(connection)
        fill_hands(connection)

    transact(engine, work)


def _require_administrator(connection: Connection, login: str) -> None:
    """Ask as an older schema can answer: without those for whom a person stands in."""
    if not present_schema(connection):
        return
    people = persons(connection, [login])
    if login not in people:
        raise InputError("unknown_login", login=login)
    if (people[login].role, "load") not in permissions(connection):
        raise InputError("not_permitted", login=login)


def _fill(connection: Connection, moment: datetime, login: str) -> None:
    signed = {"version": 1, "changed_at": moment, "changed_by": login, "submission_id": ""}
    _put(connection, reference.currency, map(_currency, shipped("currencies")))
    _put(
        connection, reference.country, ({**_country(one), **signed} for one in shipped("countries"))
    )
    _put(connection, reference.product, map(_product, shipped("products")))
    _put(connection, reference.factor, map(_factor, shipped("products")))
    _put(connection, reference.unit, ({**_unit(one), **signed} for one in shipped("units")))
    _put(connection, reference.calendar_day, map(_calendar_day, shipped("calendar")))
    _put(
        connection,
        reference.permission,
        (
            {"role": role, "operation": operation}
            for role, operations in PERMISSIONS.items()
            for operation in operations
        ),
    )
    administrator = {
        "login": login,
        "name_zh": login,
        "name_en": login,
        "unit_code": "financial_institutions",
        "role": "administrator",
        "telephone": "",
        **signed,
    }
    _put(connection, reference.person, [administrator])
    _put(connection, reference.setting, [{"name": "database_id", "value": str(uuid.uuid4())}])
    day = business_date_of(moment, working_days(connection))
    _put(connection, business_day, [{"day": day, "opened_at": moment, "opened_by": login}])


def _put(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    listed = [dict(row) for row in rows]
    if listed:
        connection.execute(insert(table), listed)


def _currency(record: Record) -> dict[str, Any]:
    return {
        "code": record["code"],
        "minor_units": int(record["minor_units"]),
        "name_zh": record["name_zh"],
        "name_en": record["name_en"],
    }


def _country(record: Record) -> dict[str, Any]:
    return {name: record[name] for name in ("code", "kind", "name_zh", "name_en")}


def _product(record: Record) -> dict[str, Any]:
    return {
        "code": record["code"],
        "name_zh": record["name_zh"],
        "name_en": record["name_en"],
        "line_type": record["line_type"],
        "sort_order": int(record["sort_order"]),
    }


def _factor(record: Record) -> dict[str, Any]:
    return {
        "product_code": record["code"],
        "valid_from": date(2020, 1, 1),
        "factor_e6": int(Decimal(record["factor_percent"]) * FACTOR_SCALE / 100),
    }


def _unit(record: Record) -> dict[str, Any]:
    return {
        "code": record["code"],
        "parent_code": record["parent_code"] or None,
        "kind": record["kind"],
        "name_zh": record["name_zh"],
        "name_en": record["name_en"],
        "telephone": record["telephone"],
        "allocates": int(record["allocates"]),
        "valid_from": date.fromisoformat(record["valid_from"]),
        "valid_to": date.fromisoformat(record["valid_to"]) if record["valid_to"] else None,
        "sort_order": int(record["sort_order"]),
    }


def _calendar_day(record: Record) -> dict[str, Any]:
    return {
        "day": date.fromisoformat(record["date"]),
        "working": int(record["kind"] == "work"),
        "name_zh": record["name_zh"],
        "name_en": record["name_en"],
    }
