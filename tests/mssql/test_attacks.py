"""Plain SQL by whoever reaches the tables is refused by the same words on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, false, insert, text, update

from backend.store.tables import ledger, metadata
from tests.house import MILLION, House, ten_o_clock
from tests.mssql.houses import entries, picture, refusal

APPEND_ONLY = ("receipt", "audit", "rate", "factor", "entry", "business_day")


def day(*days: int) -> Any:
    rows = [
        {"day": date(2026, 11, one), "opened_at": ten_o_clock(date(2026, 11, 1)), "opened_by": "m"}
        for one in days
    ]
    return insert(ledger.business_day).values(rows)


def node(house: House, **columns: Any) -> Any:
    row: dict[str, Any] = {
        "id": 900,
        "limited": 1,
        "line_type": "revolving",
        "changed_at": house.clock.now,
        "changed_by": "mallory",
        "version": 1,
    }
    return insert(ledger.node).values({**row, **columns})


def test_what_is_written_stays(house: House) -> None:
    house.draw(MILLION)
    house.reserve(MILLION)
    before = picture(house.engine)

    for name in APPEND_ONLY:
        table = metadata.tables[name]
        column = list(table.c)[-1]
        assert refusal(house.engine, update(table).values({column: column})) == "append_only"
        assert refusal(house.engine, delete(table)) == "append_only"
        assert refusal(house.engine, delete(table).where(false())) == ""
    for name in ("balance", "due", "path", "edge"):
        assert refusal(house.engine, delete(metadata.tables[name])) == "append_only"
    assert picture(house.engine) == before


def test_a_line_keeps_its_identity_and_its_versions(house: House) -> None:
    table = ledger.node
    before = picture(house.engine)

    renamed = update(table).values(node_key="x", version=table.c.version + 1)
    moved = update(table).values(unit_code="trade", version=table.c.version + 1)
    assert refusal(house.engine, renamed.where(table.c.node_key == "country:JP")) == "identity"
    assert refusal(house.engine, moved.where(table.c.dimension == "unit")) == "identity"
    assert refusal(house.engine, update(table).values(note="x")) == "changed_meanwhile"
    forged = node(house, node_key="entity:9", dimension="entity", institution_id=2)
    assert refusal(house.engine, forged) == "identity"
    orphan = {"institution_id": 2, "product_code": "placement"}
    assert (
        refusal(
            house.engine,
            node(house, node_key="product:2/placement", dimension="product").values(**orphan),
        )
        == "no_parent"
    )
    assert refusal(house.engine, delete(table)) in {"append_only", "constraint"}
    assert picture(house.engine) == before


def test_the_date_moves_forward_only(house: House) -> None:
    assert refusal(house.engine, day(20)) == "date_moves_back"
    assert refusal(house.engine, day(23)) in {"date_moves_back", "duplicate_id"}
    assert refusal(house.engine, day(25, 24)) == "date_moves_back"
    assert house.today == date(2026, 11, 23)


def test_entries_obey_the_ledger(house: House) -> None:
    held = house.reserve(5 * MILLION).reference
    drawn = house.draw(5 * MILLION).reference
    refused = house.draw(90 * MILLION)
    before = picture(house.engine)
    more: dict[str, Any] = {"reserved_delta_minor": 40 * MILLION}
    gone: dict[str, Any] = {
        "reserved_delta_minor": -5 * MILLION,
        "exposure_reserved_delta_minor": -5 * MILLION,
        "resolves_id": held,
    }
    ended = {"used_delta_minor": -6 * MILLION, "resolves_id": drawn}

    def attack(kind: str, **columns: Any) -> str:
        row = {"id": "forged", "kind": kind, "node": "unit:treasury", **columns}
        return refusal(house.engine, entries(house, row))

    assert attack("reserve", **more) == "over_line"
    assert attack("reserve", **more, node="product") == "not_a_leaf"
    assert attack("reserve", **more, business_date=date(2026, 11, 20)) == "not_the_open_date"
    assert attack("reserve", **more, mode="tell") == "mode"
    assert attack("reserve", **more, receipt_id=refused.command_id) == "burned"
    assert attack("reserve", **{**more, "id": held}) == "duplicate_id"
    assert attack("void", **gone, node="unit:trade") == "already_resolved"
    assert attack("void", **{**gone, "reserved_delta_minor": -1}) == "already_resolved"
    assert attack("lapse", **gone, mode="auto") == "not_due"
    assert attack("release", **ended) == "already_resolved"
    assert attack("draw", used_delta_minor=1, loan_id="x", loan_delta_minor=1) == "loan"
    assert attack("return", temporary_delta_minor=1, loan_id="x", mode="auto") == "not_due"
    lowered = {"approved_delta_minor": -35 * MILLION}
    assert attack("allocate", **lowered) == "below_use"
    assert attack("allocate", approved_delta_minor=1) == "over_allocated"
    assert attack("reserve", used_delta_minor=1) == "constraint"
    assert picture(house.engine) == before


def test_one_statement_is_one_set(house: House) -> None:
    held = house.reserve(5 * MILLION).reference
    drawn = house.draw(5 * MILLION).reference
    before = picture(house.engine)

    def rows(*given: dict[str, Any]) -> str:
        usual = {"kind": "reserve", "node": "unit:treasury"}
        named = [{"id": f"set{n}", **usual, **row} for n, row in enumerate(given)]
        return refusal(house.engine, entries(house, *named))

    half = {"reserved_delta_minor": 16 * MILLION}
    assert rows(half, half) == "over_line"
    gone = {"kind": "void", "reserved_delta_minor": -5 * MILLION, "resolves_id": held}
    assert rows(gone, gone) == "already_resolved"
    part = {**gone, "reserved_delta_minor": -2 * MILLION}
    assert rows(part, {**gone, "reserved_delta_minor": -3 * MILLION}) == "already_resolved"
    ended = {"kind": "release", "used_delta_minor": -3 * MILLION, "resolves_id": drawn}
    assert rows(ended, ended) == "already_resolved"
    assert picture(house.engine) == before

    fits = {"reserved_delta_minor": 15 * MILLION}
    assert rows(fits, fits) == ""
    assert house.figures("reserved", short="unit:treasury") == (35 * MILLION,)
    assert house.figures("reserved", short="country") == (35 * MILLION,)


@pytest.mark.mssql
def test_the_order_of_rows_in_a_set_does_not_matter(server_house: House) -> None:
    share: dict[str, Any] = {"kind": "allocate", "approved_delta_minor": 10 * MILLION}
    raised = {**share, "id": "raise", "node": "unit:trade"}
    lowered = {**share, "id": "lower", "node": "unit:overseas_branches"}
    lowered["approved_delta_minor"] = -10 * MILLION

    assert refusal(server_house.engine, entries(server_house, raised, lowered)) == ""

    assert server_house.figures("approved", short="unit:trade") == (30 * MILLION,)
    assert server_house.figures("allocated") == (100 * MILLION,)


@pytest.mark.mssql
def test_a_set_of_nodes_finds_its_own_parents(server_house: House) -> None:
    """Entity, product, a group's share and its branch's, the branch first, in one statement."""
    signed = {"changed_at": server_house.clock.now, "changed_by": "m", "version": 1}
    signed |= {"limited": 1, "line_type": "revolving", "institution_id": 2}
    rows: list[dict[str, Any]] = [
        {"id": 903, "node_key": "unit:2/placement/320000", "unit_code": "320000"},
        {"id": 902, "node_key": "unit:2/placement/domestic_branches"}
        | {"unit_code": "domestic_branches"},
        {"id": 901, "node_key": "product:2/placement", "unit_code": None},
        {"id": 900, "node_key": "entity:2", "unit_code": None},
    ]
    for row in rows:
        row["dimension"] = row["node_key"].partition(":")[0]
        row["product_code"] = None if row["id"] == 900 else "placement"
    statement = insert(ledger.node).values([{**signed, **row} for row in rows])

    assert refusal(server_house.engine, statement) == ""

    above = [node.key for node in server_house.book().path("unit:2/placement/320000")]
    assert above[:4] == [row["node_key"] for row in rows]
    assert set(above[4:]) == {"country:JP", "group:example"}
    with server_house.engine.connect() as connection:
        depths = connection.execute(
            text("SELECT depth FROM path WHERE node_id = 903 ORDER BY depth")
        )
        assert [depth for (depth,) in depths] == [0, 1, 2, 3, 4, 4]


@pytest.mark.mssql
def test_a_moved_share_takes_its_use_along(server_house: House) -> None:
    """Close the branch's edge and open it to another group: use and share follow, once."""
    server_house.draw(4 * MILLION, unit="320000", login="wu")
    keys = {one.key: one.row_id for one in server_house.book().nodes.values()}
    child = keys["unit:1/placement/320000"]
    old, new = (keys[f"unit:1/placement/{unit}"] for unit in ("domestic_branches", "trade"))
    table = ledger.edge
    closed = update(table).where(table.c.child_id == child).values(valid_to=date(2026, 11, 24))
    opened = insert(table).values(
        child_id=child, parent_id=new, strict=1, valid_from=date(2026, 11, 24)
    )
    cycle = insert(table).values(
        child_id=old, parent_id=old, strict=0, valid_from=date(2026, 11, 24)
    )

    assert refusal(server_house.engine, cycle) == "cycle"
    again = insert(table).values(
        child_id=child, parent_id=old, strict=1, valid_from=date(2026, 11, 24)
    )
    assert refusal(server_house.engine, again) == "duplicate_id"
    assert refusal(server_house.engine, closed, opened) == ""
    assert refusal(server_house.engine, closed) == "identity"

    branch = ("used", "allocated")
    assert server_house.figures(*branch, short="unit:trade") == (4 * MILLION, 10 * MILLION)
    assert server_house.figures(*branch, short="unit:domestic_branches") == (0, 0)
    assert server_house.figures("used", short="product") == (4 * MILLION,)
