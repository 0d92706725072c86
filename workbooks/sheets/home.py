"""首页待办: what waits, for whom, until when; and what its reader does about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from backend.contract.office import MatterKind
from backend.language import both
from backend.money import in_wan
from backend.queries.home.matters import urgency
from backend.queries.home.rows import Matter
from workbooks.contents import Contents
from workbooks.sheets.declaration import ColumnsOf, Register, Tile
from workbooks.sheets.home_words import matter_sentence, owner_of
from workbooks.sheets.kinds import CellType, Shown, always
from workbooks.sheets.words import Words

IDENTIFIER = "home"


@dataclass(frozen=True)
class FeedMark:
    """One feed above the table: its name (a glossary key), when its file of the last close came.

    `day` is that of its newest file, said where the last close's has not come.
    """

    label: str
    arrived: datetime | None
    day: date | None

    def said(self, words: Words) -> str:
        """Return what stands beneath its name."""
        if self.arrived is not None:
            return words.say("home.arrived", time=words.time(self.arrived)[-5:])
        return words.say("home.not_arrived", day=self.day or "-")


@dataclass(frozen=True)
class HomeRow:
    """A matter at its place on the page, and how urgent it is on the day of the pull."""

    matter: Matter
    urgency: str
    place: int


def rows_of(matters: Sequence[Matter], day: date) -> Sequence[HomeRow]:
    """Return the sheet's rows in the order of the matters."""
    return [HomeRow(one, urgency(one, day), place) for place, one in enumerate(matters)]


def _urgency(row: HomeRow, words: Words) -> Shown:
    return words.say(f"urgency.{row.urgency}") if row.urgency else None


def _amount(row: HomeRow, _words: Words) -> Shown:
    amount_minor = row.matter.amount_minor
    return None if amount_minor is None else in_wan(amount_minor)


def _raised(row: HomeRow, words: Words) -> Shown:
    raised_at = row.matter.raised_at
    return words.time(raised_at) if raised_at else None


def _action(row: HomeRow, words: Words) -> Shown:
    action = row.matter.note.action
    return words.say(f"matter_action.{action.value}") if action else None


def _institution(row: HomeRow, words: Words) -> Shown:
    return words.institution(row.matter.institution) if row.matter.institution else None


def _says(urgency: str) -> Callable[[], str]:
    """Return the condition that a cell holds an urgency's word in either language."""
    return lambda: "OR({})".format(
        ",".join(f'{{cell}}="{word}"' for word in both(f"urgency.{urgency}"))
    )


_column: ColumnsOf[HomeRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _DATE = CellType.TEXT, CellType.CODE, CellType.DATE

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 8, "S", lambda _row, _words: None),
    _column("urgency", _TEXT, 8, "C●", _urgency, red=_says("overdue"), orange=_says("today")),
    _column("kind", _TEXT, 11, "C●",
            lambda row, words: words.say(f"matter_kind.{row.matter.kind.value}")),
    _column("matter", _TEXT, 64, "C●", lambda row, words: matter_sentence(row.matter, words)),
    _column("institution", _TEXT, 18, "C●", _institution, stable=True),
    _column("amount", CellType.LEDGER_AMOUNT, 12, "C●", _amount),
    _column("from", _TEXT, 16, "C●",
            lambda row, words: words.choose(row.matter.from_zh, row.matter.from_en) or None),
    _column("raised", _TEXT, 16, "C", _raised),
    _column("due", _DATE, 12, "C●", lambda row, _words: row.matter.due_date),
    _column("owner", _TEXT, 10, "C●", lambda row, words: owner_of(row.matter, words)),
    _column("action", _CODE, 10, "L", _action, choices="matter_actions", editable=always,
            stored=lambda row: row.matter.note.action.value if row.matter.note.action else None,
            may_be_empty=True),
    _column("hand_to", _CODE, 12, "L",
            lambda row, words: words.picked("persons", row.matter.note.hand_to),
            choices="persons", editable=always, stored=lambda row: row.matter.note.hand_to or None,
            may_be_empty=True),
    _column("until", _DATE, 12, "E", lambda row, _words: row.matter.note.until_date,
            editable=always, stored=lambda row: row.matter.note.until_date, may_be_empty=True),
    _column("note", _TEXT, 24, "E", lambda row, _words: row.matter.note.note or None,
            editable=always, stored=lambda row: row.matter.note.note or None, may_be_empty=True),
    _column("key", _TEXT, 28, "K", lambda row, _words: row.matter.key),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.matter.note.version,
            label="column.version"),
)
# fmt: on


def _strips(contents: Contents, words: Words) -> Sequence[Sequence[Tile]]:
    """Return the feeds that came or did not, and beneath them the counts of what waits."""
    rows: Sequence[HomeRow] = contents.rows[IDENTIFIER]
    feeds: Sequence[FeedMark] = contents.more or ()
    urgent = Counter(row.urgency for row in rows)
    kinds = Counter(row.matter.kind for row in rows)
    checks = sum(
        row.matter.is_mine
        and (row.matter.kind is MatterKind.CHECK or row.matter.owner.operation == "check")
        for row in rows
    )
    counted = (
        ("urgency.overdue", urgent["overdue"], "red"),
        ("urgency.today", urgent["today"], "orange"),
        ("home.checks", checks, ""),
        ("matter_kind.excess", kinds[MatterKind.EXCESS], "red"),
        ("matter_kind.break", kinds[MatterKind.BREAK], ""),
    )
    tiles = [Tile(label, count, colour=colour if count else "") for label, count, colour in counted]
    marks = [
        Tile(feed.label, feed.said(words), CellType.TEXT, colour="" if feed.arrived else "orange")
        for feed in feeds
    ]
    return [marks, tiles] if marks else [tiles]


HOME: Register[HomeRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="matter",
    key=lambda row: row.matter.key,
    version=lambda row: row.matter.note.version,
    order=lambda row, _words: (row.place,),
    above=_strips,
)
