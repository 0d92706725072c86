"""A house in which everything happened, and hands to back it up and restore it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, Column, Connection, Integer, Table, insert, select, update

from backend.bootstrap import House as Open
from backend.bootstrap import open_house
from backend.contract import Dimension, LineType
from backend.language import Language
from backend.services.masters import load_institutions
from backend.settings import Settings
from backend.store.tables import metadata
from backend.store.triggers.generated import audited_tables, row_key
from backend.store.types import Day, Instant
from sync.backup.create import Made, create
from sync.backup.restore import Restored, restore
from tests.house import (
    BING,
    MILLION,
    MONDAY,
    YI,
    YI_SINGAPORE,
    House,
    _bank,
    ten_o_clock,
    with_lines,
)

FOUNDER = "founder"
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
NEXT_MONDAY = date(2026, 11, 30)
DERIVED = ("balance", "due", "edge", "open_draw", "path")

#: Where one value of each column does not make a row that its table takes.
_ODD: dict[str, dict[str, Any]] = {
    "statement_item": {"ratio_e6": None},
    "evaluation": {"checker": None, "state": "proposed"},
    "approval": {"state": "awaiting_check", "maker": "chen", "changed_by": "chen"}
    | dict.fromkeys(("checker", "checker_for", "approver", "approver_for")),
    "delegation": {"principal": "chen", "changed_by": "chen", "delegate": "li", "ended": 0},
    "month_close": {"checker": "li"},
}

#: What a second version says, where the triggers ask for a step onwards.
_NEXT: dict[str, dict[str, Any]] = {
    "delegation": {"ended": 1},
    "approval": {"state": "withdrawn"},
}


def week(folder: Path) -> House:
    """Return a house after a week: use, lapses, loans, returns, moves, a line whose type changed.

    Much of it happens at the same instant: the clock of the tests stands still within a day.
    """
    house = with_lines(folder)
    house.approve(20 * MILLION, product="forfaiting", line_type=LineType.ONE_OFF)
    house.allocate("treasury", 10 * MILLION, product="forfaiting")
    once = house.draw(4 * MILLION, product="forfaiting")
    held = house.reserve(3 * MILLION)
    house.reserve(2 * MILLION)  # lapses tonight
    drawn = house.draw(3 * MILLION, reservation=held.reference)
    lent = house.lend(5 * MILLION, "trade", last_date=TUESDAY)
    assert lent.accepted
    borrowed = house.draw(3 * MILLION, unit="320000")
    assert borrowed.accepted
    # A line is closed after it was drawn, and its units' shares stay.
    assert house.draw(5 * MILLION, unit="overseas_branches").accepted
    expired = house.approve(100 * MILLION, base=100 * MILLION, expiry_date=TUESDAY)
    assert expired.accepted
    assert house.approve(100 * MILLION, base=100 * MILLION, expiry_date=date(2027, 12, 31)).accepted
    # From group to group and from country to country, twice in a day, and back on another.
    place(house, YI, group="other")
    assert house.cap(Dimension.GROUP, 90 * MILLION, code="other").accepted
    place(house, YI, group=None, country="SG")
    house.open(TUESDAY)
    place(house, YI, group="example", country="JP")
    house.release(drawn.reference, 1 * MILLION)
    house.release(once.reference, 2 * MILLION)
    house.reserve(1 * MILLION, unit="trade", last_date=date(2026, 11, 27))
    house.open(NEXT_MONDAY)  # nobody came for days: they are opened one by one
    house.reserve(1 * MILLION)
    assert house.release(borrowed.reference).accepted  # what it held of the loan goes home
    refused = house.draw(900 * MILLION)
    assert not refused.accepted
    return house


def place(house: House, bic8: str, *, group: str | None, country: str = "JP") -> None:
    """Load an institution again, under another group or country."""
    names = {"name_zh": "另一集团", "name_en": "Other Group", "risk_country_code": "SG"}
    banks = [_bank(YI, "示例银行乙", "B"), _bank(BING, "示例银行丙", "C")]
    banks.append(_bank(YI_SINGAPORE, "示例银行乙新加坡分行", "B Singapore", YI))
    (row,) = (one for one in banks if one["bic8"] == bic8)
    changed = row | {"group_code": group, "risk_country_code": country}
    load_institutions(house.engine, [{"code": "other", **names}], [changed], house.clock.now, "li")


def full(folder: Path) -> House:
    """Return the week's house with a row in every table of the schema, whichever there are."""
    house = week(folder)
    versioned = {table.name for table in audited_tables()}
    with house.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name in (*DERIVED, "row_seal", "audit_seal"):
                continue
            if connection.execute(select(*table.primary_key.columns).limit(1)).first() is None:
                row = _row(connection, table)
                connection.execute(insert(table), [row])
                if table.name in versioned:
                    key = table.c[row_key(table)]
                    changed = (
                        update(table)
                        .where(key == row[key.name])
                        .values(version=2, **_NEXT.get(table.name, {}))
                    )
                    connection.execute(changed)
    return house


def _row(connection: Connection, table: Table) -> dict[str, Any]:
    """Return a row that fits a table's types, references and lists of values."""
    row = {column.name: _value(connection, column) for column in table.columns}
    return row | _ODD.get(table.name, {})


def _value(connection: Connection, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return connection.scalar(select(key.column).limit(1))
    for check in column.table.constraints:
        listed = re.search(rf"\b{column.name} IN \(([^)]*)\)", _said(check))
        if listed:
            first = listed[1].split(",")[-1].strip()
            return first.strip("'") if "'" in first else int(first)
    if isinstance(column.type, Day):
        return MONDAY
    if isinstance(column.type, Instant):
        return ten_o_clock(MONDAY)
    return 1 if isinstance(column.type, Integer) else f"示例 {column.name}"


def _said(check: Any) -> str:
    return str(check.sqltext) if isinstance(check, CheckConstraint) else ""


# --- hands -------------------------------------------------------------------------------------


def silent(_step: str, _done: int, _total: int) -> None:
    """Show no bar."""


def opened(house: House) -> Open:
    """Return the house as the program opens it, on the same clock."""
    return open_house(settings(house.path), house.clock)


def settings(path: Path, login: str = FOUNDER) -> Settings:
    return Settings(str(path), login, Language.ENGLISH)


def back_up(house: House, folder: Path | None = None) -> Made:
    """Make a backup beside the house."""
    return create(opened(house), folder or house.path.parent, silent)


def bring_back(made: Made, name: str = "restored.db") -> Restored:
    """Restore a backup beside it."""
    return restore(made.path, settings(made.path.with_name(name)), silent)


def content(path: Path) -> list[str]:
    """Return everything that a file holds, schema, counters and all, as sorted SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


def counts(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every table of a file and how many rows it has, as the file itself knows them."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            if name not in {"sqlite_sequence", "alembic_version"}:
                (count,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 - ours
                yield name, count


def tamper(path: Path, *statements: str) -> None:
    """Alter a file behind the program's back, its triggers out of the way meanwhile."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _definition in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement
        for _name, definition in triggers:
            connection.execute(definition)
        connection.commit()
