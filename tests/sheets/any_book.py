"""A small whole book that is no part of the house: targets by bank, with a cell of every type.

It shows what a new book declares, and holds the sheets to what they promise of any book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.contract import AnnotateLine, Command
from backend.money import in_wan
from backend.queries.rows import InstitutionName, Label
from tests.sheets.books import BETA, GAMMA, LOOKUPS, PULL
from workbooks.book import BookKind, Orders
from workbooks.contents import Contents
from workbooks.sheets.declaration import ColumnsOf, Register, Tile
from workbooks.sheets.kinds import BELOW_ZERO, CellType, Shown, Stored, from_millionths
from workbooks.sheets.words import Words
from workbooks.typed import EditedRow, NewRow

#: A table of the ledger, whose texts this book borrows.
TARGETS = "limits_ledger"
OWNERS = (Label(code="li", zh="李", en="Li"), Label(code="wang", zh="王", en="Wang"))


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """What is wanted of one bank this year."""

    institution: InstitutionName
    version: str = ""
    target_minor: int | None = None  # yuan
    growth: int | None = None  # millionths
    ratio: int | None = None  # millionths
    count: int | None = None
    due: date | None = None
    owner: str = ""
    closed: bool = False

    @property
    def key(self) -> str:
        """The bank is the key."""
        return self.institution.bic8


def _is_open(row: TargetRow) -> bool:
    return not row.closed


def _target(row: TargetRow, _words: Words) -> Shown:
    return None if row.target_minor is None else in_wan(row.target_minor)


_column: ColumnsOf[TargetRow] = ColumnsOf(TARGETS)

# A book of the house has texts of its own; here the ledger's stand over the columns.
# fmt: off
COLUMNS = (
    _column("status", CellType.TEXT, 8, "S", lambda _row, _words: None),
    _column("key", CellType.TEXT, 14, "K", lambda row, _words: row.key),
    _column("institution", CellType.CODE, 20, "C●",
            lambda row, words: words.institution(row.institution),
            choices="institutions", when_new=True, stable=True),
    _column("target", CellType.LEDGER_AMOUNT, 14, "E●", _target, label=f"column.{TARGETS}.approved",
            stored=lambda row: row.target_minor, editable=_is_open, when_new=True,
            currency="CNY", may_be_empty=True),
    _column("growth", CellType.PERCENT, 9, "E●", lambda row, _words: from_millionths(row.growth),
            label=f"column.{TARGETS}.use_share", stored=lambda row: row.growth, editable=_is_open,
            places=1, may_be_negative=True, red=BELOW_ZERO),
    _column("ratio", CellType.RATIO, 9, "E", lambda row, _words: from_millionths(row.ratio),
            label=f"column.{TARGETS}.frozen", stored=lambda row: row.ratio, editable=_is_open,
            places=3),
    _column("count", CellType.COUNT, 9, "E", lambda row, _words: row.count,
            label=f"column.{TARGETS}.max_tenor", stored=lambda row: row.count, editable=_is_open),
    _column("due", CellType.DATE, 12, "E", lambda row, _words: row.due,
            label=f"column.{TARGETS}.expiry", stored=lambda row: row.due, editable=_is_open,
            may_be_empty=True),
    _column("owner", CellType.CODE, 12, "L",
            lambda row, words: words.picked("owners", row.owner), choices="owners",
            label=f"column.{TARGETS}.relationship_manager",
            stored=lambda row: row.owner or None, editable=_is_open),
    _column("version", CellType.TEXT, 8, "S", lambda row, _words: row.version,
            label="column.version"),
)
# fmt: on


def _strips(contents: Contents, _words: Words) -> Sequence[Sequence[Tile]]:
    rows: Sequence[TargetRow] = contents.rows[TARGETS]
    open_count = sum(not row.closed for row in rows)
    return [
        [
            Tile("status.wrong", open_count, colour="red"),
            Tile("sheet.requests", "08:15", CellType.TEXT),
        ]
    ]


REGISTER: Register[TargetRow] = Register(
    identifier=TARGETS,
    label="sheet.limits_ledger",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda row: row.version,
    order=lambda row, _words: (row.closed, row.key),
    blank_rows=3,
    unit="unit.cny",
    currency="unit.cny_currency",
    above=_strips,
    status_tones={"request_state.lapsed": "red_type"},
)


def said(values: dict[str, Stored]) -> str:
    """Return what an order asks for, in the one field of text that this test's command has."""
    return " ".join(f"{name}={value}" for name, value in values.items())


def _edited(row: EditedRow) -> Sequence[Command]:
    if row.mine("count") == 0:
        row.wrong("amount_zero", "count")
        return []
    values = {edit.column.identifier: edit.mine for edit in row.edits}
    return [_order(row.login, row.place, row.key, values)]


def _new(row: NewRow) -> Command | None:
    institution, target = row.institution("institution"), row.value("target")
    row.require("target")
    if not row.sound or institution is None:
        return None
    return _order(row.login, row.place, institution.bic8, {"target": target})


def _order(login: str, place: str, bic8: str, values: dict[str, Stored]) -> Command:
    return AnnotateLine(
        id="",
        login=login,
        place=place,
        institution=bic8,
        product="",
        note=said(values),
        base_note="",
    )


ANY_BOOK = BookKind(
    identifier="any",
    title="sheet.limits_ledger",
    registers=lambda _lookups: [REGISTER],
    orders={TARGETS: Orders(edited=_edited, new=_new, closed="request_closed")},
)


def contents_with(*rows: TargetRow) -> Contents:
    """Return the book's contents: these rows, of the year 2026."""
    return Contents(
        pull=PULL,
        lookups=replace(LOOKUPS, choices={"owners": OWNERS}),
        rows={TARGETS: rows},
        scope={"year": "2026"},
        scope_text="2026",
    )


FULL = TargetRow(
    institution=GAMMA,
    version="3",
    target_minor=120_000_000,
    growth=50_000,
    ratio=1_250_000,
    count=12,
    due=date(2026, 12, 31),
    owner="li",
)
EMPTY = TargetRow(institution=BETA)
