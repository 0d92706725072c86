"""The book 复核审批: opinions typed beside what waits become the second or third hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.contract import CheckRequest, Command
from backend.contract.approvals import AuthoriseApproval, CheckApproval, Opinion
from workbooks.book import BookKind, Orders
from workbooks.sheets.approval_changes import CHANGES
from workbooks.sheets.approvals import APPROVALS, IDENTIFIER, ApprovalRow
from workbooks.typed import EditedRow


def _decided(row: EditedRow) -> Sequence[Command]:
    """Return the hand that an opinion gives, at the version that the sheet showed."""
    opinion, reason = row.mine("opinion"), row.value("reason")
    if opinion is None:
        return []
    version, mark = _shown(row)
    now: ApprovalRow = row.now
    if opinion == Opinion.AGREE and version == now.version and mark != now.mark:
        row.wrong("approval_moved", "opinion", changes=now.meanwhile)
    if opinion == Opinion.REFUSE and not str(reason or "").strip():
        row.wrong("reason_missing", "reason")
    if not row.sound:
        return []
    given: dict[str, Any] = {
        "id": "",
        "login": row.login,
        "place": row.place,
        "confirmed": opinion == Opinion.AGREE,
        "note": str(reason or ""),
        "version": version,
    }
    if now.is_request:
        return [CheckRequest(request=now.key, **given)]
    kind = CheckApproval if now.state == "awaiting_check" else AuthoriseApproval
    return [kind(number=now.key, **given)]


def _shown(row: EditedRow) -> tuple[int, str]:
    """Return the order's version and the line's mark that the sheet showed; -1 fits no order."""
    version, _, mark = row.paired.read.text(row.row, "version").partition(".")
    return (int(version) if version.isdecimal() else -1), mark


APPROVALS_BOOK = BookKind(
    identifier="approvals",
    title="book.approvals",
    registers=lambda _lookups: [APPROVALS, CHANGES],
    orders={IDENTIFIER: Orders(edited=_decided, closed="approval_closed")},
    rows_alone=True,
)
