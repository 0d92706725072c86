"""What the tests of hands order: large enough to wait, by whom, decided by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.contract import Outcome
from backend.contract.approvals import (
    AuthoriseApproval,
    CheckApproval,
    DelegateRole,
    SetAuthority,
    SetPolicy,
    WithdrawApproval,
)
from tests.house import MILLION, House

#: Beyond it an approved line takes two hands as shipped: five billion dollars.
LARGE = 6_000 * MILLION


def waiting(house: House, target_minor: int = LARGE, **fields: Any) -> Outcome:
    """Order a new line for bonds by 李, so large that a second hand must agree."""
    outcome = house.approve(target_minor, product="bonds", **fields)
    assert outcome.code == "awaiting", outcome
    return outcome


def check(house: House, number: str, login: str = "zhao", **fields: Any) -> Outcome:
    """复核."""
    return house.send(
        CheckApproval, **{"number": number, "confirmed": True, "login": login, **fields}
    )


def authorise(house: House, number: str, login: str = "chen", **fields: Any) -> Outcome:
    """审批."""
    return house.send(
        AuthoriseApproval, **{"number": number, "confirmed": True, "login": login, **fields}
    )


def withdraw(house: House, number: str, login: str = "li") -> Outcome:
    """Take it back."""
    return house.send(WithdrawApproval, number=number, login=login)


def delegate(house: House, principal: str, to: str, until: date, **fields: Any) -> Outcome:
    """代理 from today."""
    usual = {"from_date": house.today, "reason": "休假"}
    return house.send(
        DelegateRole, **{"login": principal, "delegate": to, "last_date": until, **usual, **fields}
    )


def policy(house: House, operation: str, from_minor: int, hands: int, day: date) -> None:
    """Change the policy from a coming day: 李 orders, 赵 checks."""
    asked = house.send(
        SetPolicy, operation=operation, from_minor=from_minor, hands=hands, valid_from=day
    )
    assert asked.code == "awaiting", asked
    assert check(house, asked.reference).code == "done"


def allow(house: House, grantee: str, operation: str, most_minor: int, day: date) -> None:
    """Change somebody's authority from a coming day: 李 orders, 赵 checks."""
    asked = house.send(
        SetAuthority, grantee=grantee, operation=operation, most_minor=most_minor, valid_from=day
    )
    assert asked.code == "awaiting", asked
    assert check(house, asked.reference).code == "done"
