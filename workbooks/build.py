"""Build a workbook: one snapshot of the database on the sheets of a book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter import Workbook

from backend.language import Language
from workbooks import identity
from workbooks.book import BookKind
from workbooks.contents import Contents
from workbooks.contents_page import write_contents
from workbooks.formats import Formats
from workbooks.frame import Desk
from workbooks.lists import write_lists
from workbooks.register import write_register
from workbooks.sheets.words import Words
from workbooks.whole import whole_workbook

_OPTIONS = {
    # Text stays text: a name that begins with "=" must never become a formula.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def build_book(kind: BookKind, contents: Contents, path: Path | str, language: Language) -> Path:
    """Write `contents` as a workbook of `kind` at `path` and return the path.

    The file appears whole or not at all. Raises `OutageError` `file_not_written` when the
    place cannot be written.
    """
    target = Path(path)
    with whole_workbook(target) as draft:
        _write(kind, contents, draft, language)
    return target


def _write(kind: BookKind, contents: Contents, path: Path, language: Language) -> None:
    workbook = Workbook(str(path), _OPTIONS)
    words = Words(contents.lookups, language)
    desk = Desk(workbook, Formats(workbook, language), words, contents.pull, contents.scope_text)
    workbook.set_properties({"title": words.say(kind.title), "created": contents.pull.made_at})
    workbook.set_size(2400, 1400)
    kind.before(desk, contents)
    registers = kind.registers(contents.lookups)
    for register in registers:
        write_register(desk, register, contents)
    kind.after(desk, contents)
    write_contents(desk, registers, contents, words.say(kind.title))
    offered = {column.choices for register in registers for column in register.columns}
    write_lists(desk, {*offered, *kind.lists})
    _write_identity(desk, identity.lines_of(kind.identifier, contents, language, registers))
    workbook.close()


def _write_identity(desk: Desk, lines: Sequence[Sequence[str]]) -> None:
    worksheet = desk.workbook.add_worksheet(identity.SHEET)
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            worksheet.write_string(row, column, value)
    worksheet.very_hidden()
