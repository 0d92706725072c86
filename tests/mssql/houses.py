"""The small house of the tests on either database, and what it comes to."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, insert, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

from backend.bootstrap import House as Open
from backend.bootstrap import found_house
from backend.contract import Dimension
from backend.language import Language
from backend.services.masters import load_institutions, load_persons, load_rates
from backend.settings import Settings
from backend.store.tables import ledger, trail
from backend.store.tables.hands import policy
from tests import house as small
from tests.house import MILLION, Clock, House

FOUNDER = "founder"
#: Of a test that failed, nobody else would close them.
_ENGINES: list[Engine] = []


def settings_of(database: str) -> Settings:
    return Settings(database, FOUNDER, Language.ENGLISH)


def kept(opened: Open) -> Open:
    """Return an open house whose engine is closed before its database is dropped."""
    _ENGINES.append(opened.engine)
    return opened


@contextmanager
def fresh_database() -> Iterator[str]:
    """Give the URL of a new database on the tests' server; it is gone afterwards."""
    url = make_url(os.environ["FIDESK_TEST_MSSQL_URL"])
    name = f"fidesk_test_{secrets.token_hex(4)}"
    master = create_engine(url.set(database="master"), isolation_level="AUTOCOMMIT")
    with master.connect() as connection:
        _insist(connection, f"CREATE DATABASE {name}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        while _ENGINES:
            _ENGINES.pop().dispose()
        with master.connect() as connection:
            with suppress(DBAPIError):  # not every server knows it
                connection.exec_driver_sql(
                    f"ALTER DATABASE {name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE"
                )
            _insist(connection, f"DROP DATABASE {name}")
        master.dispose()


def _insist(connection: Any, statement: str) -> None:
    """Run a statement, again when another test's database or a lingering session is in its way."""
    for attempt in range(200, -1, -1):
        try:
            connection.exec_driver_sql(statement)
        except DBAPIError:
            if not attempt:
                raise
        else:
            return


def found(database: str, *, hands: int = 0) -> House:
    """Found the small house of `tests.house` in a new database, a file or a URL.

    `hands`: so many do for every operation, whatever the founded policy says.
    """
    clock = Clock(small.ten_o_clock(small.MONDAY))
    engine = kept(found_house(settings_of(database), clock)).engine
    persons = [
        {"login": login, "name_zh": f"{login}先生", "name_en": login, "unit_code": unit}
        | {"role": role, "telephone": "8000"}
        for login, (unit, role) in small.PERSONS.items()
    ]
    load_persons(engine, persons, clock.now, FOUNDER)
    rates = [
        {"currency_code": code, "day": small.MONDAY, "kind": "test", "rate_e12": rate}
        | {"source": "test"}
        for code, rate in small.RATES.items()
    ]
    load_rates(engine, rates, clock.now)
    group = {"code": "example", "name_zh": "示例集团", "name_en": "Example Group"}
    banks = [
        small._bank(small.YI, "示例银行乙", "B"),
        small._bank(small.BING, "示例银行丙", "C"),
        small._bank(small.YI_SINGAPORE, "示例银行乙新加坡分行", "B Singapore", small.YI),
    ]
    groups = [group | {"risk_country_code": "JP"}]
    load_institutions(engine, groups, banks, clock.now, FOUNDER)
    if hands:
        _let(engine, hands)
    path = Path(database) if "://" not in database else Path()
    return House(path, engine, clock)


def with_lines(database: str, *, hands: int = 0) -> House:
    """Return it with lines, in millions: placement treasury 40, trade 20, 320000 10 of 20."""
    house = found(database, hands=hands)
    answers = [
        house.cap(Dimension.COUNTRY, 500 * MILLION),
        house.cap(Dimension.GROUP, 300 * MILLION),
        house.approve(200 * MILLION, product=""),
        house.approve(100 * MILLION),
    ]
    shares = {"treasury": 40, "trade": 20, "overseas_branches": 20, "domestic_branches": 20}
    for unit, share in {**shares, "320000": 10}.items():
        answers.append(house.allocate(unit, share * MILLION))
    assert all(one.accepted for one in answers), answers
    return house


def _let(engine: Engine, count: int) -> None:
    """Change the policy while there is no entry yet: later it changes from a coming day only."""
    rule = {"valid_from": small.MONDAY, "from_minor": 0, "hands": count}
    with engine.begin() as connection:
        operations = connection.scalars(select(policy.c.operation).distinct()).all()
        connection.execute(insert(policy), [rule | {"operation": one} for one in operations])


def picture(engine: Engine) -> dict[str, Any]:
    """Return what the database holds, without the database's own numbers."""
    with engine.connect() as connection:

        def rows(question: Any) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in connection.execute(question)]

        key_of = dict(rows(select(ledger.node.c.id, ledger.node.c.node_key)))
        balances = rows(select(ledger.balance))
        paths = rows(select(ledger.path))
        audit = trail.audit.c
        images = rows(select(audit.table_name, audit.row_key, audit.version, audit.image))
        return {
            "balances": {key_of[node]: figures for node, *figures in balances},
            "paths": sorted((key_of[low], key_of[high], *rest) for low, high, *rest in paths),
            "entries": rows(
                select(*(one for one in ledger.entry.c if one.name != "number")).order_by(
                    ledger.entry.c.number
                )
            ),
            "dues": sorted(rows(select(ledger.due)), key=str),
            "open": sorted(rows(select(ledger.open_draw)), key=str),
            "days": sorted(rows(select(ledger.business_day))),
            "receipts": sorted(rows(select(trail.receipt)), key=str),
            "audit": sorted((*row, json.loads(image)) for *row, image in images),
        }


def refusal(engine: Engine, *statements: Executable) -> str:
    """Run statements in one transaction; return by which word they were refused, else nothing."""
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)
    except DBAPIError as error:
        words = str(error.orig)
        named = re.search(r"fidesk:([a-z_]+)", words)
        if named is not None:
            return named[1]
        number = error.orig.args[0] if error.orig is not None else 0
        if number in {2601, 2627}:
            return "duplicate_id"
        return "constraint" if number == 547 or "constraint" in words else words
    return ""


def entries(house: House, *rows: dict[str, Any]) -> Executable:
    """Return one statement that inserts entries as a program of somebody else might."""
    book = house.book()
    usual: dict[str, Any] = {
        "mode": "ask",
        "receipt_id": "forged",
        "submission_id": "",
        "resolves_id": None,
        "loan_id": None,
        "deal_currency": "USD",
        "business_date": house.today,
        "last_date": house.today,
        "recorded_at": house.clock.now,
        "login": "mallory",
    }
    usual |= dict.fromkeys((*ledger.DELTAS, "loan_delta_minor", "deal_amount_minor"), 0)
    ready = []
    for row in rows:
        columns = {**usual, **row}
        node = book.nodes[small.key(columns.pop("node"))]
        ready.append({**columns, "node_id": node.row_id})
    return insert(ledger.entry).values(ready)
