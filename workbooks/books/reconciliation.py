"""The book of reconciliation: breaks, their causes treated together, and the statement to sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from backend.contract import Command
from backend.contract.reconciliation import TreatBreak, TreatCause, Treatment
from backend.queries.rows import Lookups
from workbooks.book import BookKind, Orders
from workbooks.reconciliation_statement import write_statement
from workbooks.sheets import break_causes, breaks
from workbooks.typed import EditedRow


def _treated(row: EditedRow) -> Sequence[Command]:
    """Return one command for a row: what its cells that people keep hold now."""
    accepted = row.mine("treatment") == Treatment.ACCEPT.value
    if accepted and not row.mine("explanation"):
        row.wrong("required_missing", "explanation")
    if not row.sound:
        return []
    return [
        TreatBreak(
            id="",
            login=row.login,
            place=row.place,
            number=row.key,
            version=int(row.now.version),
            responsible_unit=_said(row, "responsible"),
            owner=_said(row, "owner"),
            treatment=_said(row, "treatment"),
            explanation=_said(row, "explanation"),
            promised_date=_promised(row),
        )
    ]


def _treated_together(row: EditedRow) -> Sequence[Command]:
    """Return the command for a cause: how, and why, must both be said."""
    for column in ("treatment", "explanation"):
        if not row.mine(column):
            row.wrong("required_missing", column)
    if not row.sound:
        return []
    return [
        TreatCause(
            id="",
            login=row.login,
            place=row.place,
            cause=row.key,
            # What the sender saw, not what stands now: a break that came since is not meant.
            base=row.paired.read.text(row.row, "version"),
            treatment=_said(row, "treatment"),
            explanation=_said(row, "explanation"),
            responsible_unit=_said(row, "responsible"),
            promised_date=_promised(row),
        )
    ]


def _said(row: EditedRow, column: str) -> str:
    return str(row.mine(column) or "")


def _promised(row: EditedRow) -> date | None:
    promised = row.mine("promised")
    assert promised is None or isinstance(promised, date)
    return promised


def _single_ones_first(_lookups: Lookups) -> Callable[[Command], int]:
    return lambda command: int(isinstance(command, TreatCause))


RECONCILIATION = BookKind(
    identifier="reconciliation",
    title="book.reconciliation",
    registers=lambda _lookups: [breaks.BREAKS, break_causes.BREAK_CAUSES],
    orders={
        breaks.IDENTIFIER: Orders(edited=_treated),
        break_causes.IDENTIFIER: Orders(edited=_treated_together),
    },
    after=write_statement,
    phase=_single_ones_first,
)
