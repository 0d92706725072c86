"""Eight processes that draw on the same lines, by whole commands."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.contract import DrawLimit
from tests.house import House, at

PROCESSES = 8
EACH = 40
#: A deal, in US cents.
DEAL_MINOR = 1_000_000_00
_UNITS = ("treasury", "trade")


@dataclass(frozen=True)
class Race:
    """How many answers there were of each kind, and how long all of it took."""

    answers: Mapping[str, int]
    seconds: float


def race(house: House, bank: str, product: str, deal: Mapping[str, Any]) -> Race:
    """Let every process draw `EACH` times on two shares of one line; count the answers."""
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(PROCESSES + 1), context.Queue()
    order = {**deal, "institution": bank, "product": product, "amount_minor": DEAL_MINOR}
    workers = [
        context.Process(target=_draw, args=(str(house.path), start, number, order, answers))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    start.wait()
    began = time.perf_counter()
    said: list[str] = [code for _ in workers for code in answers.get(timeout=600)]
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return Race({code: said.count(code) for code in sorted(set(said))}, seconds)


def _draw(path: str, start: Any, worker: int, order: Mapping[str, Any], answers: Any) -> None:
    house = at(Path(path))
    order = {**order, "unit": _UNITS[worker % len(_UNITS)]}
    start.wait()
    said = []
    for number in range(EACH):
        command = house.command(DrawLimit, id=f"w{worker}-{number}", **order)
        said.append(house.execute(command)[0].code.value)
    answers.put(said)
