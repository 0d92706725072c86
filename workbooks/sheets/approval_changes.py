"""变更明细: each field of each order that waits, as it was when ordered, is now, and shall be."""

from __future__ import annotations

from dataclasses import dataclass

from backend.queries.rows import InstitutionName
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown
from workbooks.sheets.words import Words

IDENTIFIER = "approval_changes"


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One field of one order; values are words in the reader's language, `""` for none."""

    number: str
    place: int
    institution: InstitutionName | None
    kind: str
    field: str
    before: str
    now: str
    after: str
    version: int = 1
    unit: str = ""
    moved: bool = False  # what stands now is not what stood when it was ordered

    @property
    def key(self) -> str:
        """The order's number and the field's place in it."""
        return f"{self.number}/{self.place:02d}"


def _institution(row: ChangeRow, words: Words) -> Shown:
    return words.institution(row.institution) if row.institution else None


def _moved(row: ChangeRow, words: Words) -> Shown:
    return words.say("approvals.moved") if row.moved else None


_column: ColumnsOf[ChangeRow] = ColumnsOf(IDENTIFIER)
_TEXT = CellType.TEXT

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 10, "S●", _moved),
    _column("number", _TEXT, 17, "C●", lambda row, _words: row.number),
    _column("institution", _TEXT, 18, "C●", _institution),
    _column("kind", _TEXT, 12, "C●", lambda row, _words: row.kind),
    _column("field", _TEXT, 16, "C●", lambda row, _words: row.field),
    _column("before", _TEXT, 18, "C●", lambda row, _words: row.before or None),
    _column("now", _TEXT, 18, "C●", lambda row, _words: row.now or None),
    _column("after", _TEXT, 22, "C●", lambda row, _words: row.after or None),
    _column("unit", _TEXT, 9, "C●", lambda row, _words: row.unit or None),
    _column("key", _TEXT, 20, "K", lambda row, _words: row.key),
    _column("version", _TEXT, 8, "S", lambda row, _words: str(row.version), label="column.version"),
)
# fmt: on

CHANGES: Register[ChangeRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda row: str(row.version),
    order=lambda row, _words: (row.key,),
    unit="unit.approval_changes",
    currency="unit.approvals_currency",
    known_by=("key",),
    status_tones={"approvals.moved": "orange"},
)
