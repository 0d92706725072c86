"""The home book: one sheet of what waits, on which its reader notes what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.contract import Command
from backend.contract.office import MatterAction, NoteMatter
from workbooks.book import BookKind, Orders
from workbooks.sheets.home import HOME, IDENTIFIER
from workbooks.typed import EditedRow


def _noted(row: EditedRow) -> Sequence[Command]:
    """Return one command for a row: what its four cells hold now."""
    action, until = row.mine("action"), row.mine("until")
    if action == MatterAction.HANDED.value and not row.mine("hand_to"):
        row.wrong("required_missing", "hand_to")
    if action == MatterAction.LATER.value and until is None:
        row.wrong("required_missing", "until")
    if not row.sound:
        return []
    assert until is None or isinstance(until, date)
    return [
        NoteMatter(
            id="",
            login=row.login,
            place=row.place,
            matter=row.key,
            action=MatterAction(str(action)) if action else None,
            hand_to=str(row.mine("hand_to") or ""),
            until_date=until,
            note=str(row.mine("note") or ""),
            version=int(row.now.matter.note.version or 0),
        )
    ]


HOME_BOOK = BookKind(
    identifier="home",
    title="book.home",
    registers=lambda _lookups: [HOME],
    orders={IDENTIFIER: Orders(edited=_noted)},
)
