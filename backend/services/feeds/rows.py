"""Put a file's rows down: the file, its lines, its deals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert

from backend.contract.feeds import FeedDeal, FeedFile, FeedLine, FeedTaken
from backend.store.bulk import insert_facts
from backend.store.tables.reconciliation import feed_deal, feed_file, feed_line

Row = Mapping[str, Any]


def keep(
    connection: Connection,
    given: FeedFile,
    taken: FeedTaken,
    whose: Mapping[int, int | None],
    signed: Row,
) -> None:
    """Insert a file with all its rows; `whose` names the institution of each line of the file."""
    row = {
        "id": taken.file_id,
        "feed": given.feed,
        "system": given.system,
        "business_date": given.business_date,
        "name": given.name,
        "content_hash": given.content_hash,
        "row_count": given.row_count,
        "control_total": given.control_total,
        "replaces_id": taken.replaces_id or None,
        **signed,
    }
    connection.execute(insert(feed_file), [row])
    records: list[FeedLine | FeedDeal] = [*given.lines, *given.deals]
    owned = {
        one.line_number: {
            "file_id": taken.file_id,
            "line_number": one.line_number,
            "institution_id": whose[one.line_number],
            "foreign_id": one.foreign_id,
            "product_code": one.product,
            "currency_code": one.currency,
        }
        for one in records
    }
    insert_facts(
        connection, feed_line, [_line(one) | owned[one.line_number] for one in given.lines]
    )
    insert_facts(
        connection, feed_deal, [_deal(one) | owned[one.line_number] for one in given.deals]
    )


def _line(line: FeedLine) -> dict[str, Any]:
    return {
        "approved_minor": line.approved_minor,
        "used_minor": line.used_minor,
        "effective_date": line.effective_date,
        "expiry_date": line.expiry_date,
        "approval_number": line.approval_number,
    }


def _deal(deal: FeedDeal) -> dict[str, Any]:
    return {
        "their_reference": deal.their_reference,
        "our_reference": deal.our_reference,
        "unit_code": deal.unit or None,
        "amount_minor": deal.amount_minor,
        "use_minor": deal.use_minor,
        "rate_e12": deal.rate_e12,
        "value_date": deal.value_date,
        "maturity_date": deal.maturity_date,
        "state": deal.state.value,
    }
