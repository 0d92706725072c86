"""A house of the schema before is brought up to date with what stands in it; on either database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, insert, select

from backend.store.engine import file_engine, server_engine
from backend.store.migrate import configuration, newest_schema, present_schema, upgrade
from backend.store.tables import ledger, metadata, reference
from tests.house import FEBRUARY, MILLION, MONDAY, YI, ten_o_clock
from tests.mssql import houses

NOW = ten_o_clock(MONDAY)
SIGNED = {"version": 1, "changed_at": NOW, "changed_by": "li", "submission_id": ""}
NAMES = {"name_zh": "示例", "name_en": "Example"}
KEYS = {1: "entity:1", 2: "product:1/placement", 3: "unit:1/placement/treasury"}
DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", pytest.param("mssql", marks=pytest.mark.mssql)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return a database that holds a house of schema 0002."""
    if request.param == "sqlite":
        made = file_engine(tmp_path / "old.db")
    else:
        made = server_engine(request.getfixturevalue("server_database"))
    with made.begin() as connection:
        command.upgrade(configuration(connection), "0002")
        _fill(connection)
    yield made
    made.dispose()


def _fill(connection: Connection) -> None:
    """Write a line, draws, releases and reservations, as the triggers of 0002 left them."""

    def put(table: str, *rows: dict[str, Any]) -> None:
        for row in rows:
            connection.execute(insert(metadata.tables[table]), [row])

    put("currency", {"code": "USD", "minor_units": 2, **NAMES})
    put("currency", {"code": "EUR", "minor_units": 2, **NAMES})
    put("country", {"code": "JP", "kind": "country", **NAMES, **SIGNED})
    unit = {"code": "treasury", "kind": "department", "telephone": "1", "allocates": 1}
    put("unit", unit | {"valid_from": MONDAY, "sort_order": 1, **NAMES, **SIGNED})
    put("product", {"code": "placement", "line_type": "revolving", "sort_order": 1, **NAMES})
    group = {"code": "example", "risk_country_code": "JP"}
    put("institution_group", group | NAMES | SIGNED)
    bank = {"id": 1, "bic8": YI, "customer_number": "K1", "country_code": "JP", "city": "Tokyo"}
    bank |= {"short_name_zh": "例", "short_name_en": "E", "pinyin_initials": "l", "kind": "bank"}
    bank |= {"risk_country_code": "JP", "group_code": "example", "origin": "test"}
    put("institution", bank | {"onshore_legal_person": 0} | NAMES | SIGNED)
    put("permission", {"role": "administrator", "operation": "load"})
    put("business_day", {"day": MONDAY, "opened_at": NOW, "opened_by": "li"})
    place = {"institution_id": 1, "limited": 1, "line_type": "revolving"}
    product, leaf = {"product_code": "placement"}, {"unit_code": "treasury"}
    for number, own in ((1, {}), (2, product), (3, product | leaf)):
        key = KEYS[number]
        dimension = key.partition(":")[0]
        put(
            "node",
            {"id": number, "node_key": key, "dimension": dimension, **place, **own, **SIGNED},
        )
        amounts = dict.fromkeys(ledger.balance.c.keys(), 0)
        del amounts["exposure_used_minor"], amounts["exposure_reserved_minor"]
        amounts |= {"node_id": number, "approved_minor": 100 * MILLION}
        amounts |= {"used_minor": 6 * MILLION, "reserved_minor": 7 * MILLION}
        put("balance", amounts | {"allocated_minor": 100 * MILLION if number == 2 else 0})
        for above in range(1, number + 1):
            depth = {"depth": number - above, "valid_from": MONDAY}
            put("path", {"node_id": number, "ancestor_id": above, **depth})
        if number > 1:
            up = {"child_id": number, "parent_id": number - 1, "strict": int(number == 3)}
            put("edge", up | {"valid_from": MONDAY})
    _fill_entries(put)


def _fill_entries(put: Any) -> None:
    usual = {"node_id": 3, "mode": "ask", "receipt_id": "r", "deal_currency": "USD"}
    usual |= {"rate_e12": 10**12, "factor_e6": 10**6, "business_date": MONDAY}
    usual |= {"recorded_at": NOW, "login": "li", "value_date": MONDAY}
    usual |= {"maturity_date": MONDAY + 30 * DAY}

    def posted(name: str, kind: str, millions: int, **more: Any) -> None:
        row = {"id": name, "kind": kind, "deal_amount_minor": abs(millions) * MILLION}
        measure = "reserved" if kind == "reserve" else "used"
        put("entry", usual | row | {f"{measure}_delta_minor": millions * MILLION} | more)

    posted("open", "draw", 5)
    posted("closed", "draw", 3, deal_currency="EUR", maturity_date=FEBRUARY)
    posted("part", "release", -2, resolves_id="open")
    posted("whole", "release", -3, resolves_id="closed", deal_currency="EUR")
    posted("dateless", "draw", 3, value_date=None, maturity_date=None)
    for name, currency, last in (("held", "EUR", FEBRUARY), ("short", "USD", MONDAY + DAY)):
        size = 4 if name == "held" else 3
        posted(name, "reserve", size, deal_currency=currency, maturity_date=last, last_date=last)
        due = {"entry_id": name, "kind": "lapse", "node_id": 3, "on_expiry": "", "drawn_minor": 0}
        put("due", due | {"last_date": last, "open_minor": size * MILLION})


