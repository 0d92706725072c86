"""The hidden sheet of lists: what the drop-downs offer, each under a defined name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_range_abs

from backend.contract import Consent, LineType, OnExpiry, RequestKind
from workbooks.frame import Desk
from workbooks.sheets.words import Words

SHEET = "_lists"
PREFIX = "list_"


def lists_of(words: Words) -> Mapping[str, Sequence[str]]:
    """Return the lists by name: what each drop-down offers, in the language of the book."""
    lookups = words.lookups
    return {
        "products": [words.product(product.code) for product in lookups.products],
        "units": [words.unit(unit.code) for unit in (*lookups.units, *lookups.branches)],
        "institutions": [words.institution(name) for name in lookups.institutions],
        "currencies": list(lookups.agreed_currencies),
        "line_types": [words.say(f"line_type.{code.value}") for code in LineType],
        "request_kinds": [words.say(f"request_kind.{code.value}") for code in RequestKind],
        "consents": [words.say(f"consent.{code.value}") for code in Consent],
        "on_expiry": [words.say(f"on_expiry.{code.value}") for code in OnExpiry],
    }


def write_lists(desk: Desk) -> None:
    """Write the lists sheet, very hidden, and name its ranges."""
    worksheet = desk.workbook.add_worksheet(SHEET)
    for column, (name, entries) in enumerate(lists_of(desk.words).items()):
        worksheet.write_string(0, column, name)
        for row, entry in enumerate(entries, 1):
            worksheet.write_string(row, column, entry)
        place = xl_range_abs(1, column, max(1, len(entries)), column)
        desk.workbook.define_name(f"{PREFIX}{name}", f"={SHEET}!{place}")
    worksheet.very_hidden()
