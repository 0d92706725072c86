"""The harness itself, against a real LibreOffice Calc."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.calc.office import Book, CellError, Office, OfficeError
from tests.conftest import REPOSITORY, require

ROWS: list[list[str | int | None]] = [
    ["institution", "limit", "used", "left"],
    ["中国示例银行", 500, 120, "=B2-C2"],
    ["Example Bank", 300, "=NA()", "=B3-C3"],
    [None, "=SUM(B2:B3)", "=1/0", "00123"],
]


@pytest.fixture
def limits(tmp_path: Path) -> Path:
    """A workbook of two sheets, of which the second prints A1:B2 only."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Limits"
    for row in ROWS:
        sheet.append(row)
    sheet["B2"].number_format = "#,##0.00"
    notes = book.create_sheet("Notes")
    notes["A1"], notes["A99"] = "printed", "beyond the print area"
    notes.print_area = "A1:B2"
    path = tmp_path / "limits.xlsx"
    book.save(path)
    return path


def test_a_formula_is_computed_edited_saved_and_read_back(
    office: Office, limits: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.xlsx"
    with office.open(limits) as book:
        assert book.value("Limits", "D2") == 380
        book.write("Limits", "C2", 200)
        assert book.value("Limits", "D2") == 300
        book.save(copy)

    computed = openpyxl.load_workbook(copy, data_only=True)["Limits"]
    assert [computed["C2"].value, computed["D2"].value] == [200, 300]
    assert openpyxl.load_workbook(copy)["Limits"]["D2"].value == "=B2-C2"


def test_a_block_tells_blank_text_number_and_error_apart(office: Office, limits: Path) -> None:
    not_available, division = CellError("#N/A"), CellError("#DIV/0!")
    with office.open(limits) as book:
        assert book.sheets() == ["Limits", "Notes"]
        assert book.values("Limits", "A2:D4") == [
            ["中国示例银行", 500, 120, 380],
            ["Example Bank", 300, not_available, not_available],
            ["", 800, division, "00123"],
        ]
        assert len(book.values("Limits")) == len(ROWS)
        assert book.texts("Limits", "A2:B2") == [["中国示例银行", "500.00"]]
        assert book.formulas("Limits", "B4:C4") == [["=SUM(B2:B3)", "=1/0"]]


def test_written_blocks_keep_their_kinds(office: Office, limits: Path) -> None:
    with office.open(limits) as book:
        book.write("Limits", "F2", [["00123", 1.5], [None, date(2026, 11, 27)], ["=1+1", 2]])
        assert book.values("Limits", "F2:G4") == [["00123", 1.5], ["", 46353], ["=1+1", 2]]
        book.write_formulas("Limits", "F2", [["=1+1", "=SUM(F2;B2)"]])
        assert book.values("Limits", "F2:G2") == [[2, 502]]


def test_a_stale_cached_value_is_never_believed(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "stale.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Sheet").write_formula("A1", "=2*3", value=999)
    with office.open(path) as opened:
        assert opened.value("Sheet", "A1") == 6
        opened.recalculate()
        assert opened.value("Sheet", "A1") == 6


def test_pages_are_painted(office: Office, limits: Path, tmp_path: Path) -> None:
    require(shutil.which("pdftoppm"), "poppler-utils is not installed")
    pages = office.render(limits, tmp_path)
    assert [page.name for page in pages] == ["limits-1.png", "limits-2.png"]
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)


def test_one_sheet_is_painted_alone(office: Office, limits: Path, tmp_path: Path) -> None:
    require(shutil.which("pdftoppm"), "poppler-utils is not installed")
    assert len(office.render(limits, tmp_path, sheet="Notes")) == 1


def test_a_refusal_is_an_ordinary_error(office: Office, limits: Path, tmp_path: Path) -> None:
    with office.open(limits) as book, pytest.raises(OfficeError, match="NoSuchElement"):
        book.value("Absent", "A1")
    with pytest.raises(OfficeError):
        office.open(tmp_path / "absent.xlsx")


def test_an_office_that_does_not_answer_is_killed_and_started_again(
    office: Office, limits: Path
) -> None:
    with office.open(limits) as book, pytest.raises(OfficeError, match="killed"):
        _keep_busy(book)
    assert not office.running
    with office.open(limits) as book:
        assert book.value("Limits", "D2") == 380


def _keep_busy(book: Book) -> None:
    with book.office.patience(0.1):
        while True:
            book.document.calculateAll()


START_AND_DIE = """
import os, signal
from tests.calc.office import Office
print(Office().process_id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.usefixtures("office")  # so that it is skipped where there is none
def test_an_office_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", START_AND_DIE],
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        check=False,
    )
    assert _is_gone(int(ended.stdout), timeout_seconds=10)


def _is_gone(process_id: int, timeout_seconds: float) -> bool:
    try:
        process = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], timeout_seconds)[0])
    finally:
        os.close(process)
