"""Past entries by the million, filled in bulk with the triggers withheld.

Three entries are one deal of a past day: a reservation, the draw that resolves it, the release that
ends it, with their receipts, the due row and the draw as the triggers would have left them. They
leave every balance as it was. Some deals are still open: they are added to the balances of all
nodes above. Nothing else differs in a database that has seen these deals.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from backend.store.engine import file_engine
from backend.store.triggers import install_triggers

#: What is open at once: a bank's live deals, however long its past.
MOST_OPEN = 20_000
#: Deals of one statement.
_AT_ONCE = 100_000
_MINOR = 100_000_000
_LEAVES = """
CREATE TEMP TABLE leaf AS
SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM node WHERE dimension = 'unit';
CREATE UNIQUE INDEX temp.ix_leaf ON leaf (place, id);
"""
#: The leaves take turns, far from one another; the days are those of ten years.
_DEALS = """
DROP TABLE IF EXISTS temp.deal;
CREATE TEMP TABLE deal AS
WITH RECURSIVE count(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM count WHERE n < {last}),
deal AS (SELECT n, leaf.id AS node_id, {day} AS day
           FROM count JOIN leaf ON leaf.place = n * 7919 % (SELECT count(*) FROM leaf))
SELECT n, node_id, day, {maturity} AS maturity_date,
       strftime('%Y%m%d', day) || '-' || printf('%07d', n) AS number
  FROM deal;
"""
_PAST = {
    "day": "date('2016-01-04', '+' || (n % 3650) || ' days')",
    "maturity": "date(day, '+30 days')",
}
_OPEN = {
    "day": "date('2026-11-20', '-' || (n % 60) || ' days')",
    "maturity": "date('2026-11-24', '+' || (n % 250) || ' days')",
}
_ENTRIES = """
INSERT INTO entry (id, kind, node_id, mode, receipt_id, submission_id, resolves_id,
                   loan_delta_minor, approved_delta_minor, temporary_delta_minor,
                   frozen_delta_minor, used_delta_minor, reserved_delta_minor, deal_currency,
                   deal_amount_minor, rate_e12, factor_e6, reference, request_number, reason,
                   value_date, maturity_date, last_date, on_expiry, business_date, recorded_at,
                   login)
SELECT '{prefix}-' || number, '{kind}', node_id, 'ask', lower(hex(randomblob(16))), '',
       {resolves}, 0, 0, 0, 0, {used}, {reserved}, 'USD', {minor}, 1000000000000, 1000000,
       'REF-' || n, '', '', day, maturity_date, day, '', day, day || 'T02:00:00.000000Z', 'qian'
  FROM temp.deal ORDER BY n;
INSERT INTO receipt (id, command, content_hash, outcome, detail, login, recorded_at)
SELECT receipt_id, '{command}', lower(hex(randomblob(32))), 'done',
       json_object('excess_minor', 0, 'line_use_minor', {minor}, 'reference', id), login,
       recorded_at
  FROM entry WHERE number > (SELECT max(number) FROM entry) - (SELECT count(*) FROM temp.deal);
"""
_RESERVE = {
    "prefix": "YZ",
    "kind": "reserve",
    "resolves": "NULL",
    "used": "0",
    "reserved": f"{_MINOR}",
    "command": "ReserveLimit",
}
_DRAW = {
    "prefix": "ZY",
    "kind": "draw",
    "resolves": "'YZ-' || number",
    "used": f"{_MINOR}",
    "reserved": f"-{_MINOR}",
    "command": "DrawLimit",
}
#: A draw that no reservation went before, and that no release ends.
_OPENED = {**_DRAW, "resolves": "NULL", "reserved": "0"}
_RELEASE = {
    "prefix": "HF",
    "kind": "release",
    "resolves": "'ZY-' || number",
    "used": f"-{_MINOR}",
    "reserved": "0",
    "command": "ReleaseDraw",
}
_DUES = """
INSERT INTO due (entry_id, kind, node_id, on_expiry, last_date, open_minor, drawn_minor,
                 open_exposure_minor, tenor_days, currency_code)
SELECT 'YZ-' || number, 'lapse', node_id, '', day, 0, 0, 0, 30, 'USD' FROM temp.deal ORDER BY n;
"""
_DRAWN = """
INSERT INTO open_draw (entry_id, node_id, currency_code, open_deal_minor, open_use_minor,
                       open_loan_minor, open_exposure_minor, rate_e12, factor_e6, tenor_days,
                       maturity_date)
SELECT 'ZY-' || number, node_id, 'USD', {open}, {open}, 0, 0, 1000000000000, 1000000, 30,
       maturity_date
  FROM temp.deal ORDER BY n;
"""
_BALANCES = """
DROP TABLE IF EXISTS temp.added;
CREATE TEMP TABLE added AS
SELECT path.ancestor_id AS node_id, count(*) * {minor} AS minor
  FROM temp.deal JOIN path ON path.node_id = deal.node_id AND path.valid_to IS NULL
 GROUP BY path.ancestor_id;
UPDATE balance SET used_minor = used_minor + added.minor
  FROM temp.added WHERE added.node_id = balance.node_id;
"""


def fill(path: Path, entries: int) -> int:
    """Fill up to so many entries, rounded up to whole deals; return how many there are."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        present = _count(connection, "entry")
        opened = min(MOST_OPEN, entries // 10) - _count(
            connection, "open_draw", "open_use_minor > 0"
        )
        past = -(-(entries - present - opened) // 3)
        with _withheld(connection, path):
            connection.executescript(_LEAVES)
            first = present + 1
            for start in range(first, first + past, _AT_ONCE):
                _past(connection, start, min(start + _AT_ONCE, first + past) - 1)
            if opened > 0:
                _open(connection, first + past, first + past + opened - 1)
        return _count(connection, "entry")


def _past(connection: sqlite3.Connection, first: int, last: int) -> None:
    connection.executescript(_DEALS.format(first=first, last=last, **_PAST))
    for kind in (_RESERVE, _DRAW, _RELEASE):
        connection.executescript(_ENTRIES.format(minor=_MINOR, **kind))
    connection.executescript(_DUES + _DRAWN.format(open=0))


def _open(connection: sqlite3.Connection, first: int, last: int) -> None:
    connection.executescript(_DEALS.format(first=first, last=last, **_OPEN))
    connection.executescript(_ENTRIES.format(minor=_MINOR, **_OPENED))
    connection.executescript((_DRAWN + _BALANCES).format(open=_MINOR, minor=_MINOR))


def _count(connection: sqlite3.Connection, table: str, condition: str = "1 = 1") -> int:
    statement = f"SELECT count(*) FROM {table} WHERE {condition}"  # noqa: S608 - our own names
    return int(connection.execute(statement).fetchone()[0])


@contextmanager
def _withheld(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Take the triggers and the journal away, and put both back."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000"):
        connection.execute(f"PRAGMA {pragma}")
    yield
    connection.execute("PRAGMA journal_mode = WAL")
    engine = file_engine(path)
    with engine.begin() as writing:
        install_triggers(writing)
    engine.dispose()
