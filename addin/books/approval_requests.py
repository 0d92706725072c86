"""Requests whose grant waits for a second person, as rows of 复核审批."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from addin.approval_words import available_minor
from addin.books.approval_rows import RowMaker
from addin.commands import common
from backend.contract import CheckRequest, Command, Outcome, RequestState
from backend.contract.approvals import Opinion
from backend.dates import SHANGHAI
from backend.queries.approval_rows import requests_to_check
from backend.queries.reference import WorkingDays
from backend.services.desk import open_desk
from backend.services.hands.closed import Closed, Openness
from backend.services.hands.preview import LineFigures, line_figures
from backend.services.hands.trials import touched, trial_of
from backend.services.requests.decisions import check_request
from workbooks.sheets.approvals import ApprovalRow

Row = Mapping[str, Any]


class RequestRows:
    """Makes rows of requests for one reader, at one moment."""

    def __init__(
        self, connection: Connection, maker: RowMaker, opened: Openness, moment: datetime
    ) -> None:
        """Remember who asks, and when."""
        self._connection, self._maker = connection, maker
        self._opened, self._moment = opened, moment

    def rows(self, days: WorkingDays, since: datetime) -> Sequence[ApprovalRow]:
        """Return what waits for its check, and what was checked since a moment."""
        return [self._row(one, days) for one in requests_to_check(self._connection, since)]

    def _row(self, row: Row, days: WorkingDays) -> ApprovalRow:
        maker = self._maker
        closed = self._opened.request(row)
        bank = maker.names.get(row["institution_id"])
        before, after, order, outcome = self._tried(row, closed)
        warnings = [*maker.why_closed(str(closed or ""))] if closed is not Closed.OVER else []
        if outcome is not None and not outcome.accepted and order is not None:
            reason = common.refusal_sentence(maker.terminal, order, outcome)
            warnings.append(maker.terminal.text("approval_warning.would_not", reason=reason))
        waits = closed is not Closed.OVER
        return ApprovalRow(
            key=row["number"],
            version=row["version"],
            state=row["state"],
            is_request=True,
            maker=maker.words.person(row["maker"] or row["requester"]),
            made_at=row["made_at"] or row["changed_at"],
            age_days=maker.age(row["made_at"] or row["changed_at"], days),
            kind=maker.terminal.text(f"request_kind.{row['kind']}"),
            institution=bank,
            content=self._content(row),
            details=self._content(row),
            currency=row["currency_code"],
            amount_minor=row["granted_minor"],
            before_minor=available_minor(before, after)[0],
            after_minor=available_minor(before, after)[1],
            bound_by=maker.words.binding(after or before),
            warnings="; ".join([*warnings, *maker.event_warnings(bank)]) if waits else "",
            would_not=outcome is not None and not outcome.accepted,
            closed=str(closed or ""),
            opinion=Opinion.AGREE if row["checker"] else "",
            hands=self._hands(row),
        )

    def _content(self, row: Row) -> str:
        words = self._maker.words
        return self._maker.terminal.text(
            "said.approval_request",
            unit=words.unit(row["unit_code"]),
            lender=words.unit(row["lending_unit_code"]) if row["lending_unit_code"] else "-",
            product=words.product(row["product_code"]),
            last=row["last_date"],
            purpose=row["purpose"],
        )

    def _hands(self, row: Row) -> str:
        if not row["checker"]:
            return ""
        at = f"{row['checked_at'].astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        return f"{self._maker.words.person(row['checker'])} {at}"

    def _tried(
        self, row: Row, closed: Closed | None
    ) -> tuple[LineFigures | None, LineFigures | None, Command | None, Outcome | None]:
        """Try the check of an open row: the line before and after, what would be answered."""
        if closed is not None or row["state"] != RequestState.AWAITING_CHECK:
            return None, None, None, None
        login = self._opened.desk.login
        number, version = row["number"], row["version"]
        order = CheckRequest(
            id="", login=login, request=number, confirmed=True, note="", version=version
        )
        bank = self._maker.names[row["institution_id"]]
        desk = open_desk(self._connection, login, self._moment, {bank.bic8})
        desk = replace(desk, principals=self._opened.desk.principals)
        trial = trial_of(desk)
        outcome = check_request(trial, order)
        key = touched(desk, trial)
        after = line_figures(trial, key) if outcome.accepted else None
        return line_figures(desk, key), after, order, outcome
