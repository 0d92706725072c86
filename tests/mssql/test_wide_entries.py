"""Every kind of entry, several in one statement, means the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from backend.store.tables import ledger
from tests import house as small
from tests.house import FRIDAY, MILLION, MONDAY, House
from tests.mssql import houses

TUESDAY = MONDAY + timedelta(days=1)
NEXT_MONDAY = MONDAY + timedelta(days=7)
TREASURY, TRADE = small.key("unit:treasury"), small.key("unit:trade")
PRODUCT = small.key("product")
LONG, YEN, LARGE = "tenor:1/placement/180", "currency:1//JPY", "regulation:large/group:example"


def add_node(house: House, number: int, key: str, **columns: Any) -> str:
    row: dict[str, Any] = {"limited": 1, "line_type": "revolving", "suspended": 0, "is_sample": 0}
    row |= {"id": number, "node_key": key, "dimension": key.partition(":")[0]}
    row |= {"approval_number": "", "source": "manual", "note": "", "version": 1}
    row |= {"changed_at": house.clock.now, "changed_by": "li", "submission_id": ""}
    return houses.refusal(house.engine, insert(ledger.node).values({**row, **columns}))


def numbered(house: House) -> dict[str, int]:
    with house.engine.connect() as connection:
        question = select(ledger.node.c.node_key, ledger.node.c.id)
        return {row.node_key: row.id for row in connection.execute(question)}


def post(house: House, *rows: dict[str, Any]) -> str:
    """Post entries in one statement; return by which word they were refused."""
    ids = numbered(house)
    usual: dict[str, Any] = {
        **dict.fromkeys((*ledger.DELTAS, "loan_delta_minor", "deal_amount_minor"), 0),
        **dict.fromkeys(("rate_e12", "factor_e6"), 1),
        **dict.fromkeys(("resolves_id", "loan_id", "value_date", "maturity_date", "last_date")),
        **dict.fromkeys(("exposure_used_delta_minor", "exposure_reserved_delta_minor")),
        "effect_date": None,
        "mode": "ask",
        "receipt_id": "r",
        "deal_currency": "USD",
        "business_date": house.today,
        "recorded_at": house.clock.now,
        "login": "li",
    }
    ready = [{**usual, **row, "node_id": ids[row["node"]]} for row in rows]
    for row in ready:
        del row["node"]
    return houses.refusal(house.engine, insert(ledger.entry).values(ready))


def draw(name: str, amount: int, days: int = 30, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": name,
        "kind": "draw",
        "node": TREASURY,
        "used_delta_minor": amount * MILLION,
    }
    row |= {"deal_amount_minor": amount * MILLION, "value_date": MONDAY}
    row |= {"maturity_date": MONDAY + timedelta(days=days)}
    return row | {"exposure_used_delta_minor": amount * MILLION // 2} | more


def reserve(name: str, amount: int, days: int = 30, **more: Any) -> dict[str, Any]:
    row = draw(name, amount, days, kind="reserve", last_date=MONDAY, used_delta_minor=0)
    row |= {"reserved_delta_minor": amount * MILLION, "exposure_used_delta_minor": None}
    return row | {"exposure_reserved_delta_minor": amount * MILLION // 2} | more


def release(name: str, of: str, amount: int, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": name, "kind": "release", "node": TREASURY, "resolves_id": of}
    row |= {"used_delta_minor": -amount * MILLION, "deal_amount_minor": amount * MILLION}
    return row | {"exposure_used_delta_minor": -amount * MILLION // 2} | more


def reverse(name: str, of: str, use: int, amount: int, **more: Any) -> dict[str, Any]:
    row = release(name, of, 0, kind="reverse", mode="tell", effect_date=MONDAY)
    row |= {"used_delta_minor": use * MILLION, "deal_amount_minor": amount * MILLION}
    return row | {"exposure_used_delta_minor": use * MILLION // 2} | more


def line(name: str, kind: str, node: str = PRODUCT, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "node": node} | more


def prepare(house: House) -> House:
    """Add limits across the line, in millions: long deals 30, yen 20, the group's exposure 60."""
    placement: dict[str, Any] = {"institution_id": 1, "product_code": "placement"}
    assert add_node(house, 901, LONG, **placement, tenor_from_days=180) == ""
    assert add_node(house, 902, YEN, institution_id=1, currency_code="JPY") == ""
    assert add_node(house, 903, LARGE, group_code="example", rule_code="large") == ""
    lines = {LONG: 30, YEN: 20, LARGE: 60}
    assert (
        post(
            house,
            *(
                line(f"line/{key}", "approve", key, approved_delta_minor=size * MILLION)
                for key, size in lines.items()
            ),
        )
        == ""
    )
    return house


@pytest.fixture(params=["sqlite", pytest.param("mssql", marks=pytest.mark.mssql)])
def wide(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Return the small house with limits across the line, on either database."""
    place = str(tmp_path / "house.db")
    if request.param == "mssql":
        place = request.getfixturevalue("server_database")
    house = prepare(houses.with_lines(place, hands=1))
    yield house
    house.engine.dispose()


@pytest.fixture
def both(tmp_path: Path, server_database: str) -> Iterator[tuple[House, House]]:
    """Return the same house twice, in a file and on the server."""
    file = prepare(houses.with_lines(str(tmp_path / "house.db"), hands=1))
    server = prepare(houses.with_lines(server_database, hands=1))
    yield file, server
    server.engine.dispose()


def balance(house: House, key: str, *measures: str) -> tuple[int, ...]:
    """Return measures of a node, in millions."""
    question = select(ledger.balance).where(ledger.balance.c.node_id == numbered(house)[key])
    with house.engine.connect() as connection:
        row = connection.execute(question).one()._mapping
    assert all(row[f"{one}_minor"] % MILLION == 0 for one in measures)
    return tuple(row[f"{one}_minor"] // MILLION for one in measures)


def still(house: House, name: str) -> tuple[int, ...]:
    """Return what of a draw is open, in millions: deal, use, exposure."""
    question = select(ledger.open_draw).where(ledger.open_draw.c.entry_id == name)
    with house.engine.connect() as connection:
        row = connection.execute(question).one()
    found = (row.open_deal_minor, row.open_use_minor, row.open_exposure_minor)
    assert all(one % MILLION == 0 for one in found)
    return tuple(one // MILLION for one in found)


def test_one_statement_posts_to_path_across_and_regulation(wide: House) -> None:
    rows = (draw("a", 4), draw("b", 6, 200), draw("c", 2, 200, deal_currency="JPY"))
    assert post(wide, *rows, reserve("d", 8, 365, node=TRADE)) == ""
    assert balance(wide, PRODUCT, "used", "reserved") == (12, 8)
    assert balance(wide, PRODUCT, "exposure_used", "exposure_reserved") == (6, 4)
    assert balance(wide, LARGE, "used", "reserved") == (6, 4)
    assert balance(wide, LONG, "used", "reserved") == (8, 8)
    assert balance(wide, YEN, "used", "reserved") == (2, 0)

    # What was held for a year in dollars is drawn for a month in yen.
    drawn = draw("e", 8, 30, node=TRADE, resolves_id="d", reserved_delta_minor=-8 * MILLION)
    drawn |= {"exposure_reserved_delta_minor": -4 * MILLION, "deal_currency": "JPY"}
    assert post(wide, drawn, release("f", "b", 2)) == ""
    assert balance(wide, LONG, "used", "reserved") == (6, 0)
    assert balance(wide, YEN, "used", "reserved") == (10, 0)
    assert balance(wide, LARGE, "used", "reserved") == (9, 0)
    assert still(wide, "b") == (4, 4, 2)


def test_a_limit_across_a_line_refuses_what_the_path_would_take(wide: House) -> None:
    assert post(wide, draw("a", 31, 200)) == "over_line"
    assert post(wide, draw("a", 16, 200), draw("b", 16, 181, node=TRADE)) == "over_line"
    assert post(wide, draw("a", 32, 179)) == ""
    assert post(wide, reserve("b", 2, 200, node=TRADE)) == ""
    # The regulator's limit counts exposure: forty of the sixty are taken by no use of the line.
    heavy: dict[str, Any] = {"exposure_used_delta_minor": 50 * MILLION}
    assert post(wide, draw("c", 1, **heavy)) == "over_line"
    assert balance(wide, LARGE, "used", "reserved") == (16, 1)
    # A told deal posts in any case.
    assert post(wide, draw("d", 40, 200, mode="tell")) == ""
    assert balance(wide, LONG, "used", "reserved") == (40, 2)


def test_a_limit_counts_from_its_first_day_what_is_open(wide: House) -> None:
    assert post(wide, draw("a", 4), draw("b", 6, 95), reserve("c", 3, 95, node=TRADE)) == ""
    assert post(wide, release("d", "b", 1)) == ""
    placement: dict[str, Any] = {"institution_id": 1, "product_code": "placement"}
    assert add_node(wide, 910, "tenor:1/placement/90", **placement, tenor_from_days=90) == ""
    assert balance(wide, "tenor:1/placement/90", "used", "reserved") == (5, 3)


def test_a_release_and_a_draw_are_undone_once_and_whole(wide: House) -> None:
    assert post(wide, draw("a", 10), draw("b", 5, 200)) == ""
    assert post(wide, release("c", "a", 4)) == ""
    assert post(wide, reverse("x", "a", -6, 10)) == "already_resolved"
    assert post(wide, reverse("x", "c", 3, 4)) == "already_resolved"
    assert post(wide, reverse("x", "c", 4, 4)) == ""
    assert still(wide, "a") == (10, 10, 5)
    assert post(wide, reverse("y", "c", 4, 4)) == "already_resolved"
    assert post(wide, reverse("y", "a", -10, 10), reverse("z", "b", -5, 5)) == ""
    assert still(wide, "a") == still(wide, "b") == (0, 0, 0)
    assert post(wide, release("w", "a", 1)) == "already_resolved"
    assert post(wide, reverse("w", "a", -10, 10)) == "already_resolved"
    for key in (PRODUCT, TREASURY, LONG, LARGE, small.key("country")):
        assert balance(wide, key, "used", "exposure_used") == (0, 0)


def test_releases_and_revaluations_never_take_more_than_is_open(wide: House) -> None:
    assert post(wide, draw("a", 10)) == ""
    worth: dict[str, Any] = {"mode": "tell", "rate_e12": 7, "deal_amount_minor": 0}
    assert post(wide, release("v", "a", -2, kind="revalue", **worth)) == ""
    assert still(wide, "a") == (10, 12, 6)
    assert post(wide, release("b", "a", 6), release("c", "a", 8)) == "already_resolved"
    assert post(wide, release("b", "a", 11, deal_amount_minor=MILLION * 11)) == "already_resolved"
    forged = release("b", "a", 4, node=TRADE)
    assert post(wide, forged) == "already_resolved"
    more = release("c", "a", 8, deal_amount_minor=9 * MILLION)
    assert post(wide, release("b", "a", 2), more) == "already_resolved"  # of the deal
    assert post(wide, release("b", "a", 2, deal_amount_minor=2 * MILLION)) == ""
    assert still(wide, "a") == (8, 10, 5)
    all_of_it = release("c", "a", 10, deal_amount_minor=8 * MILLION)
    assert post(wide, all_of_it) == ""
    assert post(wide, release("w", "a", -1, kind="revalue", **worth)) == "already_resolved"


def test_what_is_held_for_a_time_ends_by_itself_and_at_most_whole(wide: House) -> None:
    until: dict[str, Any] = {"last_date": TUESDAY}
    assert post(wide, line("more", "increase", temporary_delta_minor=10 * MILLION)) == "not_a_date"
    added = line("more", "increase", temporary_delta_minor=10 * MILLION, **until)
    cold = line("cold", "freeze", frozen_delta_minor=3 * MILLION, **until)
    frost = line("frost", "freeze", frozen_delta_minor=2 * MILLION)
    assert post(wide, added, cold, frost) == ""
    assert balance(wide, PRODUCT, "temporary", "frozen") == (10, 5)
    thaw = line("thaw", "unfreeze", resolves_id="cold", frozen_delta_minor=-4 * MILLION)
    assert post(wide, thaw) == "already_resolved"
    assert post(wide, thaw | {"frozen_delta_minor": -MILLION}) == ""
    early = line("end", "revert", resolves_id="more", temporary_delta_minor=-11 * MILLION)
    assert post(wide, early) == "already_resolved"
    assert post(wide, early | {"resolves_id": "cold"}) == "already_resolved"
    assert post(wide, early | {"temporary_delta_minor": -4 * MILLION}) == ""
    longer = line("longer", "extend", resolves_id="more", last_date=FRIDAY)
    assert post(wide, longer | {"last_date": MONDAY - timedelta(days=1)}) == "already_resolved"
    assert post(wide, longer) == ""
    auto = line("auto", "revert", resolves_id="more", mode="auto", business_date=TUESDAY)
    assert post(wide, auto | {"temporary_delta_minor": -MILLION}) == "not_due"

    wide.open(NEXT_MONDAY)
    assert balance(wide, PRODUCT, "temporary", "frozen") == (0, 2)
    with wide.engine.connect() as connection:
        question = select(ledger.entry.c.id, ledger.entry.c.business_date).where(
            ledger.entry.c.mode == "auto"
        )
        posted = {row.id: row.business_date for row in connection.execute(question)}
    assert posted == {
        "unfreeze:cold": date(2026, 11, 25),
        "revert:more": date(2026, 11, 28),
    }


def test_exposure_and_mode_follow_the_kind(wide: House) -> None:
    assert post(wide, draw("a", 2, exposure_used_delta_minor=-MILLION)) == "exposure"
    assert post(wide, draw("a", 2, exposure_reserved_delta_minor=MILLION)) == "exposure"
    assert post(wide, draw("a", 2, effect_date=MONDAY)) == "not_the_open_date"
    later: dict[str, Any] = {"effect_date": TUESDAY, "mode": "tell"}
    assert post(wide, draw("a", 2, **later)) == "not_the_open_date"
    assert post(wide, draw("a", 2, effect_date=date(2026, 11, 2), mode="tell")) == ""
    assert post(wide, release("v", "a", 1, kind="revalue")) == "mode"
    assert post(wide, reverse("x", "a", -2, 2, mode="ask", effect_date=None)) == "mode"
    gone = line("gone", "approve", LONG, approved_delta_minor=-31 * MILLION)
    assert post(wide, gone) == "below_zero"


@pytest.mark.mssql
def test_a_week_of_every_kind_comes_to_the_same(both: tuple[House, House]) -> None:
    def week(house: House) -> list[str]:
        kept: dict[str, Any] = {"temporary_delta_minor": 5 * MILLION, "last_date": TUESDAY}
        told = [
            post(house, draw("a", 4), draw("b", 6, 200), reserve("c", 3, 200, node=TRADE)),
            post(house, release("d", "a", 1), release("e", "b", 2), draw("f", 1)),
            post(house, reverse("g", "d", 1, 1), release("h", "f", 1)),
            post(house, line("i", "increase", **kept), line("j", "increase", TREASURY, **kept)),
            post(house, line("k", "freeze", TREASURY, frozen_delta_minor=MILLION)),
            post(house, line("l", "extend", TREASURY, resolves_id="b", maturity_date=FRIDAY)),
            post(house, line("m", "extend", resolves_id="i", last_date=FRIDAY)),
            post(house, draw("n", 41)),
        ]
        house.open(NEXT_MONDAY)
        told.append(post(house, draw("o", 38), release("p", "b", 1)))
        # The bank leaves its group: regulatory exposure goes along, as use does.
        edges, ids = ledger.edge.c, numbered(house)
        for above in (LARGE, small.key("group")):
            leaving = (
                update(ledger.edge)
                .where(edges.child_id == ids["entity:1"], edges.parent_id == ids[above])
                .values(valid_to=house.today)
            )
            told.append(houses.refusal(house.engine, leaving))
        return told

    file, server = both
    assert week(file) == week(server)
    assert balance(file, LARGE, "used", "reserved", "exposure_used") == (0, 0, 0)
    assert houses.picture(file.engine) == houses.picture(server.engine)
