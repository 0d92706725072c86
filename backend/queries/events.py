"""Events as they stand, and what depended on an institution when something happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, or_, select

from backend.contract.events import Scope
from backend.store.tables.evaluation import rating, rating_scale
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, entry, node
from backend.store.tables.office import event, outbound_file, outbound_item


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """What is approved and used (ledger currency), and until when deals run."""

    approved_minor: int
    used_minor: int
    last_maturity: date | None


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One event. Amounts are ledger currency, as of the event; `sent_at`: told to the limit system.

    `bic8` and the names are empty for a country's event.
    """

    number: str
    version: int
    occurred_at: datetime
    bic8: str
    name_zh: str
    name_en: str
    country: str
    kind: str
    agency: str
    rating_type: str
    from_value: str
    to_value: str
    outlook: str
    summary_zh: str
    summary_en: str
    source: str
    scope: str
    approved_minor: int | None
    used_minor: int | None
    last_maturity: date | None
    measure: str
    urgent: bool
    closed_date: date | None
    is_sample: bool
    sent_at: datetime | None


def event_rows(connection: Connection, *, only_open: bool = False) -> Sequence[EventRow]:
    """Return the events, the newest first."""
    subject = "event/" + event.c.number
    question = (
        select(event, institution, outbound_file.c.made_at.label("sent_at"))
        .outerjoin(institution, institution.c.id == event.c.institution_id)
        .outerjoin(outbound_item, outbound_item.c.subject == subject)
        .outerjoin(outbound_file, outbound_file.c.id == outbound_item.c.file_id)
        .order_by(event.c.occurred_at.desc(), event.c.number.desc())
    )
    if only_open:
        question = question.where(event.c.closed_date.is_(None))
    columns = [column.name for column in event.columns]
    found = []
    for row in connection.execute(question).all():
        own = dict(zip(columns, row, strict=False))
        found.append(
            EventRow(
                bic8=row.bic8 or "",
                name_zh=row.short_name_zh or row.short_name_en or "",
                name_en=row.short_name_en or row.name_en or "",
                country=own["country_code"] or "",
                urgent=bool(own["urgent"]),
                is_sample=bool(own["is_sample"]),
                sent_at=row.sent_at,
                **{name: own[name] for name in _CARRIED},
            )
        )
    return found


_CARRIED = (
    *("number", "version", "occurred_at", "kind", "agency", "rating_type", "from_value"),
    *("to_value", "outlook", "summary_zh", "summary_en", "source", "scope", "approved_minor"),
    *("used_minor", "last_maturity", "measure", "closed_date"),
)


def concerned(
    connection: Connection, institution_id: int | None, scope: Scope, country: str
) -> Sequence[int]:
    """Return whose lines an event concerns: the institution's, its group's, or a country's."""
    own = institution.c.id == institution_id
    if institution_id is None:
        own = institution.c.risk_country_code == country
    elif scope is Scope.GROUP:
        group = select(institution.c.group_code).where(institution.c.id == institution_id)
        own = or_(own, institution.c.group_code == group.scalar_subquery())
    rows = connection.execute(select(institution.c.id, institution.c.head_office_id).where(own))
    return sorted({int(row.head_office_id or row.id) for row in rows})


def exposure_of(connection: Connection, lines: Sequence[int]) -> Exposure:
    """Return what legal entities hold and use together, and the last maturity of their deals."""
    entity = (
        select(func.sum(balance.c.approved_minor), func.sum(balance.c.used_minor))
        .join(node, node.c.id == balance.c.node_id)
        .where(node.c.dimension == "entity", node.c.institution_id.in_(lines))
    )
    approved, used = connection.execute(entity).one()
    released = entry.alias("released")
    still = (
        select(func.coalesce(func.sum(released.c.deal_amount_minor), 0))
        .where(released.c.resolves_id == entry.c.id, released.c.kind == "release")
        .scalar_subquery()
    )
    last = (
        select(func.max(entry.c.maturity_date))
        .join(node, node.c.id == entry.c.node_id)
        .where(
            entry.c.kind == "draw",
            node.c.institution_id.in_(lines),
            entry.c.deal_amount_minor > still,
        )
    )
    maturity = connection.scalar(last)
    return Exposure(
        approved_minor=int(approved or 0), used_minor=int(used or 0), last_maturity=maturity
    )


def known_rating(
    connection: Connection, institution_id: int, agency: str, rating_type: str, day: date
) -> str:
    """Return what an agency gave last, on or before a day; empty when nothing is known."""
    found: str | None = connection.scalar(
        select(rating.c.value)
        .where(
            rating.c.institution_id == institution_id,
            rating.c.agency == agency,
            rating.c.rating_type == rating_type,
            rating.c.valid_from <= day,
        )
        .order_by(rating.c.valid_from.desc())
        .limit(1)
    )
    return found or ""


def scale_of(connection: Connection, agency: str) -> Sequence[str]:
    """Return an agency's own long-term scale, the best first; empty when we keep none."""
    rows = connection.execute(
        select(rating_scale.c.rating, rating_scale.c.notch)
        .where(rating_scale.c.agency == agency)
        .order_by(rating_scale.c.notch, rating_scale.c.rating)
    )
    return list(dict.fromkeys(row.rating for row in rows))
