"""A book of one register with twenty columns, and as many rows as a benchmark asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from backend.contract import AnnotateLine, Command
from backend.money import in_wan
from tests.sheets.any_book import TARGETS, contents_with
from workbooks.book import BookKind, Orders
from workbooks.contents import Contents
from workbooks.sheets.declaration import Column, ColumnsOf, Register
from workbooks.sheets.kinds import CellType, always, never
from workbooks.typed import EditedRow

AMOUNTS = ("approved", "used", "available", "frozen", "temporary", "reserved")
TEXTS = ("bic", "product", "level", "currency", "source", "grade", "note")
_DAY = date(2026, 1, 1)


@dataclass(frozen=True, kw_only=True)
class WideRow:
    """One row: a key, texts, amounts in minor units, a day and a count."""

    key: str
    texts: tuple[str, ...]
    amounts: tuple[int, ...]
    day: date
    count: int
    version: str = "1/1"


_column: ColumnsOf[WideRow] = ColumnsOf(TARGETS)


def _text(place: int, name: str) -> Column[WideRow]:
    return _column(
        name,
        CellType.TEXT,
        12,
        "E" if name == "note" else "C",
        lambda row, _words: row.texts[place],
        stored=lambda row: row.texts[place] or None,
        editable=always if name == "note" else never,
        stable=name != "note",
    )


def _amount(place: int, name: str) -> Column[WideRow]:
    return _column(
        name,
        CellType.LEDGER_AMOUNT,
        14,
        "E" if place < 2 else "C",
        lambda row, _words: in_wan(row.amounts[place]),
        stored=lambda row: row.amounts[place],
        editable=always if place < 2 else never,
    )


# fmt: off
COLUMNS = (
    _column("status", CellType.TEXT, 8, "S", lambda _row, _words: None),
    _column("key", CellType.TEXT, 14, "K", lambda row, _words: row.key),
    *(_text(place, name) for place, name in enumerate(TEXTS)),
    *(_amount(place, name) for place, name in enumerate(AMOUNTS)),
    _column("expiry", CellType.DATE, 12, "E", lambda row, _words: row.day,
            stored=lambda row: row.day, editable=always),
    _column("max_tenor", CellType.COUNT, 9, "E", lambda row, _words: row.count,
            stored=lambda row: row.count, editable=always),
    _column("days_left", CellType.COUNT, 9, "C", lambda row, _words: row.count),
    _column("use_share", CellType.PERCENT, 9, "C",
            lambda row, _words: Decimal(row.count % 100) / 100),
    _column("version", CellType.TEXT, 8, "S", lambda row, _words: row.version,
            label="column.version"),
)
# fmt: on

REGISTER: Register[WideRow] = Register(
    identifier=TARGETS,
    label="sheet.limits_ledger",
    columns=COLUMNS,
    frozen="bic",
    key=lambda row: row.key,
    version=lambda row: row.version,
    order=lambda row, _words: (row.key,),
    known_by=("bic",),
)


def _edited(row: EditedRow) -> list[Command]:
    return [
        AnnotateLine(
            id="",
            login=row.login,
            place=edit.place,
            institution=row.key,
            product="",
            note=str(edit.mine),
            base_note="",
        )
        for edit in row.edits
    ]


WIDE_BOOK = BookKind(
    identifier="any",
    title="sheet.limits_ledger",
    registers=lambda _lookups: [REGISTER],
    orders={TARGETS: Orders(edited=_edited)},
)


def wide_contents(rows: int) -> Contents:
    """Return so many rows of twenty columns, no two alike."""
    made = [
        WideRow(
            key=f"BANK{number:06}",
            texts=(*(f"{name} {number % 1000}" for name in TEXTS[:-1]), f"note {number}"),
            amounts=tuple((number * 37 + place) * 1_000_000 for place in range(len(AMOUNTS))),
            day=_DAY + timedelta(days=number % 900),
            count=number % 365,
        )
        for number in range(rows)
    ]
    return replace(contents_with(), rows={TARGETS: made})
