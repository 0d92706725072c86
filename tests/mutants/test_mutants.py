"""Mutated copies of our own workbooks: never a traceback, never a silent wrong value.

What is accepted equals what a second reader sees, cell by cell.
"""

from __future__ import annotations

import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from random import Random

import pytest

from addin.books import READERS
from backend.errors import InputError
from backend.language import Language
from tests.desk.conftest import seat, small_desk, small_house
from tests.desk.desk import OF_ONE, Desk
from tests.mutants.mutations import MUTATIONS, packed
from tests.mutants.second_reader import Book, Page, second_reading
from workbooks.grid import CellValue, ReadBook, ReadSheet
from workbooks.intake import read_book

__all__ = ["seat", "small_desk", "small_house"]  # fixtures

_ZERO = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - days only


@pytest.fixture
def originals(small_desk: Desk) -> Mapping[str, dict[str, bytes]]:
    """The parts of a workbook of every kind, in one language or the other."""
    found = {}
    for number, book in enumerate(READERS):
        login = "zhao_lei" if book != "limits" else "li_ming"
        scope = tuple(f"{name}={value}" for name, value in OF_ONE.get(book, {}).items())
        clerk = small_desk.pull(login, ("zh", "en")[number % 2], book, scope)
        with zipfile.ZipFile(clerk.path) as package:
            found[book] = {name: package.read(name) for name in package.namelist()}
    return found


@pytest.mark.soak
def test_what_is_accepted_is_what_stands_there(
    originals: Mapping[str, dict[str, bytes]],
    tmp_path: Path,
    seed: int,
    soak_scale: Callable[[int], int],
) -> None:
    chance, said = Random(seed), Counter[str]()
    path = tmp_path / "mutant.xlsx"
    for _ in range(soak_scale(1500)):
        book = chance.choice(sorted(originals))
        parts = dict(originals[book])
        # Whole parts go last.
        chosen = sorted(
            chance.sample(MUTATIONS, chance.choice([1, 1, 1, 2, 3])), key=MUTATIONS.index
        )
        for mutation in chosen:
            mutation(chance, parts)
        path.write_bytes(packed(chance, parts))
        outcome = judged(path)
        said[outcome] += 1
        names = ", ".join(mutation.__name__ for mutation in chosen)
        assert not outcome.startswith("wrong"), f"{book}: {names}: {outcome}"
    print(f"{said.total()} mutants, seed {seed}: {dict(said.most_common())}")  # noqa: T201


def judged(path: Path) -> str:
    """Return the code of a refusal, `accepted`, or what is wrong with what was accepted."""
    try:
        read = read_book(path)
    except InputError as refused:
        spoken = all(refused.sentence(language) for language in Language)
        return refused.code if spoken else f"wrong: {refused.code} says nothing"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return next(differences(read, second_reading(path)), "accepted")
    except Exception as error:  # noqa: BLE001 - whatever it is, a second reader cannot read it
        return f"wrong: a second reader fails: {error!r}"


def differences(read: ReadBook, second: Book) -> Iterator[str]:
    """Yield where the two readings part."""
    for sheet in read.sheets.values():
        page = second.page(sheet.name)
        shown = {row.number for row in sheet.rows}
        for row in sheet.rows:
            for column, number in sheet.columns.items():
                cell = sheet.cell(row, column)
                place = (row.number, number)
                if cell.formula != (place in page.formulas):
                    yield f"wrong: formula at {sheet.name}!{cell.address}"
                if cell.error != (place in page.errors):
                    yield f"wrong: error at {sheet.name}!{cell.address}"
                elif not (cell.error or same(cell.value, page, place, from_1904=second.from_1904)):
                    there = page.values.get(place)
                    yield f"wrong: {sheet.name}!{cell.address} {cell.value!r} is {there!r}"
        yield from lost(sheet, page, shown)


def lost(sheet: ReadSheet, page: Page, shown: set[int]) -> Iterator[str]:
    """Yield the cells of our columns that were not read at all."""
    for row, column in page.values:
        ours = column in sheet.columns.values() and row > sheet.header_row
        if ours and row not in shown and str(page.values[row, column]).strip():
            yield f"wrong: row {row} of {sheet.name} is lost"


def same(value: CellValue, page: Page, place: tuple[int, int], *, from_1904: bool) -> bool:
    there = page.values.get(place)
    match value:
        case bool():
            return value is there
        case datetime() | date():
            whole = value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])  # noqa: DTZ001
            # The first program of all believed in a 29 February 1900.
            early = not from_1904 and whole < datetime(1900, 3, 1)  # noqa: DTZ001
            serial = (whole - _ZERO[from_1904]) / timedelta(days=1) - early
            return isinstance(there, float) and abs(serial - there) < 1e-5
        case time() | timedelta():
            return isinstance(there, float)
        case float() if not isfinite(value):
            # Whoever reads an amount or a count refuses it.
            return there == value or str(there).lower().lstrip("+-") in {"nan", "inf", "infinity"}
        case float() | int():
            return there == value
        case "":
            return there is None or there == ""
        case _:
            return there == value
