"""The command line itself: help in both languages at once, exit codes, and its document."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from addin.cli import COMMANDS, fidesk, run
from backend.language import Language, glossary
from tests.conftest import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "command-line.md"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HEAVY = ("sqlalchemy", "alembic", "openpyxl", "rich", "pandas", "xlsxwriter", "xlwings")


def _commands() -> dict[str, click.Command]:
    context = click.Context(fidesk)
    found = {name: fidesk.get_command(context, name) for name in fidesk.list_commands(context)}
    assert all(found.values())
    return {name: command for name, command in found.items() if command is not None}


def _options(command: click.Command) -> Iterator[click.Option]:
    return (one for one in command.params if isinstance(one, click.Option))


def _key(name: str) -> str:
    return "cli." + name.replace("-", "_")


def _help(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert run([*words, "--help"]) == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_are_helped(
    capsys: pytest.CaptureFixture[str], name: str, language: Language
) -> None:
    said = _help(capsys, "--language", language.value, name)
    squeezed = said.replace(" ", "")
    assert glossary()[_key(name)][language.value].replace(" ", "") in squeezed
    for option in _options(_commands()[name]):
        assert option.opts[0] in said
        words = glossary()[f"option.{option.name}"][language.value]
        assert words.replace(" ", "") in squeezed, option.name


@pytest.mark.parametrize("language", list(Language))
def test_the_help_lists_every_command(
    capsys: pytest.CaptureFixture[str], language: Language
) -> None:
    said = _help(capsys, "--language", language.value)
    for name in COMMANDS:
        assert f" {name} {glossary()[_key(name)][language.value]}".replace(" ", "") in (
            said.replace(" ", "")
        )
    for option in _options(fidesk):
        words = glossary()[f"option.{option.name}"][language.value]
        assert words.replace(" ", "") in said.replace(" ", "")


def test_the_help_of_one_language_is_in_that_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert not CHINESE.search(_help(capsys, "--language", "en"))
    assert CHINESE.search(_help(capsys, "--language", "zh"))


PROBE = """
import json, sys
from addin.cli import run
code = run(["--help"])
loaded = {name.partition(".")[0] for name in sys.modules}
print(json.dumps([code, sorted(loaded)]))
"""


def test_the_help_loads_nothing_heavy() -> None:
    """No database, no spreadsheet, no terminal: that is what keeps it under half a second."""
    ended = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    code, loaded = json.loads(ended.stdout.splitlines()[-1])
    assert code == 0
    assert not set(HEAVY) & set(loaded)


def test_a_command_loads_only_its_own_module() -> None:
    probe = "import sys; from addin.cli import run; run(['seal', '--help']); print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", probe], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    loaded = set(ended.stdout.split())
    assert "addin.commands.trust" in loaded
    assert not {f"addin.commands.{one}" for one in ("demo", "paper", "doctor")} & loaded


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["seal", "--help"], 0),
        ([], 2),
        (["no-such-command"], 2),
        (["--no-such-option"], 2),
        (["seal", "superfluous"], 2),
        (["push"], 2),
        (["--database", "absent.db", "show"], 3),
        (["--database", "absent.db", "push", "absent.xlsx"], 3),
        (["--database", "absent/x.db", "init"], 2),
    ],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(words) == code
    assert list(tmp_path.iterdir()) == []


def test_the_program_ends_with_the_code(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "addin.cli", "--database", "absent.db", "--language", "zh", "show"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "找不到数据库 absent.db" in ended.stderr
    assert "Traceback" not in ended.stderr


def _sections() -> dict[str, str]:
    """Return what the document says of each command: the text beneath its heading."""
    parts = re.split(r"^#+ +", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: dict[str, str] = {}
    for part in parts:
        heading, _, body = part.partition("\n")
        for name in COMMANDS:
            if re.search(rf"\b{name}\b", heading):
                found[name] = found.get(name, "") + body
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_described(name: str) -> None:
    described = _sections()
    assert name in described
    words = described[name]
    for other in re.findall(r"options of `(\w+)`", words):  # "The options of `simulate`, and …"
        words += described[other]
    for option in _options(_commands()[name]):
        assert option.opts[0] in words, option.opts


def test_every_option_for_all_commands_is_described() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    for option in _options(fidesk):
        assert f"`{option.opts[0]}" in document
