"""A house whose orders go through as many hands as its policy asks for."""

from __future__ import annotations

from typing import Any

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.approvals import AuthoriseApproval, CheckApproval
from tests.house import YI, House


def order(house: House, kind: type[Command], /, **fields: Any) -> Outcome:
    """Give an order about 乙's placement line and let who must agree: 赵 checks, 陈 approves.

    The answer is the last hand's; a refusal is answered by whoever it met.
    """
    if "line" in fields:
        fields |= fields.pop("line")
    said = house.send(kind, **{"reason": "评级下调", **fields})
    for hand, login in ((CheckApproval, "zhao"), (AuthoriseApproval, "chen")):
        if not _waits(said):
            break
        number = said.detail["approval"]
        said = house.send(hand, number=number, confirmed=True, login=login)
    return said


def _waits(said: Outcome) -> bool:
    return said.code is OutcomeCode.AWAITING or (
        said.accepted and said.detail.get("state", "").startswith("awaiting")
    )


#: The names of some lines of 乙.
PLACEMENT: dict[str, Any] = {"institution": YI, "product": "placement"}
TREASURY: dict[str, Any] = {**PLACEMENT, "unit": "treasury"}
TRADE: dict[str, Any] = {**PLACEMENT, "unit": "trade"}
BANK: dict[str, Any] = {"institution": YI}
JAPAN: dict[str, Any] = {"country": "JP"}
GROUP: dict[str, Any] = {"group": "example"}
