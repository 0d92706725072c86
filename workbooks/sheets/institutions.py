"""机构名录: who the correspondents are; the department corrects names and takes new ones in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.money import in_wan
from backend.queries.institution_rows import InstitutionRow
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown, always
from workbooks.sheets.words import Words

IDENTIFIER = "institutions"
KINDS = "institution_kinds"
ORIGINS = "institution_origins"
COUNTRIES = "countries"
GROUPS = "groups"
#: What the department may correct, by the columns of the table.
CORRECTED = (
    *("customer_number", "name_zh", "name_en", "short_name_zh", "short_name_en"),
    *("pinyin_initials", "city", "note"),
)

_column: ColumnsOf[InstitutionRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _AMOUNT = CellType.TEXT, CellType.CODE, CellType.LEDGER_AMOUNT


def _rating(agency: str) -> Callable[[InstitutionRow, Words], Shown]:
    return lambda row, _words: row.ratings.get(agency)


def _amount(amount_minor: int | None) -> Shown:
    return None if amount_minor is None else in_wan(amount_minor)


def _group(row: InstitutionRow, words: Words) -> Shown:
    return words.choose(row.group.zh, row.group.en) if row.group else None


def _head_office(row: InstitutionRow, words: Words) -> Shown:
    return words.institution(row.head_office) if row.head_office else None


def _seat(row: InstitutionRow, words: Words) -> Shown:
    return words.say(f"institution_seat.{'branch' if row.head_office else 'entity'}")


def _manager(row: InstitutionRow, words: Words) -> Shown:
    return words.choose(row.manager.zh, row.manager.en) if row.manager else None


def _text(read: Callable[[InstitutionRow], str]) -> dict[str, Any]:
    """Return what a text that may be corrected declares."""
    return {"stored": lambda row: read(row) or None, "editable": always}


# fmt: off
COLUMNS = (
    _column("status", _TEXT, 8, "S", lambda _row, _words: None),
    _column("key", _TEXT, 12, "K", lambda row, _words: row.name.bic8),
    _column("bic", _TEXT, 12, "E●", lambda row, _words: row.name.bic8, when_new=True, stable=True),
    _column("country", _CODE, 13, "L●", lambda row, words: words.country(row.name.country),
            choices=COUNTRIES, when_new=True, stable=True),
    _column("short_name_zh", _TEXT, 16, "E●", lambda row, _words: row.short_name_zh or None,
            **_text(lambda row: row.short_name_zh), when_new=True, may_be_empty=True),
    _column("short_name_en", _TEXT, 20, "E●", lambda row, _words: row.short_name_en or None,
            **_text(lambda row: row.short_name_en), when_new=True, may_be_empty=True),
    _column("name_zh", _TEXT, 26, "E", lambda row, _words: row.name_zh or None,
            **_text(lambda row: row.name_zh), when_new=True, may_be_empty=True),
    _column("name_en", _TEXT, 30, "E", lambda row, _words: row.name.name_en,
            **_text(lambda row: row.name.name_en), when_new=True),
    _column("customer_number", _TEXT, 14, "E", lambda row, _words: row.name.customer_number,
            **_text(lambda row: row.name.customer_number), when_new=True),
    _column("pinyin_initials", _TEXT, 12, "E", lambda row, _words: row.name.pinyin_initials or None,
            **_text(lambda row: row.name.pinyin_initials), when_new=True, may_be_empty=True),
    _column("kind", _CODE, 11, "L●", lambda row, words: words.picked(KINDS, row.kind),
            choices=KINDS, when_new=True, stable=True),
    _column("seat", _TEXT, 10, "C●", _seat),
    _column("head_office", _CODE, 18, "L", _head_office, choices="institutions", when_new=True,
            stable=True),
    _column("group", _CODE, 16, "L●", _group, choices=GROUPS, when_new=True, stable=True),
    _column("city", _TEXT, 14, "E", lambda row, _words: row.name.city or None,
            **_text(lambda row: row.name.city), when_new=True, may_be_empty=True),
    _column("risk_country", _CODE, 13, "L", lambda row, words: words.country(row.risk_country),
            choices=COUNTRIES, when_new=True, stable=True),
    _column("grade", _TEXT, 8, "C●", lambda row, _words: row.grade or None),
    _column("rating_moodys", _TEXT, 9, "C●", _rating("moodys")),
    _column("rating_sp", _TEXT, 9, "C●", _rating("sp")),
    _column("rating_fitch", _TEXT, 9, "C●", _rating("fitch")),
    _column("approved", _AMOUNT, 12, "C●", lambda row, _words: _amount(row.approved_minor)),
    _column("used", _AMOUNT, 12, "C●", lambda row, _words: _amount(row.used_minor)),
    _column("manager", _TEXT, 10, "C●", _manager),
    _column("note", _TEXT, 24, "E", lambda row, _words: row.note or None,
            **_text(lambda row: row.note), when_new=True, may_be_empty=True),
    _column("origin", _TEXT, 12, "C",
            lambda row, words: words.picked(ORIGINS, row.origin)),
    _column("version", _TEXT, 8, "S", lambda row, _words: str(row.version),
            label="column.version"),
)
# fmt: on

INSTITUTIONS: Register[InstitutionRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="short_name_zh",
    key=lambda row: row.name.bic8,
    version=lambda row: str(row.version),
    order=lambda row, words: (words.country(row.name.country), row.name.name_en, row.name.bic8),
    blank_rows=10,
    known_by=("bic", "name_en"),
)
