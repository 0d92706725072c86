"""Words that people typed go out as words: into every book, its painted copy, lists and reports."""

from __future__ import annotations

import csv
import dataclasses
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from enum import Enum
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from addin.books import READERS
from addin.comparison import read_now
from backend.bootstrap import found_house, open_house
from backend.contract import Finding
from backend.language import Language, text
from backend.settings import Settings
from sync.samples import load_everything
from tests.desk.conftest import seat
from tests.desk.desk import MORNING, OF_ONE, Desk, Seat
from tests.sheets.books import book_of, line
from tests.sheets.paper import PaperOf
from workbooks.build import build_book
from workbooks.intake import read_book
from workbooks.paint import paint
from workbooks.reports.lists import Listed, write_list, write_lists
from workbooks.results import THREE

__all__ = ["seat"]  # the desk of tests/desk serves here too

#: Occurs in nothing that we wrote.
MARK = "XQ7"
HARMS = (
    f"=cmd|'/C calc'!A0{MARK}",
    f"+1{MARK}",
    f"-1{MARK}",
    f"@SUM(1){MARK}",
    f"\t=1{MARK}",
    f"&A&P{MARK}",
    f"_x003D_1{MARK}",
    f'"</t><f>1</f>{MARK}',
    f"{{=1{MARK}}}",
    f"http://example.org/{MARK}",
    f"\uff1d1{MARK}",
)
#: Rows of each sheet: enough to meet every harm, and few enough to be written soon.
_SHOWN = 40
#: Where a word stands as a word: shared and inline texts, notes, and what a formula came to.
_WORDS = re.compile(
    rb"<(?:\w+:)?(si|is|text|v|t)\b[^>]*>.*?</(?:\w+:)?\1>|<dc:title>.*?</dc:title>", re.DOTALL
)
#: Whose words a person may have typed, or another system may have sent.
_TYPED = re.compile(r".*_(zh|en)|note|reason|comment|title|text|summary|basis|name|subject")


def dangerous_places(path: Path) -> list[str]:
    """Return the parts of a workbook in which the mark stands and is not a mere word."""
    with zipfile.ZipFile(path) as package:
        return [
            part for part in package.namelist()
            if MARK.encode() in _WORDS.sub(b"", package.read(part))
        ]  # fmt: skip


def words_in(path: Path) -> int:
    """Return how often the mark stands in a workbook at all."""
    with zipfile.ZipFile(path) as package:
        return sum(package.read(part).count(MARK.encode()) for part in package.namelist())


