"""How much there is of everything: the closing table of a demonstration."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, func, select

from backend.store.tables import dealings, evaluation, institutions, ledger, office, trail
from backend.store.tables.reconciliation import break_item, feed_file

#: What is counted as it stands: name → table, in the order of the closing table.
_WHOLE: dict[str, Table] = {
    "entries": ledger.entry,
    "feed_files": feed_file,
    "breaks": break_item,
    "statements": evaluation.statement,
    "evaluations": evaluation.evaluation,
    "dealings": dealings.dealing,
    "events": office.event,
    "meetings": office.meeting,
    "issued": office.issued_report,
    "outbound": office.outbound_file,
    "submissions": trail.submission,
    "audit": trail.audit,
}


def totals(connection: Connection) -> dict[str, int]:
    """Return how many there are: institutions, lines, shares, then rows of each subject."""
    institution, node = institutions.institution, ledger.node
    counts: dict[str, Any] = {
        "institutions": select(func.count()).select_from(institution),
        "countries": select(func.count(func.distinct(institution.c.country_code))),
        "lined": select(func.count(func.distinct(node.c.institution_id))).where(
            node.c.limited == 1
        ),
        "lines": select(func.count())
        .select_from(node)
        .where(node.c.limited == 1, node.c.dimension.in_(["entity", "product"])),
        "shares": select(func.count()).select_from(node).where(node.c.dimension == "unit"),
        **{name: select(func.count()).select_from(table) for name, table in _WHOLE.items()},
    }
    return {name: int(connection.scalar(question) or 0) for name, question in counts.items()}
