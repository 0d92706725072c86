"""A sheet of 50,000 rows and 20 columns: written, read, compared; and 5,000 edits pushed.

    make bench

Each is measured beside what cannot be done with less: the fastest reader alone, the plain writer
with the same table and formats, a bare `executemany` of as many rows. Ratios are printed, none is
judged. A sheet of 300,000 rows is read as a push reads it: memory on both sides is told.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median
from uuid import uuid4

import openpyxl
from python_calamine import CalamineWorkbook
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert
from xlsxwriter import Workbook

from addin.books import READERS
from addin.comparison import read_now
from backend.bootstrap import House, found_house
from backend.contract import AllocateLine, AnnotateLine, Command, Submission
from backend.dates import SHANGHAI
from backend.language import Language
from backend.services.execute import submit
from backend.settings import Settings
from sync.load import load_sample
from tests.benchmarks.paper import table, write_section
from tests.benchmarks.wide_book import REGISTER, WIDE_BOOK, wide_contents
from tests.sheets.any_book import TARGETS
from tests.sheets.books import PULL, no_base
from workbooks.apart import read_apart
from workbooks.build import build_book
from workbooks.contents import Contents
from workbooks.diff import diff_book
from workbooks.intake import read_book
from workbooks.sheets.words import Words

ROWS, MANY_ROWS, EDITS, RUNS = 50_000, 300_000, 5_000, 3
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def _seconds(*works: Callable[[], object]) -> list[float]:
    """Return the median of some runs of each; they take turns, so that noise meets all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            times[place].append(time.perf_counter() - start)
    return [median(one) for one in times]


def test_a_large_sheet(tmp_path: Path) -> None:
    contents = wide_contents(ROWS)
    path = build_book(WIDE_BOOK, contents, tmp_path / "wide.xlsx", Language.CHINESE)
    _type_edits(path)
    plain = tmp_path / "plain.xlsx"
    read, apart, compared, alone = _seconds(
        lambda: read_book(path),
        lambda: read_apart(path),
        lambda: diff_book(WIDE_BOOK, read_book(path), contents, no_base, PULL.login),
        lambda: _read_alone(path),
    )
    edits = len(diff_book(WIDE_BOOK, read_book(path), contents, no_base, PULL.login).edits)
    assert edits == EDITS
    built, written = _seconds(
        lambda: build_book(WIDE_BOOK, contents, tmp_path / "again.xlsx", Language.CHINESE),
        lambda: _write_plainly(contents, plain),
    )
    pushed, bare = _pushes(tmp_path)
    child, own, many = _peaks(tmp_path)
    rows = [
        ("the fastest reader alone", f"{alone:.2f}", "1.0"),
        ("read and looked over", f"{read:.2f}", f"{read / alone:.1f}"),
        ("the same in a process of its own", f"{apart:.2f}", f"{apart / alone:.1f}"),
        (f"read and compared, {EDITS:,} edits", f"{compared:.2f}", f"{compared / alone:.1f}"),
        ("the plain writer, same table and formats", f"{written:.2f}", "1.0"),
        ("a workbook built", f"{built:.2f}", f"{built / written:.1f}"),
        (f"a bare executemany of {EDITS:,} rows", f"{bare:.3f}", "1.0"),
        (f"{EDITS:,} edits pushed", f"{pushed:.2f}", f"{pushed / bare:.0f}"),
    ]
    body = (
        f"A sheet of {ROWS:,} rows and {len(REGISTER.columns)} columns, medians of {RUNS} runs "
        "that took turns; the push is one run.\n\n"
        + table(("what", "seconds", "times the one above"), rows)
        + f"\nA sheet of {MANY_ROWS:,} rows and {len(REGISTER.columns)} columns is read in "
        f"{many:.0f} s; the reading process takes {child:,} MB at its peak,\n"
        f"its caller {own:,} MB."
    )
    write_section("P2", "A large sheet", body)


