"""Build the limits workbook: one snapshot of the database on four sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from backend.language import Language
from backend.queries.rows import LimitsBook, Lookups
from workbooks import identity
from workbooks.check_form import write_check_form
from workbooks.formats import Formats
from workbooks.frame import Desk
from workbooks.lists import write_lists
from workbooks.register import write_register
from workbooks.sheets import limit_check
from workbooks.sheets.allocation import allocation
from workbooks.sheets.declaration import Register
from workbooks.sheets.limits_ledger import LIMITS_LEDGER
from workbooks.sheets.requests import REQUESTS
from workbooks.sheets.words import Words
from workbooks.whole import whole_file

_OPTIONS = {
    # Text stays text: a name that begins with "=" must never become a formula.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def registers_of(lookups: Lookups) -> tuple[Register[Any], ...]:
    """Return the registers of a limits workbook in the order of its sheets."""
    return LIMITS_LEDGER, allocation(lookups), REQUESTS


def build_limits(
    book: LimitsBook, path: Path | str, *, language: Language, scope_text: str = ""
) -> Path:
    """Write `book` as a workbook at `path` and return the path.

    The file appears whole or not at all. Raises `OutageError` `workbook_not_written` when the
    place cannot be written.
    """
    target = Path(path)
    with whole_file(target) as draft:
        try:
            _write(book, draft, language, scope_text)
        except FileCreateError as error:
            # XlsxWriter wraps what the system said.
            raise OSError(str(error)) from error
    return target


def _write(book: LimitsBook, path: Path, language: Language, scope_text: str) -> None:
    workbook = Workbook(str(path), _OPTIONS)
    words = Words(book.lookups, language)
    desk = Desk(workbook, Formats(workbook, language), words, book.pull, scope_text)
    workbook.set_properties(
        {"title": words.say("sheet.limits_ledger"), "created": book.pull.made_at}
    )
    workbook.set_size(2400, 1400)
    form = workbook.add_worksheet(words.say(f"sheet.{limit_check.IDENTIFIER}"))
    registers = registers_of(book.lookups)
    rows = (book.ledger, book.allocation, book.requests)
    for register, its_rows in zip(registers, rows, strict=True):
        write_register(desk, register, its_rows)
    write_check_form(desk, form, book.ledger)
    write_lists(desk)
    _write_identity(desk, registers)
    workbook.close()


def _write_identity(desk: Desk, registers: tuple[Register[Any], ...]) -> None:
    worksheet = desk.workbook.add_worksheet(identity.SHEET)
    for row, line in enumerate(identity.lines_of(desk.pull, desk.language, registers)):
        for column, value in enumerate(line):
            worksheet.write_string(row, column, value)
    worksheet.very_hidden()
