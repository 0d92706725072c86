"""The style of the house, where no tool checks it: lengths, names, texts, SQL, documents.

Ruff holds the rest (docstrings, unfinished work in Python, prints); the walls are in test_walls.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import REPOSITORY, require

PACKAGES = ("addin", "backend", "sync", "udfs", "workbooks")
MODULE_LINES = 200
FUNCTION_LINES = 40
# A migration is the record of what was done to a database: one list, written once, never edited.
RECORDS = "backend/store/migrations/versions/"
RATCHET = tomllib.loads((Path(__file__).parent / "style_ratchet.toml").read_text(encoding="utf-8"))

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")

READERS_OF_SUFFIXES = ("backend/dates.py", "backend/money.py", "udfs/reading.py")

# SQLite lets these slip past constraints and triggers.
SILENT_SQL = re.compile(
    r"\bOR\s+(IGNORE|REPLACE)\b|(?i:\b(insert|update)\s+or\s+(ignore|replace)\b|\breplace\s+into\b)"
)
COMMENT = re.compile(r"(--|#).*")  # of SQL, TOML and Mako

UNFINISHED = re.compile(rf"\b({'|'.join(word.upper() for word in ('todo', 'fixme'))})\b")

PERSONAL_PLACE = re.compile(r"(?<![\w.])/(home|root|work|Users)/\w|[A-Z]:\\+Users\\+\w")

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")

# Parts of names, in any case, and what to write instead.
ABBREVIATIONS = {
    "acct": "account",
    "addr": "address",
    "amt": "amount",
    "btn": "button",
    "ccy": "currency",
    "cfg": "settings",
    "cnt": "count",
    "col": "column",
    "cols": "columns",
    "conn": "connection",
    "ctx": "context",
    "cur": "cursor",
    "curr": "current",
    "cust": "customer",
    "dept": "department",
    "df": "frame",
    "dt": "date",
    "err": "error",
    "fmt": "format",
    "func": "function",
    "idx": "index",
    "inst": "institution",
    "mgr": "manager",
    "msg": "message",
    "np": "numpy",
    "num": "number",
    "obj": "object",
    "param": "parameter",
    "params": "parameters",
    "pd": "pandas",
    "pos": "position",
    "prev": "previous",
    "qty": "quantity",
    "req": "request",
    "res": "result",
    "resp": "response",
    "sess": "session",
    "stmt": "statement",
    "tbl": "table",
    "tmp": "temporary",
    "txn": "transaction",
    "usr": "user",
    "val": "value",
    "wb": "workbook",
    "ws": "worksheet",
    "xw": "xlwings",
}
NAMES_OF_OTHERS = {
    *("tmp_path", "tmp_path_factory"),  # pytest
    *("process_bind_param", "process_literal_param"),  # SQLAlchemy
    *("ctx", "obj"),  # click, where its own methods and attributes are overridden
}


# --- reading the tree --------------------------------------------------------------------------


def _modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (REPOSITORY / folder).rglob("*.py"))


def _place(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def _measured() -> dict[str, Path]:
    """Return the modules whose lengths count, by their place."""
    places = {_place(path): path for path in _modules(*PACKAGES)}
    return {place: path for place, path in places.items() if not place.startswith(RECORDS)}


@cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_source(path))


@cache
def _tracked_texts() -> dict[str, str]:
    """Return every text file that git tracks and the tree still has, by its place."""
    git = shutil.which("git")
    require(git and (REPOSITORY / ".git").exists(), "this tree is not a git repository")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True, text=True
    )
    found = {}
    for place in filter(None, listed.stdout.split("\0")):
        path = REPOSITORY / place
        content = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in content:
            found[place] = content.decode("utf-8", errors="replace")
    return found


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and text of every string that isn't a docstring."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def _strings_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{_place(path)}:{line}: {text.strip()[:80]}"
        for path in _modules(*PACKAGES)
        for line, text in _strings(_tree(path))
        if pattern.search(text)
    ]


def _lines_matching(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{place}:{number}: {line.strip()}"
        for place, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def _refuse(violations: list[str], advice: str) -> None:
    assert not violations, "\n".join([advice, *violations])


# --- lengths -----------------------------------------------------------------------------------


def _functions(node: ast.AST, within: str = "") -> Iterator[tuple[str, int]]:
    """Yield the dotted name and the lines of each function beneath `node`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{within}{child.name}"
            if not isinstance(child, ast.ClassDef):
                yield name, (child.end_lineno or child.lineno) - child.lineno + 1
            yield from _functions(child, f"{name}.")
        else:
            yield from _functions(child, within)


def _too_long(lines: dict[str, int], limit: int, ratchet: dict[str, int]) -> list[str]:
    """Return what exceeds its limit, and what the ratchet no longer needs to allow."""
    longer = [
        f"{name}: {count} lines, at most {ratchet.get(name, limit)}"
        for name, count in lines.items()
        if count > ratchet.get(name, limit)
    ]
    shrunk = [
        f"{name}: now {lines.get(name, 0)} lines, so lower or remove it in style_ratchet.toml"
        for name, allowed in ratchet.items()
        if lines.get(name, 0) < allowed or allowed <= limit
    ]
    return longer + shrunk


def test_modules_fit_in_the_head() -> None:
    lines = {place: len(_source(path).splitlines()) for place, path in _measured().items()}
    _refuse(
        _too_long(lines, MODULE_LINES, RATCHET["modules"]),
        "Give each module one job:",
    )


