"""A list that somebody sends in a workbook may unpack to more than a machine holds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from backend.errors import InputError
from sync.grids import LARGEST_FILE_BYTES, LARGEST_UNPACKED_BYTES, bytes_of, ways_to_read

HEAD = ["institution", "product"]


def bomb(folder: Path, part: str) -> Path:
    """Return a small workbook whose part unpacks to more than is read."""
    whole, path = folder / "whole.xlsx", folder / "list.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(HEAD)
    book.save(whole)
    block = b"<si><t>a</t></si>" * 65_536
    with (
        zipfile.ZipFile(whole) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w", force_zip64=True) as content:
            for _ in range(LARGEST_UNPACKED_BYTES // len(block) + 1):
                content.write(block)
    return path


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "any.bin"])
def test_a_list_that_unpacks_to_too_much_is_refused(tmp_path: Path, part: str) -> None:
    path = bomb(tmp_path, part)
    assert path.stat().st_size < LARGEST_FILE_BYTES / 10
    with pytest.raises(InputError) as refused:
        list(ways_to_read(bytes_of(path), path, 100))
    assert refused.value.code == "table_too_large"
    assert "list.xlsx" in str(refused.value)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE_BYTES + 1)
    with pytest.raises(InputError) as refused:
        bytes_of(path)
    assert refused.value.code == "table_too_large"


def test_an_ordinary_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(HEAD)
    book.save(path)
    ((row,),) = [list(rows) for rows in ways_to_read(bytes_of(path), path, 100)]
    assert [cell for cell in row if cell] == HEAD
