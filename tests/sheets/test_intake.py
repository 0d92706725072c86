"""What is let in: our own workbooks however their users changed them, and nothing else."""

from __future__ import annotations

import contextlib
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.errors import InputError
from backend.language import Language
from tests.sheets.books import book_of, line, request, split, wan
from tests.sheets.paper import Paper, PaperOf
from workbooks.gate import Package
from workbooks.intake import read_book

LEDGER = "limits_ledger"
KEY = "EXMCJPJT"
PLACEMENT = "EXMCJPJT/placement"


def a_paper(paper: PaperOf, language: Language = Language.CHINESE) -> Paper:
    rows = [line(KEY, 40000), line(KEY, 30000, "placement")]
    shares = [split(KEY, "placement", 30000, treasury=20000, _320000=500)]
    return paper(book_of(rows, shares, [request(7, 500_000_000)]), language)


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        read_book(path)
    assert refused.value.sentence(Language.CHINESE)
    return refused.value.code


# --- what users do to a sheet ------------------------------------------------------------------


def type_and_read(sheet: Paper) -> list[tuple[str, object]]:
    """Edit an amount wherever its column stands now and return what is ordered."""
    return [
        (command.place, getattr(command, "target_minor", None)) for command in sheet.push().commands
    ]


@pytest.mark.parametrize("language", list(Language))
def test_the_header_is_found_beneath_inserted_rows(paper: PaperOf, language: Language) -> None:
    sheet = a_paper(paper, language)
    sheet.type(LEDGER, KEY, "approved", 41000)
    sheet.sheet(LEDGER).insert_rows(1, 4)
    assert type_and_read(sheet) == [(f"{LEDGER}!L10", wan(41000))]