def _type_edits(path: Path) -> None:
    """Change the note of every tenth row, as a program that writes whole workbooks would."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    read = read_book(path).sheets[TARGETS]
    for number in range(read.header_row + 1, read.header_row + 1 + ROWS, ROWS // EDITS):
        page.cell(number, read.columns["note"]).value = f"edited {number}"
    book.save(path)


def _read_alone(path: Path) -> object:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _write_plainly(contents: Contents, path: Path) -> None:
    """Write the same values under the same formats in a table, and nothing else."""
    words = Words(contents.lookups, Language.CHINESE)
    workbook = Workbook(str(path))
    page = workbook.add_worksheet()
    kinds = {
        one: workbook.add_format({"num_format": one, "font_name": "Arial", "border": 1})
        for one in ("@", "#,##0.00", "yyyy-mm-dd", "0", "0.00%")
    }
    columns = REGISTER.columns
    headings = [{"header": column.heading(Language.CHINESE)} for column in columns]
    rows = contents.rows[TARGETS]
    page.add_table(0, 0, len(rows), len(columns) - 1, {"columns": headings, "style": None})
    for place, row in enumerate(rows, 1):
        for number, column in enumerate(columns):
            value = column.shown(row, words)
            if isinstance(value, str):
                page.write_string(place, number, value, kinds["@"])
            elif value is None:
                page.write_blank(place, number, None, kinds["@"])
            elif column.cell_type.value == "date":
                page.write_datetime(place, number, value, kinds["yyyy-mm-dd"])
            else:
                page.write_number(place, number, value, kinds["#,##0.00"])
    workbook.close()


def _pushes(folder: Path) -> tuple[float, float]:
    """Return how long a submission of many edits took, and as many bare rows."""
    settings = Settings(str(folder / "fidesk.db"), "zhao_lei", Language.ENGLISH)
    house = found_house(settings, lambda: NOW)
    load_sample(house, lambda _name, _done, _of: None)
    commands = _edits_of(house)
    assert len(commands) == EDITS
    given = Submission(id="5f1f", pull_id="5f1e", login="li_ming", commands=tuple(commands))
    start = time.perf_counter()
    done = submit(house.engine, given, house.clock)
    pushed = time.perf_counter() - start
    assert done.applied, [one for one in done.outcomes if not one.accepted][:3]
    engine = create_engine(f"sqlite:///{folder / 'bare.db'}")
    bare = Table(
        "bare", MetaData(), Column("id", Integer, primary_key=True),
        *(Column(f"column_{place}", String) for place in range(12)),
    )  # fmt: skip
    bare.metadata.create_all(engine)
    rows = [
        {f"column_{place}": f"{place} {number}" for place in range(12)} for number in range(EDITS)
    ]
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        with engine.begin() as connection:
            connection.execute(insert(bare), rows)
        times.append(time.perf_counter() - start)
    return pushed, median(times)


def _edits_of(house: House) -> list[Command]:
    """Return a note for every line, and shares lowered by a cent where they have room."""
    contents, _asked = read_now(house, READERS["limits"], Language.CHINESE, {})
    notes: list[Command] = [
        AnnotateLine(
            id=str(uuid4()),
            login="li_ming",
            institution=row.institution.bic8,
            product=row.product,
            note=f"noted {row.key}",
            base_note=row.note,
        )
        for row in contents.rows["limits_ledger"]
    ]
    shares: list[Command] = [
        AllocateLine(
            id=str(uuid4()),
            login="li_ming",
            institution=row.institution.bic8,
            product=row.product,
            unit=unit,
            target_minor=share.allocated_minor - 1,
            base_minor=share.allocated_minor,
            reason="year's end",
        )
        for row in contents.rows["allocation"]
        for unit, share in row.shares.items()
        if share.available_minor and share.available_minor > 0
    ]
    return [*notes, *shares][:EDITS]


def _peaks(folder: Path) -> tuple[int, int, float]:
    """Return what a very large sheet takes: megabytes of the reading process and of its caller.

    And seconds. The caller is a process of its own too; a peak that it had before it began (as a
    copy of this one) is not counted: hence the system's own record of the program that runs.
    """
    path = folder / "many.xlsx"
    build_book(WIDE_BOOK, wide_contents(MANY_ROWS), path, Language.CHINESE)
    code = (
        "import re, resource, sys, time; from workbooks.apart import read_apart; "
        "start = time.perf_counter(); book = read_apart(sys.argv[1]); "
        "seconds = time.perf_counter() - start; "
        "own = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]; "
        "child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss; "
        "rows = sum(len(sheet.rows) for sheet in book.sheets.values()); "
        "print(rows, child // 1024, int(own) // 1024, seconds)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    rows, child, own, seconds = done.stdout.split()
    assert int(rows) >= MANY_ROWS
    return int(child), int(own), float(seconds)
