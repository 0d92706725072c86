"""复核审批: what waits for a second or third hand, and what its reader says to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.money import from_minor, in_wan
from backend.queries.rows import InstitutionName
from workbooks.contents import Contents
from workbooks.sheets.declaration import ColumnsOf, Register, Tile
from workbooks.sheets.kinds import CellType, Shown
from workbooks.sheets.words import Words

IDENTIFIER = "approvals"
#: Orders older than so many working days stand out.
_LATE = "AND(ISNUMBER({cell}),{cell}>=2)"


@dataclass(frozen=True, kw_only=True)
class ApprovalRow:
    """An order that waits, or was decided a short while ago, as its reader sees it.

    Texts are in the reader's language. `state` is that of an order, or of a request whose grant
    waits for its check. `amount_minor` counts in `currency`, what is available in the ledger's;
    `None` where the order has none. `closed` names why the reader cannot decide, nothing where
    the row is open; `opinion` is what was said already. `mark` is the newest change of the line
    itself: an opinion formed before it is not taken.
    """

    key: str
    version: int
    state: str
    mark: str = ""
    is_request: bool
    maker: str
    made_at: datetime
    age_days: int
    kind: str
    institution: InstitutionName | None
    content: str
    details: str
    currency: str
    amount_minor: int | None
    before_minor: int | None = None
    after_minor: int | None = None
    bound_by: str = ""
    meanwhile: str = ""
    document: str = ""
    warnings: str = ""
    would_not: bool = False
    closed: str = ""
    opinion: str = ""
    hands: str = ""

    @property
    def shown_version(self) -> str:
        """What the hidden column carries: the order's version and the line's mark."""
        return f"{self.version}.{self.mark}" if self.mark else str(self.version)

    @property
    def waits(self) -> bool:
        """Whether somebody may still decide."""
        return self.state in {"awaiting_check", "awaiting_approval"}

    @property
    def is_open(self) -> bool:
        """Whether the reader may decide about it."""
        return self.waits and not self.closed


def _is_open(row: ApprovalRow) -> bool:
    return row.is_open


def _status(row: ApprovalRow, words: Words) -> Shown:
    table = "request_state" if row.is_request else "approval_state"
    return words.say(f"{table}.{row.state}")


def _amount(row: ApprovalRow, words: Words) -> Shown:
    if not row.amount_minor or not row.waits:  # the totals count what waits
        return None
    return from_minor(row.amount_minor, words.lookups.minor_units.get(row.currency, 2))


def _available(amount_minor: int | None) -> Shown:
    return None if amount_minor is None else in_wan(amount_minor)


def _institution(row: ApprovalRow, words: Words) -> Shown:
    return words.institution(row.institution) if row.institution else None


_column: ColumnsOf[ApprovalRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _LEDGER = CellType.TEXT, CellType.CODE, CellType.LEDGER_AMOUNT

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 10, "S●", _status),
    _column("key", _TEXT, 17, "K●", lambda row, _words: row.key, stable=True),
    _column("institution", _TEXT, 18, "C●", _institution, stable=True),
    _column("kind", _TEXT, 12, "C●", lambda row, _words: row.kind),
    _column("content", _TEXT, 40, "C●", lambda row, _words: row.content or None, stable=True,
            note=lambda row, _words: row.details),
    _column("currency", _TEXT, 7, "C●",
            lambda row, _words: row.currency if row.amount_minor and row.waits else None),
    _column("amount", CellType.DEAL_AMOUNT, 20, "C●", _amount),
    _column("opinion", _CODE, 9, "L●",
            lambda row, words: words.picked("opinions", row.opinion), choices="opinions",
            stored=lambda row: row.opinion or None, editable=_is_open, may_be_empty=True),
    _column("reason", _TEXT, 24, "E●", lambda _row, _words: None, editable=_is_open,
            companion=True),
    _column("warnings", _TEXT, 34, "C●", lambda row, _words: row.warnings or None,
            note=lambda row, _words: row.warnings, red='{cell}<>""'),
    _column("before", _LEDGER, 13, "C●", lambda row, _words: _available(row.before_minor)),
    _column("after", _LEDGER, 13, "C●", lambda row, _words: _available(row.after_minor)),
    _column("bound_by", _TEXT, 18, "C●", lambda row, _words: row.bound_by or None),
    _column("meanwhile", _TEXT, 34, "C●", lambda row, _words: row.meanwhile or None,
            note=lambda row, _words: row.meanwhile),
    _column("maker", _TEXT, 10, "C●", lambda row, _words: row.maker),
    _column("made", _TEXT, 18, "C●", lambda row, words: words.time(row.made_at)),
    _column("age", CellType.DAYS, 10, "C●", lambda row, _words: row.age_days, orange=_LATE),
    _column("document", _TEXT, 24, "C", lambda row, _words: row.document or None),
    _column("hands", _TEXT, 30, "S", lambda row, _words: row.hands or None),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.shown_version,
            label="column.version"),
)
# fmt: on


def _strips(contents: Contents, _words: Words) -> Sequence[Sequence[Tile]]:
    """Count what waits, what of it is the reader's, how long, and what would be refused now."""
    rows: Sequence[ApprovalRow] = [one for one in contents.rows[IDENTIFIER] if one.waits]
    refused = sum(one.would_not for one in rows)
    return [
        [
            Tile("approvals.waiting", len(rows)),
            Tile("approvals.mine", sum(one.is_open for one in rows)),
            Tile("approvals.oldest", max((one.age_days for one in rows), default=0)),
            Tile("approvals.would_not", refused, colour="orange" if refused else ""),
        ]
    ]


def _oldest_first(row: ApprovalRow, _words: Words) -> tuple[object, ...]:
    return (not row.waits, row.made_at, row.key)


APPROVALS: Register[ApprovalRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda row: row.shown_version,
    order=_oldest_first,
    unit="unit.approvals",
    currency="unit.approvals_currency",
    known_by=("key",),
    parted_by="currency",
    parted=("amount",),
    above=_strips,
    status_tones={
        "approval_state.awaiting_check": "violet",
        "approval_state.awaiting_approval": "violet",
        "approval_state.applied": "green",
        "approval_state.refused": "red_type",
    },
)
