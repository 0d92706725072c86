"""P4: what a draw costs, beside a bare insert and along a growing past; eight writers at once.

    make bench

`FIDESK_BENCH_ENTRIES` says up to how many past entries (10,000,000, or as many as the disk holds).
Everything runs on one file with the settings of the product, one commit an act. Acts that are
compared take turns, so that what disturbs one disturbs the other.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

from backend.contract import DrawLimit, OutcomeCode
from tests.benchmarks.big_house import MATURITY, BigHouse, build_big
from tests.benchmarks.ledger_paper import Step, told
from tests.benchmarks.paper import Times, write_section
from tests.benchmarks.past_entries import fill
from tests.benchmarks.writers import DEAL_MINOR, EACH, PROCESSES, Race, race

SINGLE = 200
COMMANDS = 60
REFUSALS = 20
#: Bytes on disk of an entry with its receipt and what follows from both; and what is left free.
_BYTES = 1_500
_SPARE = 5 * 10**9
#: Deals for which the eight writers have room.
_FITTING = PROCESSES * EACH * 5 // 8
_MOMENT = "2026-11-23T02:00:00.000000Z"
_ENTRY = {
    "kind": "draw",
    "mode": "ask",
    "submission_id": "",
    "reference": "",
    "request_number": "",
    "reason": "",
    "on_expiry": "",
    "loan_delta_minor": 0,
    "approved_delta_minor": 0,
    "temporary_delta_minor": 0,
    "frozen_delta_minor": 0,
    "used_delta_minor": 100_00,
    "reserved_delta_minor": 0,
    "deal_currency": "USD",
    "deal_amount_minor": 100_00,
    "rate_e12": 10**12,
    "factor_e6": 10**6,
    "value_date": "2026-11-23",
    "login": "li",
    "maturity_date": MATURITY.isoformat(),
    "business_date": "2026-11-23",
    "recorded_at": _MOMENT,
}
_RECEIPT = {
    "command": "DrawLimit",
    "content_hash": "0" * 64,
    "outcome": "done",
    "login": "li",
    "detail": '{"excess_minor": 0, "line_use_minor": 10000}',
    "recorded_at": _MOMENT,
}


@dataclass
class Bench:
    """The house, a connection as the product opens it, and plain tables of the same columns."""

    big: BigHouse
    connection: sqlite3.Connection
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def bare(self) -> None:
        """Insert a row of the columns of an entry into a plain table, and commit."""
        self._commit({"bench_bare": self._rows()["entry"]})

    def pair(self) -> None:
        """Insert receipt and entry into tables with all their keys and indexes, no trigger."""
        rows = self._rows()
        self._commit({"bench_receipt": rows["receipt"], "bench_entry": rows["entry"]})

    def draw(self) -> None:
        """Insert receipt and entry, with all that the triggers check, post and keep."""
        self._commit(self._rows())

    def _commit(self, rows: Mapping[str, Mapping[str, object]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        for name, row in rows.items():
            values = ", ".join(f":{column}" for column in row)
            statement = f"INSERT INTO {name} ({', '.join(row)}) VALUES ({values})"  # noqa: S608
            self.connection.execute(statement, row)
        self.connection.execute("COMMIT")

    def _rows(self) -> Mapping[str, Mapping[str, object]]:
        identity, leaves = str(uuid4()), self.big.leaves
        leaf = leaves[next(self.numbers) % len(leaves)]
        own = {"id": f"bench-{identity}", "receipt_id": identity, "node_id": leaf}
        return {"receipt": {**_RECEIPT, "id": identity}, "entry": {**_ENTRY, **own}}

    def command(self, amount_minor: int = 100_00) -> OutcomeCode:
        """Carry out a whole command: read, decide, explain a refusal, write, commit."""
        house, banks = self.big.house, self.big.banks
        order = house.command(
            DrawLimit,
            id=str(uuid4()),
            institution=banks[next(self.numbers) % len(banks)],
            product="placement",
            amount_minor=amount_minor,
            **self.deal,
        )
        return house.execute(order)[0].code

    @property
    def deal(self) -> dict[str, Any]:
        """One month of treasury's dollars, from today."""
        day = self.big.house.clock().date()
        return {"currency": "USD", "value_date": day, "maturity_date": MATURITY, "unit": "treasury"}

    def accepted(self) -> None:
        """Draw what fits."""
        assert self.command() is OutcomeCode.DONE

    def refused(self) -> None:
        """Ask for more than any line has."""
        assert self.command(9 * 10**16) is OutcomeCode.OVER_LINE

    def flush(self) -> None:
        """Write a page beside the database and wait until the disk has it."""
        with self.big.house.path.with_suffix(".page").open("ab") as page:
            page.write(b"\0" * 4096)
            page.flush()
            os.fdatasync(page.fileno())


