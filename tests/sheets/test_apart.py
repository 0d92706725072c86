"""Foreign files are read in a process of their own: whatever it meets there, its caller lives."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from backend.errors import InputError, OutageError
from backend.language import Language, glossary, text
from tests.sheets.books import book_of, line
from tests.sheets.paper import PaperOf
from workbooks.apart import _Answer, _Ended, _next, picks_apart, read_apart, refusal_of
from workbooks.bounds import Bounds, bounds_of
from workbooks.intake import read_book
from workbooks.picks import picks_in

_ROOM = 2**30


def refused(work: object) -> str:
    with pytest.raises(InputError) as error:
        work()  # type: ignore[operator]
    for language in Language:
        assert ";" in error.value.sentence(language)
    return error.value.code


def ours(paper: PaperOf) -> Path:
    return paper(book_of([line("EXMCJPJT", 40000)])).path


def with_sheet(path: Path, name: str, xml: str) -> Path:
    """Return a copy with a further sheet, its XML as given."""
    book = openpyxl.load_workbook(path)
    book.create_sheet(name)
    last = f"xl/worksheets/sheet{len(book.worksheets)}.xml"
    whole = path.with_name("further.xlsx")
    book.save(whole)
    target = path.with_name("with_sheet.xlsx")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, xml if part == last else old.read(part))
    return target


def sheet_of(rows: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def many_cells(rows: int) -> str:
    """Return a sheet of two hundred columns."""
    letters = [chr(65 + place) for place in range(26)]
    columns = [*letters, *(first + second for first in letters[:7] for second in letters)][:200]
    return sheet_of(
        "".join(
            f'<row r="{row}">'
            + "".join(f'<c r="{one}{row}"><v>{row}.25</v></c>' for one in columns)
            + "</row>"
            for row in range(1, rows + 1)
        )
    )


def test_a_book_read_apart_is_the_book_read_here(paper: PaperOf) -> None:
    path = ours(paper)
    assert read_apart(path) == read_book(path)


def test_a_refusal_arrives_as_it_was_said(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_text("no workbook")
    assert refused(lambda: read_apart(path)) == "workbook_not_excel"
    assert refused(lambda: read_apart(tmp_path / "away.xlsx")) == "workbook_missing"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    assert refused(lambda: read_apart(pipe)) == "workbook_missing"


def test_a_book_that_takes_more_memory_than_it_may_is_refused(paper: PaperOf) -> None:
    path = with_sheet(ours(paper), "my own", many_cells(4000))
    assert refused(lambda: read_apart(path, Bounds(160 * 2**20, 60))) == "workbook_memory"
    assert read_apart(path, Bounds(_ROOM, 60)).sheets


def test_a_book_that_takes_longer_than_it_may_is_refused(paper: PaperOf) -> None:
    path = ours(paper)
    assert refused(lambda: read_apart(path, Bounds(_ROOM, 0.01))) == "workbook_slow"


def test_why_the_child_ended_goes_along_with_the_refusal(paper: PaperOf) -> None:
    with pytest.raises(InputError) as error:
        read_apart(ours(paper), Bounds(_ROOM, 0.01))
    notes: list[str] = getattr(error.value.__cause__, "__notes__", [])
    assert f"exit {-signal.SIGKILL}:" in "".join(notes)


def test_a_reader_that_cannot_be_started_is_said(
    paper: PaperOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(OutageError) as error:
        read_apart(ours(paper))
    assert error.value.code == "reader_not_started"
    assert "No such file" in str(error.value)


def test_a_larger_file_may_take_more(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(b"")
    large.write_bytes(bytes(2**20))
    assert bounds_of(small) == bounds_of(tmp_path / "away") == Bounds(2**30, 10)
    assert bounds_of(large) == Bounds(2**30 + 64 * 2**20, 14)


def test_a_sheet_of_results_with_its_last_cell_far_away_ends_the_child_alone(
    paper: PaperOf,
) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
    path = with_sheet(
        ours(paper), text("sheet.findings", Language.CHINESE), sheet_of(f"{cells}</row>")
    )
    assert refused(lambda: picks_apart(path)) == "workbook_memory"
    assert read_apart(path).sheets


def test_picks_made_apart_are_those_made_here(paper: PaperOf) -> None:
    assert picks_apart(ours(paper)) == picks_in(ours(paper)) == []


@pytest.mark.parametrize(
    ("code", "said", "late", "meaning"),
    [
        (-signal.SIGABRT, b"memory allocation of 68719476736 bytes failed", False, "memory"),
        (-signal.SIGKILL, b"", False, "memory"),
        (-signal.SIGKILL, b"", True, "slow"),
        (-signal.SIGXCPU, b"", False, "slow"),
        (-signal.SIGSEGV, b"", False, "unreadable"),
        (-signal.SIGABRT, b"thread panicked while panicking", False, "unreadable"),
        (1, b"Traceback (most recent call last):", False, "unreadable"),
        (0, b"", False, "unreadable"),
    ],
)
def test_every_end_of_the_child_has_its_sentence(
    code: int, said: bytes, late: bool, meaning: str
) -> None:
    assert refusal_of(code, said, late=late) == f"workbook_{meaning}"


@pytest.mark.parametrize("answer", [pickle.dumps(os.system), pickle.dumps((1, 2))[:-3], b""])
def test_an_answer_of_anything_else_is_no_answer(answer: bytes) -> None:
    with pytest.raises(_Ended):
        _next(BytesIO(answer))
    assert _Answer(BytesIO(pickle.dumps({"sheet": 1.5}))).load() == {"sheet": 1.5}


def test_every_refusal_of_a_file_is_in_the_documents() -> None:
    document = (Path(__file__).parents[2] / "docs" / "intake.md").read_text()
    codes = [key.removeprefix("error.") for key in glossary() if key.startswith("error.workbook_")]
    assert len(codes) > 20
    assert [code for code in codes if f"`{code}`" not in document] == []
