"""The breaks as their sheet shows them, and their causes (同因)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from backend.contract.reconciliation import BreakClass, BreakState, System
from backend.language import Language
from backend.queries import reference
from backend.queries.breaks.evidence import Evidence
from backend.queries.breaks.rows import BreakRow, CauseRow
from backend.queries.breaks.sentences import Speaker
from backend.queries.institutions import institution_names
from backend.queries.nodes import open_date
from backend.queries.reference import WorkingDays
from backend.store.tables.reconciliation import break_item


def break_rows(
    connection: Connection,
    today: date | None = None,
    *,
    closed_since: date | None = None,
    numbers: Iterable[str] | None = None,
) -> Sequence[BreakRow]:
    """Return the open breaks, and those closed since a day: open first, the oldest, the largest.

    `today` (else the open business date) is what ages count to; `numbers` asks for those alone,
    open or closed.
    """
    day = today or open_date(connection)
    days = reference.working_days(connection)
    speaker = Speaker.read(connection)
    names = institution_names(connection)
    question = select(break_item)
    if numbers is not None:
        question = question.where(break_item.c.number.in_(list(numbers)))
    elif closed_since is None:
        question = question.where(break_item.c.state != BreakState.CLOSED.value)
    else:
        question = question.where(
            or_(
                break_item.c.state != BreakState.CLOSED.value,
                break_item.c.closed_date >= closed_since,
            )
        )
    rows = [
        _row(row, names.get(row.institution_id), _age(row, day, days), speaker)
        for row in connection.execute(question)
    ]
    return sorted(rows, key=_order)


def _order(row: BreakRow) -> tuple[bool, int, int, str]:
    closed = row.state is BreakState.CLOSED
    return (closed, -row.age_days, -abs(row.use_difference_minor), row.number)


def _age(row: Any, today: date, days: WorkingDays) -> int:
    """Return how many working days a break stood, or stands; none on its first."""
    return len(days.between(row.business_date, row.closed_date or today))


def _row(row: Any, institution: Any, age_days: int, speaker: Speaker) -> BreakRow:
    evidence = Evidence.read(row.evidence)
    return BreakRow(
        key=row.number,
        version=str(row.version),
        state=BreakState(row.state),
        business_date=row.business_date,
        age_days=age_days,
        kind=BreakClass(row.class_code),
        systems=[System(one) for one in row.system.split("+")],
        institution=institution,
        product=row.product_code or "",
        unit=row.unit_code or "",
        our_reference=row.our_reference,
        their_reference=row.their_reference,
        currency=row.currency_code,
        minor_units=speaker.minor_units[row.currency_code],
        our_minor=row.our_minor,
        their_minor=row.their_minor,
        use_difference_minor=row.use_difference_minor or 0,
        cause=row.cause_code,
        evidence_zh=speaker.say(row, evidence, Language.CHINESE),
        evidence_en=speaker.say(row, evidence, Language.ENGLISH),
        responsible_unit=row.responsible_unit_code or "",
        owner=row.owner_login or "",
        treatment=row.treatment,
        explanation=row.explanation,
        promised_date=row.promised_date,
        change_slip=row.change_slip,
        closed_date=row.closed_date,
        treated_by=row.treated_by,
        check_note=evidence.check_note,
    )


def cause_rows(rows: Iterable[BreakRow]) -> Sequence[CauseRow]:
    """Return the open ones among these rows by cause and system, the largest first."""
    by_cause: dict[str, list[BreakRow]] = {}
    for row in rows:
        if row.state is not BreakState.CLOSED:
            by_cause.setdefault(row.cause_key, []).append(row)
    found = [_cause(key, listed) for key, listed in by_cause.items()]
    return sorted(found, key=lambda one: (-one.count, -one.use_difference_minor, one.key))


def _cause(key: str, rows: Sequence[BreakRow]) -> CauseRow:
    untreated = [row for row in rows if not row.treatment]
    oldest = max(rows, key=lambda row: (row.age_days, row.number))
    return CauseRow(
        key=key,
        base=base_of((row.number, int(row.version)) for row in untreated),
        cause=rows[0].cause,
        systems=rows[0].systems,
        kinds=sorted({row.kind for row in rows}),
        count=len(rows),
        untreated=len(untreated),
        use_difference_minor=sum(abs(row.use_difference_minor) for row in rows),
        oldest=oldest.business_date,
        oldest_age_days=oldest.age_days,
        responsible_units=sorted({row.responsible_unit for row in rows} - {""}),
    )


def base_of(versions: Iterable[tuple[str, int]]) -> str:
    """Return what names just these breaks at just these versions: `TreatCause.base`."""
    said = "\n".join(f"{number}/{version}" for number, version in sorted(versions))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
