"""Ten thousand values of a cell function: one range call, single calls, a pooled query each.

    make bench

Ratios are printed, none is judged. The pooled query asks what a cell without a snapshot would have
to ask: the least room over the path of one leaf.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from itertools import product
from pathlib import Path

from sqlalchemy import QueuePool, create_engine, text

from backend.bootstrap import found_house
from backend.dates import SHANGHAI
from backend.language import Language
from backend.settings import Settings
from sync.load import load_sample
from tests.benchmarks.paper import table, write_section
from udfs.desk import close_desk, open_desk
from udfs.limits import FI_AVAILABLE

VALUES = 10_000
#: Single queries are slow: so many are timed, and the time is multiplied.
QUERIES = 1_000
RUNS = 5
QUERY = text(
    "SELECT min(approved_minor + temporary_minor - frozen_minor"
    "           - used_minor - reserved_minor - consumed_minor)"
    "  FROM institution"
    "  JOIN node ON node.node_key = 'product:' || institution.id || '/' || :product"
    "  JOIN path ON path.node_id = node.id AND path.valid_to IS NULL"
    "  JOIN balance ON balance.node_id = path.ancestor_id"
    " WHERE institution.bic8 = :bic8"
)


def _least_seconds(work: Callable[[], object]) -> float:
    """Return the shortest of some runs: what disturbs only makes a run longer."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def test_ten_thousand_values(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
    settings = Settings(str(tmp_path / "fidesk.db"), "zhao_lei", Language.ENGLISH)
    house = found_house(settings, lambda: now)
    load_sample(house, lambda _name, _done, _of: None)
    desk = open_desk(house)
    start = time.perf_counter()
    desk.refresh()
    snapshot_seconds = time.perf_counter() - start
    live = desk.sight().live
    bic8s = {number: bic8 for bic8, number in live.line_ids.items()}
    lines = [
        (bic8s[node.institution_id], node.product)
        for node in live.book.nodes.values()
        if node.dimension == "product" and node.institution_id in bic8s
    ]
    departments = ("", "treasury", "trade", "investment_banking", "domestic_branches")
    asked = [(*line, unit) for line, unit in product(lines, departments)][:VALUES]
    assert len(asked) == VALUES  # no two alike
    ranges = [tuple((one,) for one in column) for column in zip(*asked, strict=True)]
    cold = _once(lambda: FI_AVAILABLE(*ranges))
    by_range = _least_seconds(lambda: FI_AVAILABLE(*ranges))
    by_call = _least_seconds(lambda: [FI_AVAILABLE(*one) for one in asked])
    close_desk()
    engine = create_engine(f"sqlite:///{settings.path}", poolclass=QueuePool)

    def ask() -> None:
        for bic8, code, _department in asked[:QUERIES]:
            with engine.connect() as connection:
                connection.execute(QUERY, {"bic8": bic8, "product": code}).scalar()

    by_query = _least_seconds(ask) * VALUES / QUERIES
    engine.dispose()
    header = ("way", "seconds", "pooled queries / this way")
    ways = (
        ("a pooled query each", by_query),
        ("single calls, warm", by_call),
        ("one range call, warm", by_range),
        ("one range call, the first", cold),
    )
    rows = [(name, f"{taken:.4f}", f"{by_query / taken:.1f}") for name, taken in ways]
    said = (
        f"{VALUES:,} values of `FI_AVAILABLE`, the shortest of {RUNS} runs. The snapshot was read "
        f"in\n{snapshot_seconds:.3f} s. One range call is {by_call / by_range:.1f} times faster "
        "than single calls.\n"
    )
    write_section("P1", "Cell functions", f"{said}\n{table(header, rows)}")


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
