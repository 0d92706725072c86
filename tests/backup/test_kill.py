"""A process is killed while it backs up or restores: the file is whole or not there.

The moment is counted in statements and parts, not in seconds.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.backup.check import backups_in, check_file
from sync.backup.create import Made
from tests.backup.houses import back_up, bring_back, content, silent
from tests.conftest import REPOSITORY
from tests.house import House

#: Prints a mark before every statement, commit and part that is written, then does the order.
TRACED = """
import sys, zipfile
from sqlalchemy import Engine, event

def mark(*_given, **_named):
    sys.stdout.write(".\\n"); sys.stdout.flush()

event.listen(Engine, "before_cursor_execute", mark)
event.listen(Engine, "commit", mark)
original = zipfile.ZipFile.open
def opened(*given, **named):
    mark()
    return original(*given, **named)
zipfile.ZipFile.open = opened
from pathlib import Path
original_replace = Path.replace
def replaced(*given):
    mark()
    done = original_replace(*given)
    mark()
    return done
Path.replace = replaced
from addin.cli import run
print("ended", run(sys.argv[1:]))
"""


def _start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", TRACED, "--as", "founder", *words],
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "FIDESK_NOW": "2026-11-30T10:00:00+08:00",
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def _marks(*words: str) -> int:
    with _start(*words) as child:
        assert child.stdout is not None
        said = child.stdout.read()
    assert "ended 0" in said
    return said.count(".\n")


def _kill_after(marks: int, *words: str) -> bool:
    """Kill the child after so many marks; return whether it had ended."""
    with _start(*words) as child:
        assert child.stdout is not None
        seen = 0
        while seen < marks and (line := child.stdout.readline()):
            seen += line == ".\n"
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    return "ended" in rest


def _visible(folder: Path) -> list[str]:
    """Return the names of what people see: drafts begin with a dot and end with .tmp."""
    names = sorted(path.name for path in folder.iterdir())
    hidden = [name for name in names if name.startswith(".")]
    assert all(".tmp" in name for name in hidden)
    return [name for name in names if name not in hidden]


@pytest.mark.soak
def test_a_killed_backup_is_whole_or_not_there(
    house: House, tmp_path: Path, soak_scale: Callable[[int], int], seed: int
) -> None:
    chance = random.Random(seed)
    before = back_up(house, _folder(tmp_path, "before"))  # everything is sealed
    database = ("--database", str(house.path), "backup", "create", "-o")
    marks = _marks(*database, str(_folder(tmp_path, "counted")))
    standing = content(house.path)
    for number in range(soak_scale(40)):
        folder = _folder(tmp_path, str(number))
        acknowledged = _kill_after(chance.randint(1, marks), *database, str(folder))
        names = _visible(folder)
        assert len(names) <= 1
        assert names or not acknowledged
        if names:
            (path,) = backups_in(folder)
            assert check_file(path, silent).manifest == before.manifest
        assert content(house.path) == standing
        again = back_up(house, folder)
        assert again.manifest == before.manifest


@pytest.mark.soak
def test_a_killed_restore_is_whole_or_not_there(
    backup: Path, whole_backup: Made, tmp_path: Path, soak_scale: Callable[[int], int], seed: int
) -> None:
    chance = random.Random(seed)
    whole = _folder(tmp_path, "whole") / "restored.db"
    marks = _marks("backup", "restore", str(backup), "--database", str(whole))
    expected = content(whole)
    for number in range(soak_scale(40)):
        target = _folder(tmp_path, str(number)) / "restored.db"
        order = ("backup", "restore", str(backup), "--database", str(target))
        acknowledged = _kill_after(chance.randint(1, marks), *order)
        names = _visible(target.parent)
        assert names in ([], ["restored.db"])
        assert names or not acknowledged
        if not names:
            made = Made(target.with_name("x.zip"), whole_backup.manifest, "")
            made.path.write_bytes(backup.read_bytes())
            bring_back(made)
        assert content(target) == expected


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder
