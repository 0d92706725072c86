"""Orders that wait, listed for whoever decides: age, what changes, what becomes available."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from addin.approval_words import OrderWords, available_minor
from addin.commands.approval_answers import approval_content
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract.approvals import WAITING
from backend.dates import SHANGHAI
from backend.money import from_minor, wan_text
from backend.queries.approval_changes import line_mark
from backend.queries.institutions import institution_names
from backend.queries.reference import working_days
from backend.services.hands.closed import Closed, Openness
from backend.services.hands.preview import ApprovalPreview, preview_rows

Row = Mapping[str, Any]
_COLUMNS = ("number", "age", "operation", "what", "content", "effect", "maker", "state")
#: So many letters of a digest are typed again without a slip.
_LETTERS = 6


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One order in words. `seen` is `None` for an order that is over; `mark` says how it stands."""

    row: Row
    seen: ApprovalPreview | None
    closed: Closed | None
    age_days: int
    mark: str
    words: Mapping[str, str]

    def content(self) -> dict[str, Any]:
        """Return the order as JSON says it."""
        before, after = (self.seen.before, self.seen.after) if self.seen else (None, None)
        figures = zip(("before", "after"), available_minor(before, after), strict=True)
        available = {
            f"available_{when}_usd": None if one is None else str(from_minor(one))
            for when, one in figures
        }
        bound = after or before
        return {
            **approval_content(self.row),
            **available,
            "bound_by": bound.binding.node if bound is not None and bound.binding else None,
            "age_working_days": self.age_days,
            "changes_since": len(self.seen.changes) if self.seen else 0,
            "closed_to_you": str(self.closed) if self.closed else None,
        }


def listing(terminal: Terminal, house: House, rows: Sequence[Row]) -> Sequence[Listed]:
    """Return orders as they stand now, in the order given, each tried on its own."""
    now = house.clock()
    today = now.astimezone(SHANGHAI).date()
    with house.reading() as connection:
        words = OrderWords(terminal, connection)
        names = institution_names(connection)
        days = working_days(connection)
        opened = Openness(connection, house.login, now)
        waiting = [row for row in rows if row["state"] in WAITING]
        tried = {one.row["number"]: one for one in preview_rows(connection, waiting, now)}
        listed = []
        for row in rows:
            seen, bank = tried.get(row["number"]), names.get(row["institution_id"] or 0)
            closed = opened.order(row)
            said = {
                "operation": words.operation(row["operation"]),
                "what": terminal.name(bank.short_zh, bank.short_en) if bank else row["node_key"],
                "content": words.content(row, short=True),
                "effect": _effect(terminal, words, seen),
                "maker": words.person(row["maker"]),
                "state": _state(terminal, row, closed),
            }
            age = len(days.between(row["made_at"].astimezone(SHANGHAI).date(), today))
            mark = f"{row['number']} {row['version']} {line_mark(connection, row['node_key'])}"
            one = Listed(row=row, seen=seen, closed=closed, age_days=age, mark=mark, words=said)
            listed.append(one)
    return listed


def show_listing(terminal: Terminal, title: str, listed: Sequence[Listed]) -> None:
    """Show orders as a table, and beneath it what they come to."""
    headings = [terminal.text(f"heading.approval_{one}") for one in _COLUMNS]
    rows = [
        [
            {**one.words, "number": one.row["number"], "age": str(one.age_days)}[column]
            for column in _COLUMNS
        ]
        for one in listed
    ]
    terminal.table(title, headings, rows)
    say_total(terminal, [one.row for one in listed])


def say_total(terminal: Terminal, rows: Sequence[Row], key: str = "said.approval_total") -> None:
    """Say how many orders there are and what they come to, in ten thousands of dollars."""
    terminal.say(key, count=len(rows), amount=wan_text(total_minor(rows)))


def total_minor(rows: Sequence[Row]) -> int:
    """Return what orders come to, in ledger minor units."""
    return sum(int(row["amount_minor"]) for row in rows)


def code_of_seen(listed: Sequence[Listed]) -> str:
    """Return a short code of exactly these orders as they stand now, whatever their order."""
    marks = "\n".join(sorted(one.mark for one in listed))
    return hashlib.sha256(marks.encode()).hexdigest()[:_LETTERS]


def _effect(terminal: Terminal, words: OrderWords, seen: ApprovalPreview | None) -> str:
    if seen is None:
        return "-"
    if seen.outcome is not None and not seen.outcome.accepted:
        return terminal.text("said.approval_refused_effect")
    if seen.before is None and seen.after is None:
        return "-"
    said = words.effect(seen.before, seen.after)
    bound = words.binding(seen.after or seen.before)
    return f"{said} ({bound})" if bound else said


def _state(terminal: Terminal, row: Row, closed: Closed | None) -> str:
    state = terminal.text(f"approval_state.{row['state']}")
    if closed is None:
        return f"{state} · {terminal.text('said.approval_mine')}"
    if closed in {Closed.OWN, Closed.HAD_HAND}:
        return f"{state} · {terminal.text(f'said.approval_{closed}')}"
    return state
