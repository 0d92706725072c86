"""What comes back in other shapes, a desk that stops in the middle, and who is reminded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.branches.test_packs import BEFORE, MONTH, Pack, month_of, returned
from tests.conftest import REPOSITORY
from tests.desk.desk import MORNING, Desk

TAKEN = [("EXMBDEFF", 10, 100000, 5000)]

#: The command line, which is killed by the system just before the moment that is named.
KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event

moment, words = sys.argv[1], sys.argv[2:]
written, moved = [], []

def stop():
    os.kill(os.getpid(), signal.SIGKILL)

def statement(_connection, _cursor, text, *_rest):
    if text.startswith("INSERT INTO dealing"):
        written.append(text)
        if moment == "written":
            stop()

def commit(_connection):
    if written and moment == "agreed":
        stop()

def replace(self, target, before=Path.replace):
    if Path(target).parent.name == "已收":
        moved.append(target)
        if moment == f"moved {len(moved)}":
            stop()
    return before(self, target)

event.listen(Engine, "before_cursor_execute", statement)
event.listen(Engine, "commit", commit)
Path.replace = replace
from addin.cli import run
sys.exit(run(words))
"""


def filled(desk: Desk) -> Pack:
    returned(desk, BEFORE, ("EXMBDEFF", "来委", "托收", "USD", 10, 1000, 50))
    return Pack(desk).fill("EXMBDEFF", 笔数=10, 金额=1000, 收费=50)


@pytest.mark.parametrize("moment", ["written", "agreed", "moved 1", "moved 2"])
def test_a_stop_at_any_moment_leaves_nothing_half(small_desk: Desk, moment: str) -> None:
    inbox = small_desk.folder / "inbox"
    inbox.mkdir()
    pack = filled(small_desk)
    pack.book.save(inbox / "江苏.xlsx")
    words = ["--database", str(small_desk.database), "--as", "li_ming", "--language", "zh"]
    child = subprocess.run(
        [sys.executable, "-c", KILLED, moment, *words, "inbox", str(inbox), "--once"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "FIDESK_NOW": MORNING},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stdout + child.stderr
    assert (inbox / "江苏.xlsx").exists(), "it is looked at again"
    assert month_of(small_desk, MONTH) == (TAKEN if moment.startswith("moved") else [])

    said = small_desk.run("li_ming", "inbox", str(inbox), "--once", language="zh", machine=True)
    assert [(one["file"], one["taken"]) for one in said.answer["files"]] == [("江苏.xlsx", True)]
    assert month_of(small_desk, MONTH) == TAKEN
    assert [path.name for path in inbox.iterdir()] == ["已收"]
    assert (inbox / "已收" / "江苏.xlsx").exists()


def test_a_database_that_is_away_leaves_the_file_where_it_is(small_desk: Desk) -> None:
    inbox = small_desk.folder / "inbox"
    inbox.mkdir()
    filled(small_desk).book.save(inbox / "江苏.xlsx")
    small_desk.database.rename(small_desk.database.with_suffix(".away"))
    said = small_desk.run("li_ming", "inbox", str(inbox), "--once")
    assert said.code != 0
    assert [path.name for path in inbox.iterdir()] == ["江苏.xlsx"]


def test_another_shape_is_refused_with_its_cure(small_desk: Desk) -> None:
    pack = filled(small_desk)
    before = small_desk.dump()
    page: Any = pack.book["_fidesk"]
    row = next(row for row in range(1, 20) if page.cell(row, 1).value == "schema")
    page.cell(row, 2).value = "99"
    newer = pack.save("newer.xlsx")
    old = small_desk.folder / "old.xls"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2048))
    table = small_desk.folder / "table.csv"
    table.write_text("分行,月份\n320000,2026-10\n", encoding="utf-8-sig")
    for path, cure in ((newer, "升级"), (old, "另存为 .xlsx"), (table, ".xlsx")):
        said = small_desk.run("li_ming", "push", str(path), language="zh")
        assert said.code == 1, path.name
        assert cure in said.words, path.name
    assert small_desk.dump() == before


def test_a_renamed_pack_is_known(small_desk: Desk) -> None:
    path = filled(small_desk).save("副本 (2).xlsx")
    assert small_desk.push("li_ming", path).code == 0
    assert month_of(small_desk, MONTH) == TAKEN


def test_a_returned_copy_may_be_corrected_and_sent(small_desk: Desk) -> None:
    pack = filled(small_desk).fill("EXMBDEFF", 笔数="几笔")
    said = pack.push()
    assert said.code == 1
    copy = next(pack.path.parent.glob("*_结果.xlsx"))
    book = openpyxl.load_workbook(copy)
    page: Any = book.worksheets[book.sheetnames.index("分行月报")]
    page.cell(pack.row("EXMBDEFF"), pack.columns["笔数"]).value = 10
    book.save(copy)
    assert small_desk.push("li_ming", copy).code == 0
    assert month_of(small_desk, MONTH) == TAKEN


# --- who is reminded ---------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "branch"), [("zh", "江苏"), ("en", "Jiangsu")])
def test_a_letter_is_written_to_each_branch(small_desk: Desk, language: str, branch: str) -> None:
    path = small_desk.folder / "missing.xlsx"
    words = ("returns", "--month", MONTH, "-o", str(path))
    said = small_desk.run("li_ming", *words, language=language, machine=True)
    (late,) = {one["days_late"] for one in said.answer["missing"]}
    assert (said.code, late) == (1, 13), "due on the tenth, today is the twenty-third"
    listed, letters = openpyxl.load_workbook(path).worksheets
    assert any(branch in str(row[0].value) for row in listed.iter_rows(min_row=4))
    (letter,) = (row for row in letters.iter_rows(min_row=4) if branch in str(row[0].value))
    chinese, english = str(letter[1].value), str(letter[2].value)
    assert "江苏分行:截至 2026-11-23" in chinese
    assert "已逾期 13 天" in chinese
    assert "return of 2026-10" in english
    assert "13 days late" in english


def test_a_month_that_was_returned_reminds_nobody(small_desk: Desk) -> None:
    assert filled(small_desk).push().code == 0
    said = small_desk.run("li_ming", "returns", "--month", MONTH, machine=True)
    assert "320000" not in {one["branch"] for one in said.answer["missing"]}
    for wrong in ("2026-11", "October"):
        refused = small_desk.run("li_ming", "returns", "--month", wrong)
        assert "no month that is over" in refused.words
    other = small_desk.run("li_ming", "returns", "-o", str(Path("missing.docx")))
    assert "ends in .xlsx" in other.words
