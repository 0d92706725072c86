"""What people typed never becomes a formula, a link or a code of a footer: only few doors write."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_FOLDERS = ("workbooks", "addin", "sync")
#: These guess from a value what to write.
_GUESSING = {"write_row", "write_column", "write_rich_string", "write_array_formula"}
#: Whose formulas, names and rules are made of declarations and of our own words alone (add a
#: module here once that is so of it; below: footers of our own words and numbers, escaped links).
_FORMULAS = {
    "branch_return_page.py", "check_blocks.py", "check_form.py", "check_tables.py",
    "contents_page.py",
    "grade_formulas.py", "reconciliation_statement.py", "register.py", "register_head.py",
    "sheet.py", "statements.py",
    "totals.py", "working.py",
}  # fmt: skip
_FOOTERS = {"frame.py", "institution_card.py", "page.py", "reconciliation_statement.py"}
_LINKS = {"contents_page.py", "summary.py"}


def calls(name: str) -> Iterator[tuple[Path, ast.Call, str]]:
    """Yield every call of a method in the packages, with what it is called upon."""
    for folder in _FOLDERS:
        for path in sorted((_ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _named(node.func) == name:
                    upon = node.func.value if isinstance(node.func, ast.Attribute) else node.func
                    yield path, node, ast.unparse(upon).rpartition(".")[2]


def _named(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _places(found: Iterator[tuple[Path, ast.Call, str]]) -> list[str]:
    return [f"{path.name}:{call.lineno} upon {upon}" for path, call, upon in found]


def _constants(path: Path) -> dict[str, str]:
    """Return what a module's names stand for."""
    return {
        name.id: ast.unparse(statement.value)
        for statement in ast.parse(path.read_text()).body
        if isinstance(statement, ast.Assign)
        for name in statement.targets
        if isinstance(name, ast.Name)
    }


def test_nothing_is_written_by_what_a_value_looks_like() -> None:
    for name in _GUESSING:
        assert _places(calls(name)) == []
    worksheets = (one for one in calls("write") if one[2].endswith("sheet"))
    assert _places(worksheets) == [], "write a cell with workbooks.cells.write_cell:"


def test_merged_cells_are_written_by_the_same_door() -> None:
    found = [
        one for one in calls("merge_range")
        if not (isinstance(one[1].args[4], ast.Constant) and one[1].args[4].value == "")
    ]  # fmt: skip
    assert _places(iter(found)) == [], "merge with an empty text, then write the cell:"


def test_formulas_links_and_footers_have_few_writers() -> None:
    for name, known in (
        ("write_formula", _FORMULAS),
        ("set_footer", _FOOTERS),
        ("set_header", set()),
        ("write_url", _LINKS),
    ):
        files = {path.name for path, _call, _upon in calls(name)}
        assert files <= known, f"{name}: what a person typed must not reach it; see docs/intake.md"


def test_no_writer_takes_texts_for_formulas_or_links() -> None:
    found = [one for one in calls("Workbook") if one[0].parts[len(_ROOT.parts)] == "workbooks"]
    assert len(found) >= 5
    for path, call, _upon in found:
        options = ast.unparse(call.args[1]) if len(call.args) > 1 else ""
        whole = _constants(path).get(options, options)
        assert "'strings_to_formulas': False" in whole, path
        assert "'strings_to_urls': False" in whole, path
