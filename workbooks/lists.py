"""The hidden sheet of lists: what the drop-downs offer, each under a defined name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from xlsxwriter.utility import xl_range_abs

from workbooks.choices import CURRENCIES, INSTITUTIONS, choices_of
from workbooks.frame import Desk
from workbooks.sheets.words import Words

SHEET = "_lists"
PREFIX = "list_"


def lists_of(words: Words) -> Mapping[str, Sequence[str]]:
    """Return the lists by name: what each drop-down offers, in the language of the book."""
    lookups = words.lookups
    lists = {
        name: [words.choose(label.zh, label.en) for label in labels]
        for name, labels in choices_of(lookups).items()
    }
    institutions = [words.institution(name) for name in lookups.institutions]
    # Many currencies are known; only those with a rate are offered.
    return {**lists, INSTITUTIONS: institutions, CURRENCIES: list(lookups.agreed_currencies)}


def write_lists(desk: Desk, wanted: Collection[str]) -> None:
    """Write the lists that a book's columns offer, very hidden, and name their ranges."""
    worksheet = desk.workbook.add_worksheet(SHEET)
    lists = [(name, entries) for name, entries in lists_of(desk.words).items() if name in wanted]
    for column, (name, entries) in enumerate(lists):
        worksheet.write_string(0, column, name)
        for row, entry in enumerate(entries, 1):
            worksheet.write_string(row, column, entry)
        place = xl_range_abs(1, column, max(1, len(entries)), column)
        desk.workbook.define_name(f"{PREFIX}{name}", f"={SHEET}!{place}")
    worksheet.very_hidden()
