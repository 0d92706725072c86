"""Eight processes draw on the lines of two banks under one group and one country.

Ten thousand draws in full; one process is killed while it works, and another sends all of its
orders again under the same ids. Exactly what fits is accepted, every refusal is on record, nothing
is lost.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.bootstrap import open_house
from backend.contract import Dimension
from backend.queries.verification.balances import balance_discrepancies
from backend.store.tables.ledger import entry
from backend.store.tables.trail import receipt
from tests.house import BING, MILLION, MONDAY, YI, Clock, House, ten_o_clock
from tests.mssql import houses

PROCESSES = 8
PLACES = [(bank, unit) for bank in (YI, BING) for unit in ("treasury", "trade")]

Report = tuple[str, str, str]


def _work(database: str, worker: int, count: int, pipe: Any, start: Any) -> None:
    """Draw a million at a time; say what became of each."""
    clock = Clock(ten_o_clock(MONDAY))
    house = House(Path(), open_house(houses.settings_of(database), clock).engine, clock)
    bank, unit = PLACES[worker % len(PLACES)]
    start.wait()
    for number in range(count):
        said = house.draw(MILLION, id=f"w{worker}-{number}", institution=bank, unit=unit)
        pipe.send((said.command_id, said.code.value, said.reference))
    pipe.close()
    house.engine.dispose()


class Race:
    """The processes and what they said."""

    def __init__(self, database: str, each: int) -> None:
        self.database, self.each = database, each
        self.context = multiprocessing.get_context("spawn")
        self.said: list[Report] = []

    def start(self, workers: list[int]) -> dict[Pipe, Any]:
        self.barrier = barrier = self.context.Barrier(len(workers))
        running = {}
        for worker in workers:
            ours, theirs = self.context.Pipe(duplex=False)
            given = (self.database, worker, self.each, theirs, barrier)
            process = self.context.Process(target=_work, args=given)
            process.start()
            theirs.close()
            running[ours] = process
        return running

    def run(self, workers: list[int], kill_after: int = 0) -> None:
        """Listen until all have ended; kill the first after so many of its answers."""
        running = self.start(workers)
        first, heard = next(iter(running)), 0
        killed = running[first] if kill_after else None
        pipes = set(running)
        while pipes:
            ready: Any = wait(list(pipes))
            for pipe in ready:
                try:
                    self.said.append(pipe.recv())
                except EOFError:
                    pipes.discard(pipe)
                    continue
                heard += pipe is first
                if killed is not None and heard == kill_after:
                    killed.kill()
        for process in running.values():
            process.join()
            expected = -9 if process is killed else 0
            assert process.exitcode == expected


@pytest.fixture(params=["sqlite", pytest.param("mssql", marks=pytest.mark.mssql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "sqlite":
        yield str(tmp_path / "house.db")
        return
    with houses.fresh_database() as url:
        yield url


@pytest.mark.soak
def test_exactly_what_fits_stands(database: str, soak_scale: Callable[[int], int]) -> None:
    each = soak_scale(10_000) // PROCESSES
    fits = each * PROCESSES // 2
    # Lines of this size would wait for a second person.
    house = houses.found(database, hands=1)
    answers = [
        house.cap(Dimension.COUNTRY, (fits + 7) * MILLION),
        house.cap(Dimension.GROUP, fits * MILLION),
    ]
    for bank in (YI, BING):
        answers.append(house.approve(each * PROCESSES * MILLION, product="", bank=bank))
        answers.append(house.approve(each * PROCESSES * MILLION, bank=bank))
        units = ("treasury", "trade")
        answers += [house.allocate(unit, each * 2 * MILLION, bank=bank) for unit in units]
    assert {answer.code for answer in answers} == {"done"}

    race = Race(database, each)
    race.run(list(range(PROCESSES)), kill_after=each // 3)
    acknowledged = [one for one in race.said if one[1] == "done"]
    race.run([0])  # whoever was killed sends it all again

    with house.engine.connect() as connection:
        drawn = dict(
            connection.execute(
                select(entry.c.receipt_id, entry.c.id).where(entry.c.kind == "draw")
            ).all()
        )
        receipts = connection.execute(
            select(receipt.c.outcome, func.count())
            .where(receipt.c.command == "DrawLimit")
            .group_by(receipt.c.outcome)
        ).all()
        assert list(balance_discrepancies(connection)) == []
    assert dict(receipts) == {"done": fits, "over_line": each * PROCESSES - fits}
    assert len(drawn) == len(set(drawn.values())) == fits
    assert all(drawn[command_id] == number for command_id, _code, number in acknowledged)
    assert house.figures("used", short="group") == (fits * MILLION,)
    assert house.room("country") == 7 * MILLION
    codes = Counter(code for _id, code, _number in race.said)
    assert codes["done"] <= fits
    assert set(codes) == {"done", "exists", "over_line"}
    print(f"{each * PROCESSES} draws, {PROCESSES} processes, one killed: {dict(receipts)}")  # noqa: T201 - a soak's output is quoted
