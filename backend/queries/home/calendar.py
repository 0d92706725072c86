"""Matters of the calendar: reservations that lapse, shares that go home, lines that end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.contract import Dimension
from backend.contract.office import MatterKind
from backend.queries.home.rows import Matter, Owner
from backend.queries.reference import Person, Unit
from backend.queries.rows import InstitutionName, LadderRow, LedgerRow
from backend.store.tables.ledger import due, entry, node

#: How far ahead the home sheet looks, in days.
SOON_DAYS = 7
EXPIRY_DAYS = 30


def due_matters(
    connection: Connection,
    today: date,
    names: Mapping[int, InstitutionName],
    units: Mapping[str, Unit],
    persons: Mapping[str, Person],
) -> Iterator[Matter]:
    """Yield what ends within a week: reservations, transfers, temporary increases, freezes."""
    columns = (due.c.entry_id, due.c.kind, due.c.last_date, due.c.open_minor)
    question = (
        select(*columns, entry.c.login, entry.c.recorded_at, node)
        .join(entry, entry.c.id == due.c.entry_id)
        .join(node, node.c.id == due.c.node_id)
        .where(due.c.open_minor > 0, due.c.last_date <= today + timedelta(days=SOON_DAYS))
    )
    for row in connection.execute(question):
        institution, person = names.get(row.institution_id), persons.get(row.login)
        if row.unit_code:
            yield _due_of_unit(row, institution, units[row.unit_code], person)
        else:
            yield _due_of_line(row, institution, person)


def _due_of_line(
    row: Row[Any], institution: InstitutionName | None, person: Person | None
) -> Matter:
    """Return the end of what was added to a line or held back from it; whole lines have no unit."""
    return Matter(
        key=f"{row.kind}/{row.entry_id}",
        kind=MatterKind.EXPIRY,
        sentence=row.kind,
        owner=Owner(operation="annotate"),
        detail={
            "number": row.entry_id,
            "product": row.product_code or "",
            "minor": str(row.open_minor),
        },
        institution=institution,
        amount_minor=row.open_minor,
        from_zh=person.name_zh if person else "",
        from_en=person.name_en if person else "",
        raised_at=row.recorded_at,
        due_date=row.last_date,
    )


def _due_of_unit(
    row: Row[Any], institution: InstitutionName | None, unit: Unit, person: Person | None
) -> Matter:
    lapses = row.kind == "lapse"
    return Matter(
        key=f"{row.kind}/{row.entry_id}",
        kind=MatterKind.LAPSE if lapses else MatterKind.RETURN,
        sentence=row.kind,
        owner=Owner(
            operation="reserve" if lapses else "request",
            unit=unit.code,
            login=row.login if lapses else "",
        ),
        detail={
            "number": row.entry_id,
            "product": row.product_code,
            "unit_zh": unit.name_zh,
            "unit_en": unit.name_en,
            "minor": str(row.open_minor),
        },
        institution=institution,
        amount_minor=row.open_minor,
        from_zh=f"{unit.name_zh} {person.name_zh if person else ''}".strip(),
        from_en=f"{unit.name_en} {person.name_en if person else ''}".strip(),
        raised_at=row.recorded_at,
        due_date=row.last_date,
    )


def line_matters(rows: Sequence[LedgerRow], today: date) -> Iterator[Matter]:
    """Yield lines in excess, and lines in use that end within a month or ended.

    A product's line that ends with its legal entity's is not said again.
    """
    whole = {row.key: row.expiry_date for row in rows if not row.product}
    for row in rows:
        if row.excess_active_minor or row.excess_passive_minor:
            active = bool(row.excess_active_minor)
            excess = row.excess_active_minor + row.excess_passive_minor
            yield _of_line(
                row,
                MatterKind.EXCESS,
                "excess_active" if active else "excess_passive",
                (excess, today),
            )
        ends = row.expiry_date
        in_use = row.used_minor + row.reserved_minor > 0
        said = bool(row.product) and whole.get(row.key.partition("/")[0]) == ends
        soon = ends is not None and ends <= today + timedelta(days=EXPIRY_DAYS)
        if soon and in_use and not said:
            assert ends is not None
            sentence = "expired" if ends < today else "expiry"
            yield _of_line(row, MatterKind.EXPIRY, sentence, (row.approved_minor, ends))


def node_matters(
    ladder: Sequence[LadderRow], today: date, names: Mapping[str, InstitutionName]
) -> Iterator[Matter]:
    """Yield what is over its line elsewhere than at an institution's own: caps, groups, units.

    An excess is always due today.
    """
    for row in ladder:
        if row.dimension in {Dimension.ENTITY, Dimension.PRODUCT}:
            continue
        line = row.approved_minor + row.temporary_minor - row.frozen_minor
        excess = row.used_minor + row.reserved_minor - line
        if excess <= 0:
            continue
        _dimension, _, place = row.key.partition("/")
        yield Matter(
            key=f"excess/{row.key}",
            kind=MatterKind.EXCESS,
            sentence="excess_node",
            owner=Owner(operation="annotate"),
            detail={"node_zh": row.label_zh, "node_en": row.label_en, "minor": str(excess)},
            institution=names.get(place.partition("/")[0]),
            amount_minor=excess,
            from_zh=row.owner_zh,
            from_en=row.owner_en,
            due_date=today,
        )


def _of_line(
    row: LedgerRow, kind: MatterKind, sentence: str, amount_and_day: tuple[int, date]
) -> Matter:
    amount_minor, due_date = amount_and_day
    return Matter(
        key=f"{kind.value}/{row.key}",
        kind=kind,
        sentence=sentence,
        owner=Owner(operation="annotate"),
        detail={
            "product": row.product,
            "minor": str(amount_minor),
            "used": str(row.used_minor),
            "day": row.expiry_date.isoformat() if row.expiry_date else "-",
        },
        institution=row.institution,
        amount_minor=amount_minor,
        due_date=due_date,
    )
