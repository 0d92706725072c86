"""The year's plan with a correspondent: the handler of what the reciprocity sheet writes."""

from __future__ import annotations

from typing import Any

from backend.contract import Outcome, OutcomeCode
from backend.contract.reciprocity import SetReciprocityPlan, Strategy
from backend.ledger.state import MOST_MINOR
from backend.money import wan_text
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.dealings import reciprocity_plan

_EMPTY: dict[str, Any] = {"target_minor": None, "strategy": "", "points": ""}


def plan_key(bic8: str, year: int) -> str:
    """Return the key of a plan's row: `EXMBDEFF/2026`."""
    return f"{bic8}/{year}"


def set_reciprocity_plan(desk: Desk, command: SetReciprocityPlan) -> Outcome:
    """Set what the sender changed; a base that is no longer true is a conflict."""
    charged = desk.institutions.get(command.institution)
    if charged is None:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    target = command.target_minor
    if target is not None and not 0 <= target <= MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if command.strategy not in {"", *Strategy}:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.strategy)
    key = plan_key(command.institution, command.year)
    standing = standing_row(desk, reciprocity_plan, key)
    changed: dict[str, Any] = {}
    for name, empty in _EMPTY.items():
        mine, base = getattr(command, name), getattr(command, f"base_{name}")
        now = empty if standing is None else standing[name]
        if mine in {base, now}:
            continue
        if now != base:
            return refuse(command, OutcomeCode.CHANGED_MEANWHILE, now=_said(now), base=_said(base))
        changed[name] = mine
    if changed:
        own = {"institution_id": charged.id, "year": command.year}
        first = {**_EMPTY, **own} if standing is None else {}
        put_row(desk, reciprocity_plan, key, **first | changed)
    return Outcome(OutcomeCode.DONE, command.id, reference=key)


def _said(value: int | str | None) -> str:
    return wan_text(value) if isinstance(value, int) else value or "-"