def _upgraded(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        assert present_schema(connection) == newest_schema()


def test_what_is_open_is_found_in_what_stands(engine: Engine) -> None:
    _upgraded(engine)
    drawn, held = ledger.open_draw.c, ledger.due.c
    with engine.connect() as connection:
        rows = connection.execute(select(ledger.open_draw)).all()
        found = {row.entry_id: row for row in rows}
        holds = {
            row.entry_id: (row.tenor_days, row.currency_code, row.open_exposure_minor)
            for row in connection.execute(
                select(held.entry_id, held.tenor_days, held.currency_code, held.open_exposure_minor)
            )
        }
        balances = connection.execute(select(ledger.balance)).all()
    measures = (drawn.open_deal_minor, drawn.open_use_minor, drawn.tenor_days, drawn.maturity_date)
    assert {
        name: tuple(row._mapping[one.name] for one in measures) for name, row in found.items()
    } == {
        "open": (3 * MILLION, 3 * MILLION, 30, MONDAY + 30 * DAY),
        "closed": (0, 0, (FEBRUARY - MONDAY).days, FEBRUARY),
        "dateless": (3 * MILLION, 3 * MILLION, 0, None),
    }
    assert found["closed"].currency_code == "EUR"
    assert holds == {"held": ((FEBRUARY - MONDAY).days, "EUR", 0), "short": (1, "USD", 0)}
    assert {(row.used_minor, row.exposure_used_minor) for row in balances} == {(6 * MILLION, 0)}


def test_the_ledger_goes_on_where_it_stood(engine: Engine) -> None:
    _upgraded(engine)

    def post(name: str, kind: str, **columns: Any) -> str:
        row = {"id": name, "kind": kind, "node_id": 3, "mode": "ask", "receipt_id": "later"}
        row |= {"deal_currency": "USD", "rate_e12": 1, "factor_e6": 1, "business_date": MONDAY}
        row |= {"recorded_at": NOW, "login": "li"}
        return houses.refusal(engine, insert(ledger.entry).values({**row, **columns}))

    def release(name: str, of: str, millions: int) -> str:
        amounts = {"used_delta_minor": -millions * MILLION, "deal_amount_minor": millions * MILLION}
        return post(name, "release", resolves_id=of, **amounts)

    assert release("a", "open", 4) == "already_resolved"
    assert release("a", "closed", 1) == "already_resolved"
    assert release("a", "open", 3) == ""
    void = {"resolves_id": "held", "reserved_delta_minor": -4 * MILLION}
    assert post("b", "void", **void) == ""
    cold = {"frozen_delta_minor": MILLION, "last_date": MONDAY + DAY}
    assert post("c", "freeze", **cold) == ""
    # A limit by tenor is a kind of node now; it finds what is open.
    tenor = {"id": 9, "node_key": "tenor:1/placement/0", "dimension": "tenor"}
    tenor |= {"institution_id": 1, "product_code": "placement", "tenor_from_days": 0}
    tenor |= {"limited": 1, "line_type": "revolving", **SIGNED}
    assert houses.refusal(engine, insert(ledger.node).values(tenor)) == ""
    across = select(ledger.balance).where(ledger.balance.c.node_id == 9)
    with engine.connect() as connection:
        row = connection.execute(across).one()
    assert (row.used_minor, row.reserved_minor) == (3 * MILLION, 3 * MILLION)

    day = {"day": MONDAY + 2 * DAY, "opened_at": NOW + 2 * DAY, "opened_by": "li"}
    assert houses.refusal(engine, insert(ledger.business_day).values(day)) == ""
    with engine.connect() as connection:
        auto = select(ledger.entry.c.id).where(ledger.entry.c.mode == "auto")
        assert set(connection.scalars(auto)) == {"lapse:short", "unfreeze:c"}
        row = connection.execute(across).one()
    assert (row.used_minor, row.reserved_minor) == (3 * MILLION, 0)


def test_roles_get_what_they_may_do_besides_and_a_second_upgrade_changes_nothing(
    engine: Engine,
) -> None:
    _upgraded(engine)

    def rights() -> set[tuple[str, str]]:
        permission = reference.permission.c
        with engine.connect() as connection:
            rows = connection.execute(select(permission.role, permission.operation)).all()
        assert len(rows) == len(set(rows))
        return {(row.role, row.operation) for row in rows}

    before = rights()
    assert {("checker", "freeze"), ("approver", "authorise"), ("limit_officer", "late")} <= before
    _upgraded(engine)
    assert rights() == before
