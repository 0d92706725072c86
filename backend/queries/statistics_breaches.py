"""What is over its line: active (told beyond it) apart from passive (everything else)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, or_, select

from backend.queries.labels import NodeLabels
from backend.queries.rows import Label
from backend.queries.statistics_rows import Asked, Breach
from backend.queries.statistics_use import concerned
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import balance, entry, node, path
from backend.store.tables.reference import unit

_TAKEN = balance.c.used_minor + balance.c.reserved_minor
_LINE = (
    balance.c.approved_minor
    + balance.c.temporary_minor
    - balance.c.frozen_minor
    - balance.c.consumed_minor
)
_AT_ONCE = 500
_LAST = (
    func.max(entry.c.number).label("number"),
    func.max(entry.c.business_date).label("day"),
)


class _Split(NamedTuple):
    """What of an excess is active, since when, and until when it is to be cured."""

    active_minor: int
    since_date: date | None
    cure_date: date | None


def breaches(connection: Connection, asked: Asked) -> list[Breach]:
    """Return every node over its line, the greatest excess first."""
    rows = connection.execute(_over(asked)).all()
    labels = NodeLabels.read(connection)
    splits = _splits(connection, rows)
    found = []
    for row in rows:
        excess = int(row.taken_minor) - int(row.line_minor)
        split = splits.get(row.id, _Split(0, None, None))
        active = min(excess, split.active_minor)
        zh, en = labels.label(row)
        owner = labels.owner(row)
        found.append(
            Breach(
                label=Label(
                    code=row.node_key, zh=_with(row.name_zh, zh), en=_with(row.name_en, en)
                ),
                owner=Label(code="", zh=owner.zh, en=owner.en),
                telephone=owner.telephone,
                line_minor=int(row.line_minor),
                taken_minor=int(row.taken_minor),
                active_minor=active,
                passive_minor=excess - active,
                since_date=split.since_date,
                cure_date=split.cure_date,
            )
        )
    return sorted(found, key=lambda one: (-one.active_minor - one.passive_minor, one.label.code))


def _with(institution_name: str | None, label: str) -> str:
    return f"{institution_name} {label}" if institution_name else label


def _over(asked: Asked) -> Select[Any]:
    short = func.coalesce(func.nullif(institution.c.short_name_zh, ""), institution.c.short_name_en)
    question = (
        select(
            node,
            _LINE.label("line_minor"),
            _TAKEN.label("taken_minor"),
            short.label("name_zh"),
            institution.c.short_name_en.label("name_en"),
        )
        .join(balance, balance.c.node_id == node.c.id)
        .outerjoin(institution, institution.c.id == node.c.institution_id)
        .where(node.c.limited == 1, _TAKEN > _LINE)
    )
    if asked.unit:
        question = question.join(unit, unit.c.code == node.c.unit_code).where(
            or_(unit.c.code == asked.unit, unit.c.parent_code == asked.unit)
        )
    if asked.country:
        # A country's own cap is of the country as well.
        return question.where(
            *concerned(Asked(since=asked.since, product=asked.product)),
            or_(
                institution.c.risk_country_code == asked.country,
                node.c.country_code == asked.country,
            ),
        )
    return question.where(*concerned(asked))


def _splits(connection: Connection, rows: Sequence[Any]) -> dict[int, _Split]:
    """Return for each node what told deals brought over the line, and since when.

    Of two causes, a told deal and a line that was lowered, the later one names the excess.
    """
    told, lowered = _last(connection, _told(), rows), _last(connection, _lowered(), rows)
    found: dict[int, _Split] = {}
    for row in rows:
        excess = int(row.taken_minor) - int(row.line_minor)
        last_told = told.get(row.id, (0, None))
        last_lowered = lowered.get(row.id, (0, None))
        active = last_told[0] > last_lowered[0]
        since = last_told[1] if active else last_lowered[1]
        found[row.id] = _Split(excess if active else 0, since, None)
    return found


def _told() -> Select[Any]:
    return (
        select(path.c.ancestor_id.label("id"), *_LAST)
        .join(path, path.c.node_id == entry.c.node_id)
        .where(entry.c.kind == "draw", entry.c.mode == "tell", path.c.valid_to.is_(None))
        .group_by(path.c.ancestor_id)
    )


def _lowered() -> Select[Any]:
    line = entry.c.approved_delta_minor + entry.c.temporary_delta_minor
    lowering = line - entry.c.frozen_delta_minor < 0
    return select(entry.c.node_id.label("id"), *_LAST).where(lowering).group_by(entry.c.node_id)


def _last(
    connection: Connection, question: Select[Any], rows: Sequence[Any]
) -> dict[int, tuple[int, date | None]]:
    """Return number and day of the last such entry of each node."""
    node_id = question.selected_columns["id"]
    found: dict[int, tuple[int, date | None]] = {}
    for start in range(0, len(rows), _AT_ONCE):
        some = [row.id for row in rows[start : start + _AT_ONCE]]
        for row in connection.execute(question.where(node_id.in_(some))):
            found[row.id] = (int(row.number), row.day)
    return found
