"""Paint a copy of the user's workbook: a word in the status column, and a sheet of results.

Nothing else is touched: filters, widths, sorting, own columns and sheets, colours, notes, charts
and pictures stay byte for byte, because only the cells concerned are rewritten in the package.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

from backend.contract import Finding
from backend.errors import InputError
from backend.files import whole_file
from backend.language import Language, both, text
from workbooks.gate import Package
from workbooks.grid import ReadBook, ReadSheet
from workbooks.intake import read_book
from workbooks.parts import write_parts
from workbooks.results import results_sheet
from workbooks.scan import column_letters
from workbooks.styles import add_styles
from workbooks.surgery import put_texts

_WORDS = ("new", "edited", "wrong", "conflict", "saved", "awaiting", "gone")
_NEW_PART = "xl/worksheets/fidesk_results.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATIONS = re.compile(r'"[^"]*/officeDocument/(?:2006/)?relationships"')
Marks = Mapping[tuple[str, int], str]


def paint(
    source: Path | str,
    target: Path | str,
    findings: Sequence[Finding],
    saved_places: Collection[str],
    language: Language,
    *,
    marks: Marks | None = None,
) -> Path:
    """Write a painted copy of `source` to `target`, which may be the same file, and return it.

    `saved_places` are the places (`limits_ledger!L12`) of the commands that now stand in the
    database, `marks` those of `Diff`. Raises `InputError` as `read_book` does, and `OutageError`
    when the target cannot be written.
    """
    book, place = read_book(source), Path(target)
    with Package(Path(source)) as package:
        paths = {part.name: part.path for part in package.sheets}
        changed: dict[str, bytes] = {}
        for sheet in book.sheets.values():
            words = status_words(sheet, findings, saved_places, marks or {}, language)
            column = sheet.columns.get("status")
            if column and words:
                part = paths[sheet.name]
                changed[part] = put_texts(package.read(part), column_letters(column), words)
        _add_results(package, book, findings, language, changed)
        with whole_file(place) as draft:
            write_parts(Path(source), draft, changed)
    return place


def status_words(
    sheet: ReadSheet,
    findings: Sequence[Finding],
    saved_places: Collection[str],
    marks: Marks,
    language: Language,
) -> dict[int, str]:
    """Return the status text by row; an earlier painting's word that no longer holds is blank."""
    codes = {
        row: word for (identifier, row), word in marks.items() if identifier == sheet.identifier
    }
    for place in saved_places:
        identifier, _, cell = place.partition("!")
        if identifier == sheet.identifier:
            codes[_row_number(cell)] = "saved"
    for finding in findings:
        if finding.sheet == sheet.identifier and finding.blocking:
            codes[_row_number(finding.cell)] = "conflict" if finding.code == "conflict" else "wrong"
    old = {row.number: "" for row in sheet if sheet.text(row, "status") in status_texts()}
    words = {row: text(f"status.{code}", language) for row, code in codes.items()}
    return {row: word for row, word in {**old, **words}.items() if row > sheet.header_row}


@cache
def status_texts() -> frozenset[str]:
    """Return every word that this program writes into a status column, in both languages."""
    return frozenset(word for code in _WORDS for word in both(f"status.{code}"))


def _row_number(cell: str) -> int:
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdigit() else 0


def _add_results(
    package: Package,
    book: ReadBook,
    findings: Sequence[Finding],
    language: Language,
    changed: dict[str, bytes],
) -> None:
    """Add the sheet of results, or replace the one of an earlier painting."""
    styles = next(
        part for kind, part in package.relations(package.workbook_part).values() if kind == "styles"
    )
    try:
        changed[styles], dress = add_styles(package.read(styles))
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError("workbook_damaged", path=str(package.path)) from error
    names = {sheet.identifier: sheet.name for sheet in book.sheets.values()}
    labels = {
        (sheet, column): pair[0 if language is Language.CHINESE else 1]
        for sheet, columns in book.identity.columns.items()
        for column, pair in columns.items()
    }
    sheet = results_sheet(findings, names, labels, dress, language)
    present = {part.name: part.path for part in package.sheets}
    for name in both("sheet.findings"):
        if name in present:
            changed[present[name]] = sheet
            return
    changed[_NEW_PART] = sheet
    _enlist(package, text("sheet.findings", language), changed)


def _enlist(package: Package, name: str, changed: dict[str, bytes]) -> None:
    """Enter the new sheet where a package lists its sheets: types, relations, workbook."""
    folder, _, workbook_name = package.workbook_part.rpartition("/")
    relations = f"{folder}/_rels/{workbook_name}.rels"
    kind = next(
        match[0]
        for match in re.finditer(
            r'"[^"]*/relationships/worksheet"', package.read(relations).decode("utf-8")
        )
    )
    changed[relations] = _before(
        package.read(relations),
        "Relationships",
        f'<{{p}}Relationship Id="rIdFideskResults" Type={kind} Target="/{_NEW_PART}"/>',
    )
    changed["[Content_Types].xml"] = _before(
        package.read("[Content_Types].xml"),
        "Types",
        f'<{{p}}Override PartName="/{_NEW_PART}" ContentType="{_SHEET_TYPE}"/>',
    )
    workbook = package.read(package.workbook_part)
    markup = workbook.decode("utf-8")
    number = max((int(found) for found in re.findall(r'\bsheetId="(\d+)"', markup)), default=0) + 1
    declared = _RELATIONS.search(markup)
    assert declared is not None, "a workbook with sheets names their relations"
    changed[package.workbook_part] = _before(
        workbook,
        "sheets",
        # Some programs declare the prefix on each sheet alone, so ours declares it too.
        f'<{{p}}sheet xmlns:r={declared[0]} name={quoteattr(name)} sheetId="{number}" '
        'r:id="rIdFideskResults"/>',
    )


def _before(xml: bytes, element: str, addition: str) -> bytes:
    """Put `addition` before the end of `element`, under the same prefix."""
    markup = xml.decode("utf-8")
    end = re.search(rf"</((?:\w+:)?){element}>", markup)
    assert end is not None
    added = addition.replace("{p}", end[1])
    return (markup[: end.start()] + added + markup[end.start() :]).encode("utf-8")
