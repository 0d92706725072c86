"""A comparison as JSON says it: every open break, amounts as exact decimals in text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from backend.money import from_minor
from backend.queries.breaks.rows import BreakRow, CauseRow, ReconciliationTotals
from backend.services.reconciliation.reconciling import Reconciled


def reconciled_content(
    done: Reconciled, causes: Sequence[CauseRow], rows: Sequence[BreakRow]
) -> dict[str, Any]:
    """Return the machine's answer: every open break, amounts as exact decimals."""
    return {
        **_totals_content(done.totals),
        "repeated": done.repeated,
        "new": list(done.added),
        "reopened": list(done.reopened),
        "closed": list(done.cleared),
        "causes": [
            {
                "cause": one.key,
                "count": one.count,
                "untreated": one.untreated,
                "difference_usd": str(from_minor(one.use_difference_minor)),
            }
            for one in causes
        ],
        "classes": dict(Counter(row.kind.value for row in rows)),
        "breaks": [_break_content(row) for row in rows],
    }


def _totals_content(totals: ReconciliationTotals) -> dict[str, Any]:
    def exact(minor: int | None) -> str | None:
        return None if minor is None else str(from_minor(minor))

    return {
        "run": totals.run,
        "business_date": totals.business_date,
        "carried": totals.carried,
        "added": totals.added,
        "cleared": totals.cleared,
        "left": totals.left,
        "missing_feeds": list(totals.missing),
        "products": {
            one.product: {
                "ours_usd": exact(one.ours_minor),
                "limit_system_usd": exact(one.limit_minor),
                "ours_at_treasury_usd": exact(one.ours_at_treasury_minor),
                "treasury_usd": exact(one.treasury_minor),
            }
            for one in totals.products
        },
    }


def _break_content(row: BreakRow) -> dict[str, Any]:
    def exact(minor: int | None) -> str | None:
        return None if minor is None else str(from_minor(minor, row.minor_units))

    return {
        "number": row.number,
        "class": row.kind.value,
        "cause": row.cause,
        "evidence": row.evidence_en,
        "systems": [one.value for one in row.systems],
        "institution": row.institution.bic8 if row.institution else None,
        "product": row.product,
        "our_reference": row.our_reference,
        "their_reference": row.their_reference,
        "currency": row.currency,
        "ours": exact(row.our_minor),
        "theirs": exact(row.their_minor),
        "difference_usd": str(from_minor(row.use_difference_minor)),
        "state": row.state.value,
        "age_days": row.age_days,
        "business_date": row.business_date,
    }
