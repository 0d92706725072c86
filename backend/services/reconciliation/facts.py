"""What a comparison found, as rows of breaks: new ones, moved ones, gone ones. People's words stay.

A break is known again by its fingerprint: it keeps its number, its day and what people wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from backend.contract.reconciliation import BreakClass, BreakState, System, Treatment
from backend.queries.breaks.compared import FEED_OF, LINES
from backend.queries.breaks.evidence import Evidence
from backend.reconciliation.breaks import Break
from backend.store.tables.reconciliation import break_item

_BATCH = 400
_OWN_DEPARTMENT = "financial_institutions"
#: Classes that the department sees to itself; else the deal's own unit does.
_OURS = frozenset({BreakClass.RATE, BreakClass.FACTOR, BreakClass.UNKNOWN})
Row = dict[str, Any]


@dataclass
class Changes:
    """What a comparison changes: whole new rows; (row as it stands, its new values) for others."""

    new: list[Row] = field(default_factory=list)
    moved: list[tuple[Row, Row]] = field(default_factory=list)
    reopened: list[tuple[Row, Row]] = field(default_factory=list)
    closed: list[tuple[Row, Row]] = field(default_factory=list)

    @property
    def updates(self) -> list[tuple[Row, Row]]:
        """Every row that stands and changes."""
        return [*self.moved, *self.reopened, *self.closed]


def changes_of(
    connection: Connection,
    found: Mapping[str, Break],
    compared: Collection[str],
    units: Collection[str],
    day: date,
    run: str,
) -> Changes:
    """Return what is to be written. `compared` are the feeds that were; `run` names this one.

    What a feed that did not come had shown stays as it is.
    """
    standing = {row["fingerprint"]: row for row in _open_rows(connection)}
    before = _closed_rows(connection, [one for one in found if one not in standing])
    changes = Changes()
    for fingerprint, one in found.items():
        row = standing.get(fingerprint) or before.get(fingerprint)
        facts = _facts(one, row, compared, units)
        if row is None:
            changes.new.append(_new(fingerprint, facts, day))
        elif row["state"] == BreakState.CLOSED:
            if not _accepted(row, facts):
                changes.reopened.append((row, facts | _anew()))
        elif moved := _moved(row, facts):
            changes.moved.append((row, moved))
    for fingerprint, row in standing.items():
        if fingerprint not in found:
            _gone(changes, row, compared, day, run)
    return changes


def _open_rows(connection: Connection) -> Iterator[Row]:
    question = select(break_item).where(break_item.c.state != BreakState.CLOSED.value)
    for row in connection.execute(question.order_by(break_item.c.number)):
        yield dict(row._mapping)


def _closed_rows(connection: Connection, fingerprints: Sequence[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for start in range(0, len(fingerprints), _BATCH):
        rows = connection.execute(
            select(break_item)
            .where(break_item.c.fingerprint.in_(fingerprints[start : start + _BATCH]))
            .order_by(break_item.c.number)
        )
        found |= {row.fingerprint: dict(row._mapping) for row in rows}
    return found


def _facts(one: Break, row: Row | None, compared: Collection[str], units: Collection[str]) -> Row:
    """Return the columns that a comparison fills; evidence keeps what people added to it."""
    systems = {system.value for system in one.systems}
    if row is not None:  # what a missing feed had shown still holds
        systems |= {one for one, feed in _sources(row) if feed not in compared}
    kept = Evidence.read(row["evidence"]) if row is not None else Evidence()
    return {
        "class_code": one.kind.value,
        "system": "+".join(one for one in System if one in systems),
        "institution_id": one.institution,
        "product_code": one.product or None,
        "unit_code": one.unit if one.unit in units else None,
        "our_reference": one.our_reference,
        "their_reference": one.their_reference,
        "currency_code": one.currency,
        "our_minor": one.ours_minor,
        "their_minor": one.theirs_minor,
        "use_difference_minor": one.use_difference_minor,
        "cause_code": one.cause,
        "evidence": replace(kept, said=dict(one.evidence), closed_by_run="").text,
    }


def _sources(row: Row) -> list[tuple[str, str]]:
    """Return the systems that a row names, and the feed by which each was compared."""
    if row["cause_code"].startswith("line_"):
        return [(System.LIMIT.value, LINES)]
    return [(name, FEED_OF[System(name)]) for name in row["system"].split("+")]


def _new(fingerprint: str, facts: Row, day: date) -> Row:
    own = BreakClass(facts["class_code"]) in _OURS or "unmapped" in facts["cause_code"]
    unit = None if own else facts["unit_code"]
    return {
        "fingerprint": fingerprint,
        "business_date": day,
        **facts,
        "state": BreakState.OPEN.value,
        "responsible_unit_code": unit or _OWN_DEPARTMENT,
        "owner_login": None,
        "treatment": "",
        "treated_by": "",
        "explanation": "",
        "promised_date": None,
        "change_slip": "",
        "closed_date": None,
    }


def _anew() -> Row:
    """Return what a break begins with again; its explanation stays to be read."""
    return {
        "state": BreakState.OPEN.value,
        "treatment": "",
        "treated_by": "",
        "promised_date": None,
        "change_slip": "",
        "closed_date": None,
    }


def _accepted(row: Row, facts: Row) -> bool:
    """Whether people closed just this difference without settling it."""
    accepted = (
        row["treatment"] == Treatment.ACCEPT and not Evidence.read(row["evidence"]).closed_by_run
    )
    return accepted and not _amounts_differ(row, facts)


def _amounts_differ(row: Row, facts: Row) -> bool:
    return any(row[name] != facts[name] for name in ("our_minor", "their_minor", "currency_code"))


def _moved(row: Row, facts: Row) -> Row:
    changed = {name: value for name, value in facts.items() if row[name] != value}
    if row["state"] == BreakState.AWAITING_CHECK and _amounts_differ(row, facts):
        changed["state"] = BreakState.WORKING.value  # it is no longer what was explained
    return changed


def _gone(changes: Changes, row: Row, compared: Collection[str], day: date, run: str) -> None:
    """Close a break that its feeds no longer show; one feed of two leaves it with the other."""
    left = [name for name, feed in _sources(row) if feed not in compared]
    if left:
        system = "+".join(left)
        if system != row["system"]:
            changes.moved.append((row, {"system": system}))
        return
    evidence = replace(Evidence.read(row["evidence"]), closed_by_run=run)
    closed = {"state": BreakState.CLOSED.value, "closed_date": day, "evidence": evidence.text}
    changes.closed.append((row, closed))
