"""An order turned round: the values of before, over those that it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from backend.contract import AllocateLine, AnnotateLine, ApproveLine, Command
from backend.contract.evaluation import JudgeFactor
from backend.contract.reciprocity import SetReciprocityPlan
from backend.contract.review import PlanReview, ReportSource, ReviewKind
from backend.queries.written import Written


def values_of_before(command: Command, reason: str) -> Command:
    """Return the order that sets the values of before over those that were written."""
    match command:
        case AllocateLine():
            return replace(
                command,
                target_minor=command.base_minor,
                base_minor=command.target_minor,
                reason=reason,
                effective_date=None,
            )
        case ApproveLine(base_minor=int(before)):
            # What the line is besides its amount stays as it stands today.
            return replace(
                command,
                target_minor=before,
                base_minor=command.target_minor,
                effective_date=None,
                expiry_date=None,
                max_tenor_days=None,
                approval_number="",
                note=None,
                is_sample=False,
            )
        case AnnotateLine():
            return replace(command, note=command.base_note, base_note=command.note)
        case SetReciprocityPlan():
            return replace(
                command,
                target_minor=command.base_target_minor,
                base_target_minor=command.target_minor,
                strategy=command.base_strategy,
                base_strategy=command.strategy,
                points=command.base_points,
                base_points=command.points,
            )
    raise TypeError(type(command).__name__)


def row_of_before(command: JudgeFactor | PlanReview, row: Written, reason: str) -> Command:
    """Return the order that gives a row its contents of before."""
    before = row.before or {}
    if isinstance(command, JudgeFactor):
        # A level needs a reason: the one that it had.
        reason = str(before.get("reason") or reason)
        return replace(command, level=before.get("level"), reason=reason, base_level=command.level)
    source = before.get("report_source")
    return replace(
        command,
        analyst=str(before.get("analyst") or ""),
        kind=ReviewKind(before["kind"]) if before else command.kind,
        report_source=ReportSource(source) if source else None,
        recommended_minor=before.get("recommended_minor"),
        recommended_tenor_days=before.get("recommended_tenor_days"),
        approval_number=str(before.get("approval_number") or ""),
        note=str(before.get("note") or ""),
        received_date=_day(before, "received_date"),
        committee_date=_day(before, "committee_date"),
        valid_until=_day(before, "valid_until"),
        next_reminder=_day(before, "next_reminder"),
        version=row.version,
    )


def _day(image: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(str(image[name])[:10]) if image.get(name) else None
