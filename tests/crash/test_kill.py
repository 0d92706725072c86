"""A process is killed while it writes: all of it stands or nothing, and the same again completes.

The moment is counted in statements, not in seconds: the child is killed after a random number of
its database statements has been seen in the trace that it prints.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.crash.worker import allocations, prepare, prepare_days
from tests.house import MONDAY, House, build
from tests.machine.sums import balances, dues, summed_balances, summed_dues

#: Prints a mark before every statement and before every commit, then does what the worker does.
TRACED = """
import sys
from sqlalchemy import Engine, event

def mark(*_given):
    sys.stdout.write(".\\n"); sys.stdout.flush()

event.listen(Engine, "before_cursor_execute", mark)
event.listen(Engine, "commit", mark)
from tests.crash.worker import main
main()
"""


def _start(order: str, house: House) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", TRACED, order, str(house.path)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        text=True,
    )


def _statements(order: str, house: House) -> int:
    with _start(order, house) as child:
        assert child.stdout is not None
        said = child.stdout.read()
    assert child.returncode == 0
    return said.count(".")


def _kill_after(marks: int, order: str, house: House) -> bool:
    """Kill the child after so many marks; return whether it had acknowledged."""
    with _start(order, house) as child:
        assert child.stdout is not None
        seen = 0
        while seen < marks and (line := child.stdout.readline()):
            seen += line == ".\n"
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    return "done" in rest


def _sound(house: House) -> None:
    with house.sqlite() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert balances(connection) == summed_balances(connection)
        assert dues(connection) == summed_dues(connection)


@pytest.mark.soak
def test_a_killed_submission_is_whole_or_not_there(
    tmp_path: Path, soak_scale: Callable[[int], int], seed: int
) -> None:
    chance = random.Random(seed)
    (tmp_path / "whole").mkdir()
    whole = build(tmp_path / "whole")
    prepare(whole)
    marks = _statements("submit", whole)
    for number in range(soak_scale(60)):
        folder = tmp_path / str(number)
        folder.mkdir()
        house = build(folder)
        prepare(house)
        acknowledged = _kill_after(chance.randint(1, marks), "submit", house)
        _sound(house)
        written = house.value("SELECT count(*) FROM entry WHERE kind = 'allocate'")
        assert written in {0, len(allocations())}
        assert house.value("SELECT count(*) FROM submission_edit") == written
        assert written or not acknowledged
        again = house.submit("submission", *allocations())
        assert (again.applied, again.repeated) == (not written, bool(written))
        assert {one.code.value for one in again.outcomes} == {"exists" if written else "done"}
        assert house.value("SELECT count(*) FROM submission_edit") == len(allocations())
        _sound(house)


@pytest.mark.soak
def test_a_killed_opening_of_days_is_whole_or_not_there(
    tmp_path: Path, soak_scale: Callable[[int], int], seed: int
) -> None:
    chance = random.Random(seed)
    (tmp_path / "whole").mkdir()
    whole = build(tmp_path / "whole")
    prepare_days(whole)
    marks = _statements("open", whole)
    for number in range(soak_scale(60)):
        folder = tmp_path / str(number)
        folder.mkdir()
        house = build(folder)
        prepare_days(house)
        acknowledged = _kill_after(chance.randint(1, marks), "open", house)
        _sound(house)
        next_monday = MONDAY + timedelta(days=7)
        assert house.today in {MONDAY, next_monday}
        assert house.today == next_monday or not acknowledged
        house.open(next_monday)
        _sound(house)
        assert house.value("SELECT sum(open_minor) FROM due") == 0
        assert house.value("SELECT sum(reserved_minor) FROM balance") == 0
        assert house.value("SELECT count(*) FROM entry WHERE kind = 'return'") == 2 * 5
