"""How much there is of everything: the closing table of a demonstration."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from backend.store.tables import institutions, ledger, trail


def totals(connection: Connection) -> dict[str, int]:
    """Return counts of institutions, countries and regions, lines, shares, entries, submissions."""
    institution, node = institutions.institution, ledger.node
    counts = {
        "institutions": select(func.count()).select_from(institution),
        "countries": select(func.count(func.distinct(institution.c.country_code))),
        "lined": select(func.count(func.distinct(node.c.institution_id))).where(
            node.c.limited == 1
        ),
        "lines": select(func.count())
        .select_from(node)
        .where(node.c.limited == 1, node.c.dimension.in_(["entity", "product"])),
        "shares": select(func.count()).select_from(node).where(node.c.dimension == "unit"),
        "entries": select(func.count()).select_from(ledger.entry),
        "submissions": select(func.count()).select_from(trail.submission),
        "audit": select(func.count()).select_from(trail.audit),
    }
    return {name: int(connection.scalar(question) or 0) for name, question in counts.items()}
