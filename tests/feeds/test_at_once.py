"""Two take the same file at once; one is killed while it takes it: once, or not at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from backend.contract.feeds import Taking
from tests.conftest import REPOSITORY
from tests.feeds.desk import Desk
from tests.machine.sums import balances, dues, summed_balances, summed_dues

#: Prints a mark before every statement and every commit, then does what the worker does.
TRACED = """
import sys
from sqlalchemy import Engine, event

def mark(*_given):
    sys.stdout.write(".\\n"); sys.stdout.flush()

event.listen(Engine, "before_cursor_execute", mark)
event.listen(Engine, "commit", mark)
from tests.feeds.worker import main
main()
"""
DEALS = [{"their_reference": f"T-{number}", "amount": 10_000 * number} for number in range(1, 21)]
TOTAL = sum(10_000_00 * number for number in range(1, 21))


def _start(database: Path, path: Path, *, traced: bool = False) -> subprocess.Popen[str]:
    program = ["-c", TRACED] if traced else ["-m", "tests.feeds.worker"]
    return subprocess.Popen(
        [sys.executable, *program, str(database), str(path)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _go(children: Sequence[subprocess.Popen[str]]) -> None:
    """Let the children begin when all of them are ready."""
    for child in children:
        assert child.stdin is not None
        assert child.stdout is not None
        while child.stdout.readline() != "ready\n":
            assert child.poll() is None
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()


def _sound(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert balances(connection) == summed_balances(connection)
        assert dues(connection) == summed_dues(connection)


@pytest.mark.soak
def test_two_take_the_same_file_at_once(
    desk: Desk, tmp_path: Path, soak_scale: Callable[[int], int]
) -> None:
    path = desk.deals(*DEALS)
    used = desk.used("EXMAUS33")
    for number in range(soak_scale(40)):
        copy = Desk(Path(shutil.copy(desk.path, tmp_path / f"{number}.db")), desk.folder)
        children = [_start(copy.path, path) for _child in range(2)]
        _go(children)
        said = sorted(child.communicate()[0].split()[-1] for child in children)
        assert [child.returncode for child in children] == [0, 0]
        assert said == ["repeated", "taken"]
        assert copy.count("feed_file") == 1
        assert copy.count("feed_deal") == len(DEALS)
        assert copy.used("EXMAUS33") == used + TOTAL
        _sound(copy)


def _marks(desk: Desk, path: Path, folder: Path) -> int:
    whole = shutil.copy(desk.path, folder / "whole.db")
    child = _start(Path(whole), path, traced=True)
    said, _errors = child.communicate("go\n")
    assert child.returncode == 0
    return said.count(".\n")


@pytest.mark.soak
def test_a_killed_import_is_whole_or_not_there(
    desk: Desk, tmp_path: Path, soak_scale: Callable[[int], int], seed: int
) -> None:
    chance = random.Random(seed)
    path = desk.deals(*DEALS)
    used = desk.used("EXMAUS33")
    marks = _marks(desk, path, tmp_path)
    for number in range(soak_scale(80)):
        copy = Desk(Path(shutil.copy(desk.path, tmp_path / f"{number}.db")), desk.folder)
        with _start(copy.path, path, traced=True) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write("go\n")
            child.stdin.flush()
            seen, last = 0, chance.randint(1, marks)
            while seen < last and (line := child.stdout.readline()):
                seen += line == ".\n"
            child.send_signal(signal.SIGKILL)
            acknowledged = "taken" in child.stdout.read()
        _sound(copy)
        files = copy.count("feed_file")
        assert files in {0, 1}
        assert files or not acknowledged
        assert copy.count("feed_deal") == files * len(DEALS)
        assert copy.used("EXMAUS33") == used + files * TOTAL
        again = copy.take("treasury_deals", path)
        assert again.taking is (Taking.REPEATED if files else Taking.TAKEN)
        assert copy.used("EXMAUS33") == used + TOTAL
        _sound(copy)