def _timed(count: int, *acts: Callable[[], object]) -> list[Times]:
    """Run acts in turns; return the times of each. The first rounds fill caches."""
    kept: list[list[tuple[float, float]]] = [[] for _ in acts]
    for turn in range(-5, count):
        for act, times in zip(acts, kept, strict=True):
            start, at_work = time.perf_counter(), time.process_time()
            act()
            if turn >= 0:
                times.append((time.perf_counter() - start, time.process_time() - at_work))
    return [Times([one[0] for one in times], [one[1] for one in times]) for times in kept]


def _levels(folder: Path) -> list[int]:
    asked = int(os.environ.get("FIDESK_BENCH_ENTRIES", "10000000"))
    most = min(asked, (shutil.disk_usage(folder).free - _SPARE) // _BYTES)
    return [10**power for power in range(3, 8) if 10**power <= max(most, 10**3)]


def _plain_tables(path: Path) -> None:
    """Make a bare table of an entry's columns, and twins of receipt and entry with indexes."""
    with closing(sqlite3.connect(path)) as connection:
        kept = "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND type = ?"
        columns = connection.execute("PRAGMA table_info(entry)").fetchall()
        listed = ", ".join(
            f"{column[1]} {column[2]}" for column in columns if column[1] != "number"
        )
        connection.execute(f"CREATE TABLE bench_bare (number INTEGER PRIMARY KEY, {listed}) STRICT")
        for name in ("entry", "receipt"):
            ((_name, definition),) = connection.execute(kept, (name, "table")).fetchall()
            connection.execute(_twin(definition, name))
            for index, definition in connection.execute(kept, (name, "index")).fetchall():
                if definition is not None:
                    connection.execute(_twin(definition, name).replace(index, f"bench_{index}"))


def _twin(definition: str, name: str) -> str:
    """Return the definition of a table's twin: without what refers to other tables."""
    lines = [line for line in definition.splitlines() if "FOREIGN KEY" not in line]
    text = "\n".join(lines).replace(f'"{name}"', name)
    return text.replace(f"TABLE {name}", f"TABLE bench_{name}").replace(
        f"ON {name} ", f"ON bench_{name} "
    )


def _as_the_product(big: BigHouse) -> sqlite3.Connection:
    raw = big.house.engine.raw_connection()
    connection = cast("sqlite3.Connection", raw.driver_connection)
    raw.detach()
    return connection


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    big = build_big(tmp_path)
    _plain_tables(big.house.path)
    one = Bench(big, _as_the_product(big))
    yield one
    one.connection.close()


def test_the_cost_of_a_draw(bench: Bench) -> None:
    """Fill the past step by step and measure the same acts at each; then let eight write."""
    path = bench.big.house.path
    steps: list[Step] = []
    for level in _levels(path.parent):
        bench.connection.close()
        entries = fill(path, level)
        bench.connection = _as_the_product(bench.big)
        singles = _timed(SINGLE, bench.bare, bench.pair, bench.draw)
        commands = _timed(COMMANDS, bench.accepted)
        steps.append(Step(entries, *singles, *commands, *_timed(REFUSALS, bench.refused)))
        print(f"{entries:,} entries: {path.stat().st_size / 10**9:.2f} GB")  # noqa: T201 - how far
    (flush,) = _timed(SINGLE, bench.flush)
    raced = _raced(bench)
    write_section("P4", "The ledger", told(steps, flush, raced, bench.big.node_count))


def _raced(bench: Bench) -> Race:
    """Give a line room for so many deals beside what it holds; let eight draw more than fit."""
    house, bank = bench.big.house, bench.big.banks[-1]
    before = _used(bench, bank)
    house.approve(before["product"] + _FITTING * DEAL_MINOR, product="bonds", bank=bank)
    for unit in ("treasury", "trade"):
        share = before[unit] + _FITTING // 2 * DEAL_MINOR
        house.allocate(unit, share, product="bonds", bank=bank)
    raced = race(house, bank, "bonds", bench.deal)
    after = _used(bench, bank)
    added = {place: (after[place] - before[place]) // DEAL_MINOR for place in before}
    half = _FITTING // 2
    assert added == {"product": _FITTING, "treasury": half, "trade": half, "country": _FITTING}
    assert raced.answers == {"done": _FITTING, "over_line": PROCESSES * EACH - _FITTING}
    return raced


def _used(bench: Bench, bank: str) -> dict[str, int]:
    """Return what is used of the bank's line, of two shares of it, and under its country."""
    rows = bench.big.house.rows(
        "SELECT coalesce(node.unit_code, node.dimension), used_minor"
        "  FROM institution JOIN node ON node.country_code = institution.risk_country_code"
        "    OR node.institution_id = institution.id AND node.product_code = 'bonds'"
        "  JOIN balance ON balance.node_id = node.id WHERE institution.bic8 = ?",
        bank,
    )
    kept = ("product", "treasury", "trade", "country")
    return {place: used for place, used in rows if place in kept}
