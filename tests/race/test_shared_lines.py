"""Eight processes draw on shared nodes of one file: exactly what fits is accepted."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

from backend.contract import Dimension
from tests.house import MILLION, House, at, build
from tests.machine.sums import balances, dues, summed_balances, summed_dues

PROCESSES = 8
EACH = 12
UNITS = ("treasury", "trade")


def _draw(path: str, start: Any, worker: int, answers: Any) -> None:
    """Draw a million, again and again, on one of two shares of the same line."""
    house = at(Path(path))
    start.wait()
    said = []
    for number in range(EACH):
        outcome = house.draw(MILLION, id=f"w{worker}-{number}", unit=UNITS[worker % 2])
        said.append((outcome.command_id, outcome.code.value, outcome.reference))
    # Everybody also sends the very same order.
    shared = house.draw(MILLION, id="shared", unit="trade", reference="SHARED")
    answers.put((worker, said, shared.code.value))


def _race(house: House) -> list[tuple[int, list[tuple[str, str, str]], str]]:
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(PROCESSES), context.Queue()
    workers = [
        context.Process(target=_draw, args=(str(house.path), start, worker, answers))
        for worker in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    said = [answers.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    return said


def test_exactly_what_fits_is_accepted(tmp_path: Path) -> None:
    """Units hold 40 + 40, the line 60, the entity 57, the country 50: 50 deals of a million fit."""
    house = build(tmp_path)
    house.cap(Dimension.COUNTRY, 50 * MILLION)
    house.approve(57 * MILLION, product="")
    house.approve(80 * MILLION)
    house.allocate("treasury", 40 * MILLION)
    house.allocate("trade", 40 * MILLION)
    house.approve(60 * MILLION, base=80 * MILLION)

    said = _race(house)

    codes = [code for _worker, answers, _shared in said for _id, code, _reference in answers]
    shared = [code for _worker, _answers, code in said]
    assert set(codes) <= {"done", "over_line"}
    once = shared.count("done")
    assert codes.count("done") + once == 50
    assert once <= 1
    assert shared.count("exists" if once else "over_line") == PROCESSES - once

    assert house.figures("used", short="country") == (50 * MILLION,)
    assert house.room("country") == 0
    assert house.value("SELECT count(*) FROM entry WHERE kind = 'draw'") == 50
    with house.sqlite() as connection:
        assert balances(connection) == summed_balances(connection)
        assert dues(connection) == summed_dues(connection)


def test_what_was_acknowledged_stands(tmp_path: Path) -> None:
    """Every answer has its entry, and no number was given twice."""
    house = build(tmp_path)
    house.approve(500 * MILLION)
    house.allocate("treasury", 250 * MILLION)
    house.allocate("trade", 250 * MILLION)

    said = _race(house)

    numbers = [reference for _w, answers, _s in said for _id, _code, reference in answers]
    assert len(set(numbers)) == PROCESSES * EACH
    held = house.rows("SELECT receipt_id, id FROM entry WHERE kind = 'draw' ORDER BY number")
    assert dict(held).keys() >= {one for _w, answers, _s in said for one, _c, _r in answers}
    assert [one for one, _ in held].count("shared") == 1
    assert sorted(code for _w, _a, code in said) == ["done"] + ["exists"] * (PROCESSES - 1)