def spoilt(value: Any, harms: Iterator[str], name: str = "") -> Any:
    """Return the same with the next harm wherever a person may have typed."""
    if isinstance(value, str) and _TYPED.fullmatch(name) and not isinstance(value, Enum):
        return next(harms)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {
            one.name: spoilt(getattr(value, one.name), harms, one.name)
            for one in dataclasses.fields(value)
            if one.init
        }
        return dataclasses.replace(value, **changes)
    if isinstance(value, Mapping):
        return {key: spoilt(one, harms) for key, one in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(spoilt(one, harms) for one in value)
    return value


@pytest.fixture(scope="module")
def full_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a house with the sample of every subject."""
    path = tmp_path_factory.mktemp("full") / "fidesk.db"
    settings = Settings(str(path), "zhao_lei", Language.ENGLISH)
    house = found_house(settings, lambda: datetime.fromisoformat(MORNING))
    load_everything(house, lambda _step, _done, _total: None)
    with closing(sqlite3.connect(path)) as connection:  # one file is enough to copy
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def desk(seat: Seat, full_house: Path) -> Desk:
    """Sit at a house whose institutions bear harmful names, as a faulty feed might bring them."""
    desk = seat(full_house)
    statements = []
    for place, harm in enumerate(HARMS):
        said = "'" + harm.replace("'", "''") + "'"
        names = ("name_zh", "name_en", "short_name_zh", "short_name_en")
        given = ", ".join(f"{name} = {said}" for name in names)
        some = f"WHERE rowid % {len(HARMS)} = {place}"
        statements.append(f"UPDATE institution SET {given} {some}")  # noqa: S608 - of a test's own
    desk.tamper(*statements)
    return desk


@pytest.mark.parametrize("language", list(Language))
def test_every_book_shows_such_words_as_words(
    full_house: Path, tmp_path: Path, language: Language
) -> None:
    settings = Settings(str(full_house), "zhao_lei", language)
    house = open_house(settings, lambda: datetime.fromisoformat(MORNING))
    harms = cycle(HARMS)
    seen = {}
    for identifier, reader in READERS.items():
        contents, _asked = read_now(house, reader, language, OF_ONE.get(identifier, {}))
        known = contents.lookups
        bad = dataclasses.replace(
            contents,
            lookups=dataclasses.replace(
                known,
                institutions=spoilt(known.institutions, harms),
                uses=spoilt(known.uses, harms),
            ),
            rows={name: spoilt(rows[:_SHOWN], harms) for name, rows in contents.rows.items()},
        )
        path = build_book(reader.kind, bad, tmp_path / f"{identifier}.xlsx", language)
        assert dangerous_places(path) == [], identifier
        seen[identifier] = words_in(path)
    # The books that show what somebody typed show it; empty ones show nothing.
    assert {name for name, count in seen.items() if count} >= {
        "limits", "events", "evaluation", "reciprocity", "parameters", "home"
    }  # fmt: skip


def test_papers_about_such_a_bank_hold_its_name_as_a_word(desk: Desk) -> None:
    folder = desk.folder / "papers"
    folder.mkdir()
    for words in (
        ("report", "evaluation", "--all", "-o", str(folder)),
        ("statistics", "-o", str(folder)),
        ("brief", "EXMBDEFF", "--visitor", HARMS[0], "-o", str(folder)),
    ):
        desk.ask("li_ming", *words)
    made = sorted(path for path in desk.folder.rglob("*") if path.suffix != ".db")
    assert sum(map(words_in, (one for one in made if one.suffix == ".xlsx"))) > len(HARMS)
    papers = [path for path in made if path.parent == folder]
    assert {path.suffix for path in papers} == {".xlsx", ".docx", ".pdf"}
    for path in papers:
        assert re.fullmatch(r"[\w. ()-]+", path.name), "a name that every system can keep"
        if path.suffix != ".pdf":
            assert dangerous_places(path) == [], path.name


def test_a_painted_copy_holds_such_words_as_words(paper: PaperOf, tmp_path: Path) -> None:
    sheet = paper(book_of([line("EXMCJPJT", 40000, note=HARMS[0])]))
    findings = [
        Finding(
            code="conflict", sheet="limits_ledger", cell=f"L{row}", column="note", row_key=harm,
            detail={"column": harm, "base": harm, "mine": harm, "theirs": harm},
        )
        for row, harm in enumerate(HARMS, 6)
    ]  # fmt: skip
    path = paint(sheet.path, tmp_path / "painted.xlsx", findings, [], Language.CHINESE)
    assert dangerous_places(path) == []
    name = text("sheet.findings", Language.CHINESE)
    with CalamineWorkbook.from_path(str(path)) as workbook:
        shown = {cell for line in workbook.get_sheet_by_name(name).to_python() for cell in line}
    assert set(HARMS) <= shown, "each word as it was typed"
    assert read_book(path).sheets["limits_ledger"].rows


def test_a_link_to_a_sheet_with_quotes_in_its_name_stays_a_link(
    paper: PaperOf, tmp_path: Path
) -> None:
    sheet = paper(book_of([line("EXMCJPJT", 40000)]))
    workbook = openpyxl.load_workbook(sheet.path)
    workbook.worksheets[1].title = 'o\'clock & <"co">'
    workbook.save(sheet.path)
    read = read_book(sheet.path)
    (identifier,) = [one.identifier for one in read.sheets.values() if one.name.startswith("o'")]
    finding = Finding("conflict", identifier, "L6", detail=dict.fromkeys(("column", *THREE), "1"))
    path = paint(sheet.path, tmp_path / "painted.xlsx", [finding], [], Language.CHINESE)
    results = openpyxl.load_workbook(path)[text("sheet.findings", Language.CHINESE)]
    assert results["C4"].hyperlink.location == "'o''clock & <\"co\">'!L6"


def test_lists_hold_such_words_as_words(tmp_path: Path) -> None:
    rows = [[harm, f"  {harm}", "plain - and = within"] for harm in HARMS]
    listed = Listed("List", HARMS[0], HARMS[1], [(harm, 12) for harm in HARMS[:3]], rows)
    write_lists(tmp_path / "list.xlsx", [listed], Language.CHINESE)
    assert dangerous_places(tmp_path / "list.xlsx") == []
    write_list(tmp_path / "list.csv", listed)
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    cells = [cell for row in table for cell in row]
    signs = ("=", "+", "-", "@", *"\uff1d\uff0b\uff0d\uff20")
    assert not [cell for cell in cells if cell.strip().startswith(signs)]
    assert {row[2] for row in table[1:]} == {"plain - and = within"}