def test_an_inserted_column_moves_nothing(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    sheet.type(LEDGER, KEY, "approved", 41000)
    sheet.sheet(LEDGER).insert_cols(3)
    assert type_and_read(sheet) == [(f"{LEDGER}!M6", wan(41000))]


def test_columns_are_known_in_either_language(paper: PaperOf) -> None:
    """A header typed over in English is the same column."""
    sheet = a_paper(paper)
    place = sheet.type(LEDGER, KEY, "approved", 41000)
    page = sheet.sheet(LEDGER)
    page.cell(5, sheet.column(LEDGER, "approved")).value = " approved "
    assert type_and_read(sheet) == [(place, wan(41000))]


def test_a_missing_editable_column_is_said(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    sheet.sheet(LEDGER).delete_cols(sheet.column(LEDGER, "note"))
    (finding,) = sheet.push().findings
    assert (finding.code, finding.column, finding.blocking) == ("column_missing", "note", True)


def test_a_heading_over_two_columns_is_said(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    sheet.sheet(LEDGER).cell(5, 30).value = "批准额度"
    assert [finding.code for finding in sheet.push().findings] == ["column_twice"]


def test_a_sheet_is_known_by_its_header(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    sheet.type(LEDGER, KEY, "approved", 41000)
    sheet.sheet(LEDGER).title = "我的额度"
    assert read_book(_saved(sheet)).sheets[LEDGER].name == "我的额度"


def test_a_copied_sheet_is_left_alone(paper: PaperOf) -> None:
    """The copy is the user's own; the sheet that kept its name is read."""
    sheet = a_paper(paper)
    sheet.workbook.copy_worksheet(sheet.sheet(LEDGER)).title = "额度台账 (2)"
    sheet.type(LEDGER, KEY, "approved", 41000)
    assert [target for _, target in type_and_read(sheet)] == [wan(41000)]


def test_two_renamed_copies_are_said(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    sheet.workbook.copy_worksheet(sheet.sheet(LEDGER)).title = "a"
    sheet.sheet(LEDGER).title = "b"
    sheet.workbook.save(sheet.path)
    assert [finding.code for finding in read_book(sheet.path).findings] == ["sheet_twice"]


def test_a_deleted_sheet_sends_nothing(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    sheet.workbook.remove(sheet.sheet("requests"))
    (finding,) = sheet.push().findings
    assert (finding.code, finding.blocking) == ("sheet_missing", False)


def test_the_users_own_columns_sheets_and_sums_are_harmless(paper: PaperOf) -> None:
    sheet = a_paper(paper)
    page = sheet.sheet(LEDGER)
    page.cell(5, 31).value = "我的标记"
    page.cell(6, 31).value = "复核过"
    page.cell(40, sheet.column(LEDGER, "approved")).value = 70000
    sheet.workbook.create_sheet("草稿")["A1"] = "编号"
    diff = sheet.push()
    assert not diff.commands
    assert {finding.code for finding in diff.findings} == {"row_without_key"}
    assert not diff.blocked


# --- what is refused ---------------------------------------------------------------------------


def _saved(sheet: Paper) -> Path:
    sheet.workbook.save(sheet.path)
    return sheet.path


def identity_with(sheet: Paper, name: str, value: str | None) -> Path:
    page = sheet.workbook["_fidesk"]
    row = next(row for row in range(1, 20) if page.cell(row, 1).value == name)
    page.cell(row, 2).value = value
    if value is None:
        page.cell(row, 1).value = None
    return _saved(sheet)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("schema", "99", "workbook_newer"),
        ("schema", "0", "workbook_older"),
        ("schema", "x", "workbook_identity"),
        ("pull_id", None, "workbook_identity"),
        ("language", "fr", "workbook_identity"),
    ],
)
def test_a_damaged_identity_is_refused(
    paper: PaperOf, name: str, value: str | None, code: str
) -> None:
    assert refusal(identity_with(a_paper(paper), name, value)) == code


def test_a_renamed_file_is_known_by_its_inner_identity(paper: PaperOf, tmp_path: Path) -> None:
    sheet = a_paper(paper)
    renamed = sheet.path.rename(tmp_path / "副本(2).xlsx.bak")
    assert read_book(renamed).identity.pull_id == sheet.book.pull.id


@pytest.mark.parametrize(
    ("login", "database", "code"),
    [
        ("li.na", "bank-one", "workbook_other_login"),
        ("zhang.wei", "other", "workbook_other_database"),
    ],
)
def test_a_book_belongs_to_one_person_and_database(
    paper: PaperOf, login: str, database: str, code: str
) -> None:
    sheet = a_paper(paper)
    identity_with(sheet, "database_id", database)
    with pytest.raises(InputError) as refused:
        sheet.push(login=login)
    assert refused.value.code == code


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Rewrite every part of a package and return the path of the copy."""
    copy = path.with_name("rewritten.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return copy


def sheet_part(path: Path, title: str) -> str:
    with Package(path) as package:
        return next(part.path for part in package.sheets if part.name == title)


def test_a_cell_a_million_rows_away_is_refused_before_parsing(paper: PaperOf) -> None:
    """The reader would allocate the rectangle between A1 and XFD1048576, and abort the process."""
    path = a_paper(paper).path
    part = sheet_part(path, "_fidesk")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"</sheetData>", far) if name == part else content

    assert refusal(rewritten(path, change)) == "workbook_too_large"


def test_a_far_cell_in_a_register_is_refused(paper: PaperOf) -> None:
    path = a_paper(paper).path
    part = sheet_part(path, "额度台账")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    copy = rewritten(
        path,
        lambda name, content: content.replace(b"</sheetData>", far) if name == part else content,
    )
    assert refusal(copy) == "workbook_too_large"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', "workbook_unsafe"),
        (b'<c r="', b'<c q="', "workbook_damaged"),
        (b'encoding="UTF-8"', b'encoding="UTF-16"', "workbook_damaged"),
    ],
)
def test_a_sheet_that_cannot_be_looked_over_is_refused(
    paper: PaperOf, old: bytes, new: bytes, code: str
) -> None:
    path = a_paper(paper).path
    part = sheet_part(path, "额度台账")
    copy = rewritten(
        path, lambda name, content: content.replace(old, new, 1) if name == part else content
    )
    assert refusal(copy) == code


def test_entities_and_claims_are_refused(paper: PaperOf) -> None:
    path = a_paper(paper).path
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><workbook'
    assert (
        refusal(rewritten(path, lambda _, content: content.replace(b"<workbook", entity, 1)))
        == "workbook_unsafe"
    )
    claim = rewritten(
        path, lambda _, content: content.replace(b'uniqueCount="', b'uniqueCount="9999999')
    )
    assert refusal(claim) == "workbook_unsafe"


def test_two_parts_of_one_name_are_refused(paper: PaperOf) -> None:
    path = a_paper(paper).path
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("XL/workbook.xml", b"<workbook/>")
    assert refusal(path) == "workbook_unsafe"


def test_a_part_that_unpacks_to_nothing_but_air_is_refused(paper: PaperOf) -> None:
    path = a_paper(paper).path
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/air.xml", bytes(64 * 2**20))
    assert refusal(path) == "workbook_too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "workbook_missing"),
        (b"", "workbook_empty"),
        (b"name,amount\r\n", "workbook_not_excel"),
        (b"PK\x03\x04 cut", "workbook_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook_old_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "workbook_encrypted",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "file.xlsx"
    if content is not None:
        path.write_bytes(content)
    assert refusal(path) == code


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "workbook_missing"


# --- turned bytes ------------------------------------------------------------------------------


def read_or_refused(path: Path) -> None:
    """Any other exception, or an abort of the process, fails the test."""
    with contextlib.suppress(InputError):
        read_book(path)


@pytest.mark.soak
def test_a_mutated_workbook_is_read_or_refused(
    paper: PaperOf, seed: int, soak_scale: Callable[[int], int]
) -> None:
    """Bytes turned over anywhere: never a traceback, never an abort."""
    path = a_paper(paper).path
    chance = random.Random(seed)
    whole = path.read_bytes()
    for _ in range(soak_scale(2000)):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(bytes(content))
        read_or_refused(path)


@pytest.mark.soak
def test_mutated_sheets_are_read_or_refused(
    paper: PaperOf, seed: int, soak_scale: Callable[[int], int]
) -> None:
    """The same inside the parts, where the checksums agree again."""
    path = a_paper(paper).path
    chance = random.Random(seed)

    def change(_name: str, content: bytes) -> bytes:
        if not content or chance.random() < 0.7:
            return content
        turned = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            turned[chance.randrange(len(turned))] = chance.randrange(256)
        return bytes(turned)

    for _ in range(soak_scale(2000)):
        read_or_refused(rewritten(path, change))