def test_functions_fit_on_a_screen() -> None:
    lines = {
        f"{place}::{name}": count
        for place, path in _measured().items()
        for name, count in _functions(_tree(path))
    }
    _refuse(
        _too_long(lines, FUNCTION_LINES, RATCHET["functions"]),
        "Split the function where its steps have names:",
    )


def test_the_ratchet_only_goes_down() -> None:
    assert _too_long({"a": 250}, 200, {}) == ["a: 250 lines, at most 200"]
    assert _too_long({"a": 250}, 200, {"a": 250}) == []
    assert _too_long({"a": 251}, 200, {"a": 250}) == ["a: 251 lines, at most 250"]
    lower = "so lower or remove it in style_ratchet.toml"
    assert _too_long({"a": 249}, 200, {"a": 250}) == [f"a: now 249 lines, {lower}"]
    assert _too_long({"a": 199}, 200, {"a": 199}) == [f"a: now 199 lines, {lower}"]
    assert _too_long({}, 200, {"gone": 250}) == [f"gone: now 0 lines, {lower}"]


# --- names and texts ---------------------------------------------------------------------------


def _bound_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name wherever a module gives a name; names of others, merely used, are not."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name


def _abbreviations(name: str) -> list[str]:
    if name in NAMES_OF_OTHERS:
        return []
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return [part.lower() for part in parts if part.lower() in ABBREVIATIONS]


def test_names_are_written_out() -> None:
    violations = [
        f"{_place(path)}:{line}: {name}: write {ABBREVIATIONS[part]}"
        for path in _modules(*PACKAGES, "tests")
        for line, name in [(1, path.stem), *_bound_names(_tree(path))]
        for part in _abbreviations(name)
    ]
    _refuse(violations, "No abbreviations in names:")


def test_abbreviations_are_found_in_every_kind_of_name() -> None:
    assert _abbreviations("total_amt") == ["amt"]
    assert _abbreviations("CcyTable") == ["ccy"]
    assert _abbreviations("MAX_QTY") == ["qty"]
    assert _abbreviations("instance_number_of_tmpfs") == []
    assert _abbreviations("tmp_path") == []


def test_all_chinese_lives_in_the_glossary() -> None:
    """A docstring or comment may name the word that stands on a sheet; what is shown may not.

    What people type is not shown: the suffixes of amounts (wan, yi) are read, never written.
    """
    shown = [
        found for found in _strings_matching(CHINESE) if not found.startswith(READERS_OF_SUFFIXES)
    ]
    _refuse(shown, "Move the text to backend/glossary/*.toml:")


# --- what is forbidden -------------------------------------------------------------------------


def test_no_sql_ignores_or_replaces_silently() -> None:
    templates = {
        _place(path): COMMENT.sub("", path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted((REPOSITORY / package).rglob("*"))
        if path.suffix in {".mako", ".sql", ".toml"}
    }
    _refuse(
        _strings_matching(SILENT_SQL) + _lines_matching(SILENT_SQL, templates),
        "These slip past constraints and triggers; say what is meant:",
    )


def test_silent_sql_is_told_from_prose() -> None:
    silent = [
        "INSERT OR IGNORE INTO t",
        "OR\n REPLACE",
        "insert or replace into t",
        "Replace Into t",
    ]
    assert all(SILENT_SQL.search(text) for text in silent)
    assert not SILENT_SQL.search("keep it, or replace the row; REPLACE(name, 'a', 'b')")


def test_no_test_sleeps() -> None:
    violations = [
        f"{_place(path)}:{node.lineno}"
        for path in _modules("tests")
        for node in ast.walk(_tree(path))
        if (isinstance(node, ast.Attribute) and node.attr == "sleep")
        or (isinstance(node, ast.ImportFrom) and any(one.name == "sleep" for one in node.names))
    ]
    _refuse(
        violations, "Wait for what happens (an event, a process, a pipe), not for time to pass:"
    )


def test_nothing_tracked_is_unfinished() -> None:
    _refuse(_lines_matching(UNFINISHED, _tracked_texts()), "Finish it or write an issue:")


def test_nothing_tracked_names_somebody_s_machine() -> None:
    _refuse(_lines_matching(PERSONAL_PLACE, _tracked_texts()), "Paths are relative or given:")


# --- documents ---------------------------------------------------------------------------------


def _documents() -> dict[str, str]:
    return {place: text for place, text in _tracked_texts().items() if place.endswith(".md")}


def test_documents_link_to_what_is_there() -> None:
    violations = [
        f"{place}: {target}"
        for place, text in _documents().items()
        for target in LINK.findall(text)
        if ":" not in target and not (REPOSITORY / place).parent.joinpath(target).exists()
    ]
    _refuse(violations, "These links lead nowhere:")


def test_documents_name_targets_that_make_knows() -> None:
    targets = set(re.findall(r"^([a-z]+):", _source(REPOSITORY / "Makefile"), re.MULTILINE))
    violations = [
        f"{place}: make {named}"
        for place, text in _documents().items()
        for named in re.findall(r"(?:`|^\s*\$? *)make ([a-z]+)", text, re.MULTILINE)
        if named not in targets
    ]
    _refuse(violations, "`make` lists what there is:")


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads(_source(REPOSITORY / "pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = [re.split(r"[=<>\[; ]", requirement)[0] for requirement in wanted]
    document = _source(REPOSITORY / "docs" / "dependencies.md")
    _refuse(
        [name for name in names if f"| {name} |" not in document], "docs/dependencies.md lacks:"
    )
