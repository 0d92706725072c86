"""The commands of hands: check, authorise, withdraw; who stands in for whom; how many hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.contract.command import Command


class ApprovalState(StrEnum):
    """Where an order that waits for more hands stands. It only moves forward."""

    AWAITING_CHECK = "awaiting_check"  # 待复核
    AWAITING_APPROVAL = "awaiting_approval"  # 待审批
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


#: The states in which somebody may still decide.
WAITING = frozenset({ApprovalState.AWAITING_CHECK, ApprovalState.AWAITING_APPROVAL})


class Opinion(StrEnum):
    """What a second or third hand says to what waits."""

    AGREE = "agree"  # 同意
    REFUSE = "refuse"  # 退回


@dataclass(frozen=True, kw_only=True)
class DecideApproval(Command):
    """What the second and the third hand have in common.

    `number` is the order's (BG-20261123-0001), `version` as the sender saw it, 0 for any. What is
    not `confirmed` is refused for good and needs a `note`.
    """

    number: str
    confirmed: bool
    note: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class CheckApproval(DecideApproval):
    """复核: the second hand; where two are asked for, it carries the order out."""


@dataclass(frozen=True, kw_only=True)
class AuthoriseApproval(DecideApproval):
    """审批: the third hand carries the order out."""


@dataclass(frozen=True, kw_only=True)
class WithdrawApproval(Command):
    """The maker takes the order back; nothing had moved."""

    number: str
    note: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class DelegateRole(Command):
    """代理: from day to day `delegate` (a login) may do what the sender's role may."""

    delegate: str
    from_date: date
    last_date: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class EndDelegation(Command):
    """End a delegation before its last day; the principal or the delegate may."""

    number: str


@dataclass(frozen=True, kw_only=True)
class SetPolicy(Command):
    """How many hands an operation takes from an amount on, from a coming day.

    `from_minor` is ledger currency; `hands` is 1, 2 or 3.
    """

    operation: str
    from_minor: int
    hands: int
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class SetAuthority(Command):
    """Up to what amount a login or a role (`grantee`) may give the last hand, from a coming day."""

    grantee: str
    operation: str
    most_minor: int
    valid_from: date
