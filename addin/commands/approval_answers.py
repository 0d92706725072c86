"""What an order that waits says of itself: before and after, who, how long, what changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from addin.approval_words import OrderWords
from addin.commands import common
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract import Outcome
from backend.dates import SHANGHAI
from backend.language import glossary
from backend.money import from_minor, wan_text
from backend.queries.institutions import institution_names
from backend.queries.reference import working_days

if TYPE_CHECKING:  # a service that only `show` needs
    from backend.services.hands.preview import ApprovalPreview

_MEASURES = ("approved", "temporary", "frozen", "available")


def shanghai_text(moment: datetime) -> str:
    """Return a moment as people in Shanghai say it: 2026-11-23 10:00."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def operation_words(terminal: Terminal, operation: str) -> str:
    """Return an operation of the policy in the user's language, its code where it has no word."""
    key = f"operation.{operation}"
    return terminal.text(key) if key in glossary() else operation


def say_awaiting(terminal: Terminal, outcome: Outcome) -> None:
    """Say that an order was recorded and waits."""
    state = terminal.text(f"approval_state.{outcome.detail['state']}")
    terminal.say(
        "said.approval_awaiting",
        number=outcome.reference,
        state=state,
        hands=outcome.detail["hands"],
    )


def approval_content(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an order as JSON says it."""
    content = {name: row[name] for name in ("number", "operation", "state", "hands", "node_key")}
    content |= {name: row[name] for name in ("maker", "made_at", "decision_note", "version")}
    content |= {name: row[name] for name in ("checker", "checker_for", "checked_at")}
    content |= {name: row[name] for name in ("approver", "approver_for", "approved_at")}
    ordered = {"command": row["command"], "content": json.loads(row["content"])}
    return content | ordered | {"amount_usd": str(from_minor(row["amount_minor"]))}


def show_preview(terminal: Terminal, house: House, seen: ApprovalPreview) -> int:
    """Show an order as its next hand should see it, before deciding."""
    row = seen.row
    _say_head(terminal, house, row)
    if seen.outcome is not None and not seen.outcome.accepted:
        reason = common.refusal_sentence(terminal, seen.order, seen.outcome)
        terminal.say("said.approval_would_not", reason=reason)
    elif seen.after is not None:
        columns = ("figure", "before", "after")
        headings = [terminal.text(f"heading.approval_{one}") for one in columns]
        title = terminal.text("said.approval_would")
        terminal.table(title, headings, _figures(terminal, seen), numbers=2)
    _say_line(terminal, house, seen)
    _show_changes(terminal, house, seen)
    terminal.answer(
        {
            **approval_content(row),
            "before": asdict(seen.before) if seen.before else None,
            "after": asdict(seen.after) if seen.after else None,
            "outcome": common.outcome_content(seen.outcome) if seen.outcome else None,
            "changes": [asdict(one) for one in seen.changes],
        }
    )
    return 0


def _say_head(terminal: Terminal, house: House, row: Mapping[str, Any]) -> None:
    with house.reading() as connection:
        words = OrderWords(terminal, connection)
        names, days = institution_names(connection), working_days(connection)
    bank = names.get(row["institution_id"] or 0)
    made = row["made_at"].astimezone(SHANGHAI).date()
    today = house.clock().astimezone(SHANGHAI).date()
    terminal.say(
        "said.approval_head",
        number=row["number"],
        operation=words.operation(row["operation"]),
        what=terminal.name(bank.short_zh, bank.short_en) if bank else row["node_key"],
        state=terminal.text(f"approval_state.{row['state']}"),
        maker=words.person(row["maker"]),
        made=shanghai_text(row["made_at"]),
        age=len(days.between(made, today)),
        hands=row["hands"],
    )
    for _name, label, value in words.fields(row):
        terminal.line(f"  {label}: {value}")
    if row["checker"]:
        terminal.say(
            "said.approval_hands",
            checker=_hand(row["checker"], row["checker_for"]),
            approver=_hand(row["approver"], row["approver_for"]),
            note=row["decision_note"] or "-",
        )


def _hand(login: str | None, stands_for: str | None) -> str:
    return f"{login} ({stands_for})" if stands_for else login or "-"


def _figures(terminal: Terminal, seen: ApprovalPreview) -> list[tuple[str, str, str]]:
    before, after = ({} if one is None else asdict(one) for one in (seen.before, seen.after))
    return [
        (
            terminal.text(f"said.approval_line.{measure}"),
            wan_text(before.get(f"{measure}_minor", 0)),
            wan_text(after.get(f"{measure}_minor", 0)),
        )
        for measure in _MEASURES
    ]


def _say_line(terminal: Terminal, house: House, seen: ApprovalPreview) -> None:
    """Say which node decides what is available, and that the line is stopped now."""
    with house.reading() as connection:
        words = OrderWords(terminal, connection)
    bound = words.binding(seen.after or seen.before)
    if bound:
        terminal.say("said.approval_bound", node=bound)
    if seen.before is not None and seen.before.suspended:
        terminal.say("approval_warning.suspended")


def _show_changes(terminal: Terminal, house: House, seen: ApprovalPreview) -> None:
    if not seen.changes:
        terminal.say("said.approval_no_changes")
        return
    with house.reading() as connection:
        words = OrderWords(terminal, connection)
    columns = ("made", "who", "kind", "number", "amount")
    rows = [
        (
            shanghai_text(one.at),
            words.person(one.login),
            words.kind(one),
            one.reference,
            wan_text(one.amount_minor),
        )
        for one in seen.changes
    ]
    headings = [terminal.text(f"heading.approval_{one}") for one in columns]
    terminal.table(terminal.text("said.approval_changes"), headings, rows, numbers=1)
