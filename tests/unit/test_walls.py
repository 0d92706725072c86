"""The walls of the house that import-linter (pyproject.toml) cannot express."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PACKAGES = ("addin", "backend", "sync", "udfs", "workbooks")

#: Rooms of pure functions, and what they may import besides the standard library and themselves.
PURE = ("ledger", "evaluation", "reciprocity", "reconciliation")
PURE_KNOWS = ("backend.contract", "backend.dates", "backend.money")

# Imports each module named on the command line in a process that notes what an import may not do,
# and prints those notes. Modules that only a host's own Python can import are left out.
PROBE = r"""
import importlib, json, os, sys
import sqlalchemy

HOSTS = {"com", "pythoncom", "pywintypes", "uno", "unohelper", "win32api", "win32com", "winreg"}
OPENING = {
    "os.mkdir", "os.remove", "os.rename", "os.system", "socket.bind", "socket.connect",
    "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen",
}
notes, module = [], ""

def watch(event, given):
    if event == "open":
        path, _, flags = given
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and path != os.devnull:
            notes.append(f"{module} writes to {path}")
    elif event in OPENING:
        notes.append(f"{module} does {event}{given!r}")

def create_engine(*given, **options):
    notes.append(f"{module} makes an engine")
    return original(*given, **options)

original = sqlalchemy.create_engine
sqlalchemy.create_engine = sqlalchemy.engine.create_engine = create_engine
sys.addaudithook(watch)
for module in sys.argv[1:]:
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in HOSTS:
            raise
print(json.dumps(notes))
"""


def _module_names(root: Path) -> list[str]:
    """Return every module beneath `root`, except those that are run rather than imported."""
    names = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if parts[-1] not in {"__main__", "env"}:  # env.py is Alembic's script
                names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def _import_all(root: Path, folder: Path) -> list[str]:
    """Import every module beneath `root` with `folder` as home; return what they opened."""
    finished = subprocess.run(
        [sys.executable, "-B", "-c", PROBE, *_module_names(root)],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    notes: list[str] = json.loads(finished.stdout)
    return notes


def test_importing_a_module_opens_nothing(tmp_path: Path) -> None:
    assert _import_all(REPOSITORY, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("import sqlite3; sqlite3.connect(':memory:')", "udfs does sqlite3.connect"),
        ("open('log.txt', 'a').close()", "udfs writes to log.txt"),
        ("import subprocess; subprocess.run(['true'])", "udfs does subprocess.Popen"),
        ("from sqlalchemy import create_engine; create_engine('sqlite://')", "makes an engine"),
    ],
)
def test_a_module_that_opens_something_is_noticed(tmp_path: Path, line: str, note: str) -> None:
    (tmp_path / "udfs").mkdir()
    (tmp_path / "udfs" / "__init__.py").write_text(line, encoding="utf-8")
    notes = _import_all(tmp_path, tmp_path)
    assert any(note in one for one in notes), notes


def _nodes(node: ast.AST, *, typed: bool) -> Iterator[ast.AST]:
    """Yield what stands beneath; unless `typed`, without what only a type checker reads."""
    for child in ast.iter_child_nodes(node):
        if typed or not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from _nodes(child, typed=typed)


def _imports(path: Path, *, typed: bool = True) -> Iterator[str]:
    for node in _nodes(ast.parse(path.read_text(encoding="utf-8")), typed=typed):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_knows_the_standard_library_only(room: str) -> None:
    """So it stays pure: it decides and explains without a database, a file or a framework."""
    known = (*PURE_KNOWS, f"backend.{room}")
    foreign = [
        f"{path.name}: {name}"
        for path in sorted((REPOSITORY / "backend" / room).rglob("*.py"))
        for name in _imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not f"{name}.".startswith(tuple(f"{one}." for one in known))
    ]
    assert foreign == []


def _circle(root: Path) -> list[str]:
    """Return modules that import one another, also within functions; the first is the last."""
    names = set(_module_names(root))
    graph = {}
    for name in names:
        path = root.joinpath(*name.split("."))
        source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        asked = list(_imports(source, typed=False))
        found = {one if one in names else one.rpartition(".")[0] for one in asked}
        graph[name] = (found & names) - {name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def test_no_modules_import_one_another() -> None:
    """What both need stands in a third module; an import within a function only hides a circle."""
    assert _circle(REPOSITORY) == []


@pytest.mark.parametrize("late", ["import udfs.one", "def ask():\n    from udfs import one"])
def test_a_circle_is_noticed(tmp_path: Path, late: str) -> None:
    folder = tmp_path / "udfs"
    folder.mkdir()
    for name, line in (("__init__", ""), ("one", "from udfs.two import ask"), ("two", late)):
        (folder / f"{name}.py").write_text(line, encoding="utf-8")
    assert sorted(set(_circle(tmp_path))) == ["udfs.one", "udfs.two"]
