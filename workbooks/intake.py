"""Read an edited workbook back. Columns are found by label, rows by key, nothing by place.

`read_book` refuses with an `InputError` whatever is not a workbook of ours (`workbooks.gate`
names those of the file); of ours it refuses `workbook_foreign`, `workbook_older`,
`workbook_newer`, `workbook_identity`, `workbook_too_large` and what `workbooks.dangers` names.
What its user did to a sheet (a column gone, a sheet copied) is a finding, not an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from backend.contract import Finding
from backend.errors import InputError
from workbooks import identity
from workbooks.dangers import look_for_dangers
from workbooks.gate import Package, SheetPart
from workbooks.grid import CellValue, ReadBook, ReadRow, ReadSheet
from workbooks.headers import Header, find_header
from workbooks.parts import dates_later
from workbooks.scan import ScanError, SheetScan, scan_sheet
from workbooks.strings import look_at_strings

#: 300,000 rows of twenty columns and their head; how much memory that takes: docs/benchmarks.md.
LARGEST_CELLS = 6_500_000


def read_book(path: Path | str) -> ReadBook:
    """Read the workbook at `path`. Raises `InputError`; see the module."""
    place = Path(path)
    with Package(place) as package:
        parts = {part.name: part for part in package.sheets}
        if identity.SHEET not in parts:
            raise InputError("workbook_foreign", path=str(place))
        dangers = look_for_dangers(package)
        strings = look_at_strings(package)
        later = dates_later(package)
        scans = _scan(package, parts)
    if any(scan.strings > strings for scan in scans.values()):
        raise InputError("workbook_damaged", path=str(place))
    workbook = _open(place)
    try:
        book = _read(place, workbook, _identity(place, workbook), scans)
        sheets = {name: replace(sheet, days_from_1904=later) for name, sheet in book.sheets.items()}
        book = replace(book, sheets=sheets, findings=(*dangers, *book.findings))
    finally:
        workbook.close()
    if any(scan.cells > LARGEST_CELLS for scan in scans.values()) and not _complete(book):
        raise InputError("workbook_too_large", path=str(place))
    return book


def _complete(book: ReadBook) -> bool:
    return book.sheets.keys() == book.identity.columns.keys()


def _scan(package: Package, parts: Mapping[str, SheetPart]) -> dict[str, SheetScan]:
    """Look over the visible sheets and the identity."""
    scans: dict[str, SheetScan] = {}
    for name, part in parts.items():
        if not part.visible and name != identity.SHEET:
            continue
        try:
            scan = scan_sheet(package.read(part.path))
        except ScanError as error:
            code = f"workbook_{error}"
            raise InputError(code, path=str(package.path), cause=name) from error
        if scan.cells > LARGEST_CELLS and name == identity.SHEET:
            raise InputError("workbook_too_large", path=str(package.path))
        scans[name] = scan
    return scans


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Turn every failure of the reader into `workbook_damaged`, its panics too."""
    try:
        yield
    except (CalamineError, WorksheetNotFound, OSError, ValueError) as error:
        raise InputError("workbook_damaged", path=str(path)) from error
    except BaseException as error:
        # A panic of the reader's own runtime derives from no Exception and has no public class.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("workbook_damaged", path=str(path)) from error


def _open(path: Path) -> CalamineWorkbook:
    with _damage_named(path):
        return CalamineWorkbook.from_path(str(path))


def _grid(path: Path, workbook: CalamineWorkbook, name: str) -> list[list[CellValue]]:
    with _damage_named(path):
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _identity(path: Path, workbook: CalamineWorkbook) -> identity.Identity:
    try:
        known = identity.identity_of(_grid(path, workbook, identity.SHEET))
        schema = int(known.schema)
    except (KeyError, ValueError, IndexError) as error:
        raise InputError("workbook_identity", path=str(path)) from error
    ours = int(identity.SCHEMA)
    if schema != ours:
        code = "workbook_newer" if schema > ours else "workbook_older"
        raise InputError(code, path=str(path), schema=schema, ours=ours)
    return known


def _read(
    path: Path,
    workbook: CalamineWorkbook,
    known: identity.Identity,
    scans: Mapping[str, SheetScan],
) -> ReadBook:
    found: dict[str, list[ReadSheet]] = {name: [] for name in known.columns}
    findings: list[Finding] = []
    for name, scan in scans.items():
        # A huge sheet is left alone: it may be the user's own.
        if name == identity.SHEET or not 0 < scan.cells <= LARGEST_CELLS:
            continue
        grid = _grid(path, workbook, name)
        header = find_header(grid, known.columns)
        if header is not None:
            found[header.sheet].append(_sheet(name, header, grid, scan))
            findings += header.findings
    sheets = {}
    for identifier, candidates in found.items():
        chosen, finding = _choose(identifier, candidates, known.sheets[identifier])
        if chosen:
            sheets[identifier] = chosen
        findings += finding
    return ReadBook(path=path, identity=known, sheets=sheets, findings=tuple(findings))


def _sheet(
    name: str, header: Header, grid: Sequence[Sequence[CellValue]], scan: SheetScan
) -> ReadSheet:
    rows = [
        ReadRow(number, values, number in scan.hidden_rows)
        for number, values in enumerate(grid[header.row :], header.row + 1)
    ]
    return ReadSheet(header.sheet, name, header.row, header.columns, rows, scan)


def _choose(
    identifier: str, candidates: Sequence[ReadSheet], names: tuple[str, str]
) -> tuple[ReadSheet | None, list[Finding]]:
    """Choose the sheet of a register: the one that kept its name, else the only one."""
    if not candidates:
        return None, [Finding("sheet_missing", identifier, "", blocking=False)]
    named = [sheet for sheet in candidates if sheet.name in names] or list(candidates)
    if len(named) == 1:
        return named[0], []
    both = ", ".join(sheet.name for sheet in named)
    return None, [Finding("sheet_twice", identifier, "", detail={"sheets": both})]
