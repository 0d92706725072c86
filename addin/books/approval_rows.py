"""The rows of 复核审批: each order that waits as its reader should see it before deciding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from addin.approval_words import OrderWords, available_minor
from addin.commands import common
from addin.terminal import Terminal
from backend.contract.approvals import ApprovalState, Opinion
from backend.dates import SHANGHAI
from backend.language import both
from backend.money import LEDGER_CURRENCY, wan_text
from backend.queries.approval_changes import line_mark
from backend.queries.events import EventRow, event_rows
from backend.queries.institutions import institution_names
from backend.queries.reference import WorkingDays
from backend.queries.rows import InstitutionName
from backend.services.hands.closed import Openness
from backend.services.hands.preview import ApprovalPreview
from workbooks.sheets.approvals import ApprovalRow

#: So many days an event is told of, and a line's end before it comes.
_DAYS = 30
Row = Mapping[str, Any]


def opinion_of(row: Row, login: str) -> str:
    """Return what was said to an order: by this person, else by whoever ended it."""
    state = row["state"]
    refused = state == ApprovalState.REFUSED
    last = "approver" if row["approver"] else "checker"
    if login in {row["checker"], row["approver"]}:
        return Opinion.REFUSE if refused and row[last] == login else Opinion.AGREE
    if refused:
        return Opinion.REFUSE
    return Opinion.AGREE if state == ApprovalState.APPLIED else ""


class RowMaker:
    """Makes rows of orders for one reader, at one moment."""

    def __init__(
        self, connection: Connection, terminal: Terminal, opened: Openness, moment: datetime
    ) -> None:
        """Read the names, the calendar's days and the events of a month."""
        self._connection, self.terminal, self._opened = connection, terminal, opened
        self._today = moment.astimezone(SHANGHAI).date()
        self.words = OrderWords(terminal, connection)
        self.names = institution_names(connection)
        since = moment - timedelta(days=_DAYS)
        self._events = [one for one in event_rows(connection) if one.occurred_at >= since]

    def waiting(self, seen: ApprovalPreview, days: WorkingDays) -> ApprovalRow:
        """Return the row of an order that waits: what it would do, and what to beware of."""
        words, base = self.words, self.base(seen.row, days)
        warnings = self._warnings(seen, base.institution, base.closed)
        now, after = available_minor(seen.before, seen.after)
        return replace(
            base,
            mark=line_mark(self._connection, seen.row["node_key"]),
            before_minor=now,
            after_minor=after,
            bound_by=words.binding(seen.after or seen.before),
            meanwhile="; ".join(words.change(one) for one in seen.changes),
            warnings="; ".join(warnings),
            would_not=seen.outcome is not None and not seen.outcome.accepted,
        )

    def base(self, row: Row, days: WorkingDays) -> ApprovalRow:
        """Return what an order says of itself, whether it waits or is over."""
        words = self.words
        return ApprovalRow(
            key=row["number"],
            version=row["version"],
            state=row["state"],
            is_request=False,
            maker=words.person(row["maker"]),
            made_at=row["made_at"],
            age_days=self.age(row["made_at"], days),
            kind=words.operation(row["operation"]),
            institution=self.names.get(row["institution_id"] or 0),
            content=words.content(row, short=True),
            details=words.content(row),
            currency=LEDGER_CURRENCY,
            amount_minor=row["amount_minor"] or None,
            document=dict(_fields(words, row)).get("approval_number", ""),
            closed=str(self._opened.order(row) or ""),
            opinion=opinion_of(row, self._opened.desk.login),
            hands=self.hands(row),
        )

    def age(self, made_at: datetime, days: WorkingDays) -> int:
        """Return how many working days have begun since a moment."""
        return len(days.between(made_at.astimezone(SHANGHAI).date(), self._today))

    def hands(self, row: Row) -> str:
        """Return who decided, for whom, when, and with what note."""
        said = [
            " ".join(
                part
                for part in (
                    self.words.person(row[hand]),
                    f"({self.words.person(row[f'{hand}_for'])})" if row[f"{hand}_for"] else "",
                    f"{row[moment].astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
                )
                if part
            )
            for hand, moment in (("checker", "checked_at"), ("approver", "approved_at"))
            if row[hand]
        ]
        return "; ".join([*said, row["decision_note"]] if row["decision_note"] else said)

    def why_closed(self, closed: str) -> Sequence[str]:
        """Return why the reader cannot decide, as a sentence; nothing for an open row."""
        return [self.terminal.text(f"approval_closed.{closed}")] if closed else []

    def event_warnings(self, bank: InstitutionName | None) -> Sequence[str]:
        """Return the events of a month that concern a bank or its country or region."""
        return [self._event(one) for one in self._events if bank and _concerns(one, bank)]

    def _warnings(
        self, seen: ApprovalPreview, bank: InstitutionName | None, closed: str
    ) -> Sequence[str]:
        said = [*self.why_closed(closed)]
        if seen.outcome is not None and not seen.outcome.accepted:
            reason = common.refusal_sentence(self.terminal, seen.order, seen.outcome)
            said.append(self.terminal.text("approval_warning.would_not", reason=reason))
        line = seen.before
        if line is not None and line.suspended:
            said.append(self.terminal.text("approval_warning.suspended"))
        if line is not None and line.frozen_minor:
            amount = wan_text(line.frozen_minor)
            said.append(self.terminal.text("approval_warning.frozen", amount=amount))
        if line is not None and line.expiry_date is not None:
            said += self._expiry(line.expiry_date)
        return [*said, *self.event_warnings(bank)]

    def _expiry(self, day: date) -> Sequence[str]:
        left = (day - self._today).days
        if left > _DAYS:
            return []
        key = "approval_warning.expired" if left < 0 else "approval_warning.expiry"
        return [self.terminal.text(key, day=day, days=left)]

    def _event(self, one: EventRow) -> str:
        summary = self.terminal.name(one.summary_zh, one.summary_en)
        day = one.occurred_at.astimezone(SHANGHAI).date()
        zh, en = both(f"event_kind.{one.kind}")
        kind = self.terminal.name(zh, en)
        return self.terminal.text("approval_warning.event", day=day, kind=kind, summary=summary)


def _fields(words: OrderWords, row: Row) -> Sequence[tuple[str, str]]:
    return [(name, value) for name, _label, value in words.fields(row)]


def _concerns(one: EventRow, bank: InstitutionName) -> bool:
    return one.bic8 == bank.bic8 or (not one.bic8 and one.country == bank.country)
