"""What is proposed: moves in the order in which they can be made, and what of each demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.contract import Outcome, ReserveLimit


@dataclass(frozen=True, kw_only=True)
class ProposedMove:
    """One move of a line's share: ledger minor units.

    `request_minor` is the amount of a request that lends as much: a deal's, before its factor.
    """

    institution: str
    product: str
    giver: str
    taker: str
    amount_minor: int
    request_minor: int


@dataclass(frozen=True, kw_only=True)
class Demanded:
    """A demand and what became of it.

    `moved` when it takes moves to meet it; when it cannot be met, `short_minor` is missing and
    `outcome` says where and whose.
    """

    command: ReserveLimit
    outcome: Outcome
    line_use_minor: int
    moved: bool
    short_minor: int = 0

    @property
    def met(self) -> bool:
        """Whether there is room for it, after the moves."""
        return self.outcome.accepted


@dataclass(frozen=True)
class Proposal:
    """The moves in the order in which they can be made, and every demand.

    `proven`: no fewer moves, and of as many none smaller in sum, meet the demands that are met.
    """

    moves: Sequence[ProposedMove]
    demands: Sequence[Demanded]
    proven: bool
