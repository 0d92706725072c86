"""The newest comparison's totals, and for which day there are files to compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from backend.contract.feeds import FEEDS
from backend.queries.breaks.rows import ProductTotals, ReconciliationTotals
from backend.store.tables.reconciliation import feed_file, reconciliation


def newest_day_of_feeds(connection: Connection) -> date | None:
    """Return the newest day of which a file to compare came; `None` when none ever did."""
    question = select(func.max(feed_file.c.business_date)).where(feed_file.c.feed.in_(list(FEEDS)))
    found: date | None = connection.scalar(question)
    return found


def newest_totals(connection: Connection) -> ReconciliationTotals | None:
    """Return what the newest comparison found; `None` before the first."""
    order = (reconciliation.c.business_date.desc(), reconciliation.c.id.desc())
    row = connection.execute(select(reconciliation).order_by(*order).limit(1)).one_or_none()
    return totals_of(dict(row._mapping)) if row is not None else None


def totals_of(row: Mapping[str, Any]) -> ReconciliationTotals:
    """Return the totals that a row of `reconciliation` keeps."""
    content = json.loads(row["totals"])
    return ReconciliationTotals(
        run=row["id"],
        business_date=row["business_date"],
        carried=row["carried"],
        added=row["added"],
        cleared=row["cleared"],
        left=content["left"],
        products=[
            ProductTotals(
                product=product,
                ours_minor=said["ours"],
                limit_minor=said["limit"],
                ours_at_treasury_minor=said["ours_at_treasury"],
                treasury_minor=said["treasury"],
            )
            for product, said in content["products"].items()
        ],
        missing=content["missing"],
        files=content["files"],
        made_at=row["made_at"],
        made_by=row["made_by"],
    )
