"""To whom an order that waits is closed, and why: asked before deciding, by sheets and lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from backend.contract import RequestState
from backend.contract.approvals import WAITING, ApprovalState
from backend.dates import SHANGHAI
from backend.queries.hands import authority_of, hands_of, most_of, policy_of, principals_of
from backend.services.desk import Desk, open_desk

Row = Mapping[str, Any]
_TWO = 2


class Closed(StrEnum):
    """Why somebody may not give the next hand."""

    OVER = "over"
    OWN = "own"  # made by oneself, or by somebody for whom one stands in
    HAD_HAND = "had_hand"
    NOT_PERMITTED = "not_permitted"
    NO_AUTHORITY = "no_authority"


def hands_before(connection: Connection, row: Row, state: ApprovalState) -> set[str | None]:
    """Return who was in an order before its hand of `state`, the maker and those stood in for."""
    made_on = row["made_at"].astimezone(SHANGHAI).date()
    before: set[str | None] = {
        row["maker"],
        *principals_of(connection, row["maker"], made_on),
    }
    if state is ApprovalState.AWAITING_APPROVAL:
        before |= {row["checker"], row["checker_for"]}
    return before - {None}


def most_held(desk: Desk, operation: str, right: str) -> int | None:
    """Return up to what amount the desk's person may give the last hand; `None`: not at all."""
    rows = authority_of(desk.connection, desk.today)
    held = [
        most_of(rows, one.login, one.role, operation)
        for one in desk.hats
        if (one.role, right) in desk.permissions
    ]
    return max((one for one in held if one is not None), default=None)


class Openness:
    """Says of each order to whom it is closed, for one person at one moment."""

    def __init__(self, connection: Connection, login: str, now: datetime) -> None:
        """Read what the person may do."""
        self._connection = connection
        self.desk = open_desk(connection, login, now, frozenset())
        self._policy = policy_of(connection, self.desk.today)

    def order(self, row: Row) -> Closed | None:
        """Return why a row of `approval` is closed to the person; `None` where it is open."""
        if row["state"] not in WAITING:
            return Closed.OVER
        state = ApprovalState(row["state"])
        right = "check" if state is ApprovalState.AWAITING_CHECK else "authorise"
        before = hands_before(self._connection, row, state)
        if self.desk.is_one_of(before):
            own = self.desk.is_one_of({row["maker"]})
            return Closed.OWN if own else Closed.HAD_HAND
        if not self.desk.may(right):
            return Closed.NOT_PERMITTED
        if right == "check" and self._hands(row) > _TWO:
            return None  # somebody else's authority decides
        most = most_held(self.desk, row["operation"], right)
        enough = most is not None and most >= row["amount_minor"]
        return None if enough else Closed.NO_AUTHORITY

    def request(self, row: Row) -> Closed | None:
        """Return why a row of `request` that waits for its check is closed to the person."""
        if row["state"] != RequestState.AWAITING_CHECK:
            return Closed.OVER
        if self.desk.is_one_of({row["requester"], row["maker"]}):
            return Closed.OWN
        return None if self.desk.may("check") else Closed.NOT_PERMITTED

    def _hands(self, row: Row) -> int:
        """Return how many hands an order takes by the policy of today."""
        needed = hands_of(self._policy, row["operation"], int(row["amount_minor"]))
        return max(int(row["hands"]), needed)
