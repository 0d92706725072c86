"""Reciprocity: the words for what flows which way, and the year's plan with a correspondent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.contract.command import Command


class Direction(StrEnum):
    """Who entrusted the business. Treasury dealing is mutual and belongs to no direction."""

    IN = "in"  # 来委: they chose us
    OUT = "out"  # 去委: we chose them
    MUTUAL = "mutual"


class Account(StrEnum):
    """Whose account it is."""

    NOSTRO = "nostro"  # 存放同业: ours with them
    VOSTRO = "vostro"  # 同业存放: theirs with us


class Strategy(StrEnum):
    """What we mean to do with the business of a correspondent."""

    INCREASE = "increase"
    DECREASE = "decrease"
    KEEP = "keep"
    NEGOTIATE = "negotiate"


@dataclass(frozen=True, kw_only=True)
class SetReciprocityPlan(Command):
    """Write target, strategy and points of a year beside a correspondent.

    `institution` is a BIC8, `target_minor` US cents of inward business in `year`, `None` for no
    target; an empty `strategy` is none. What equals its base stays as it is: only what the sender
    changed is compared and set.
    """

    institution: str
    year: int
    target_minor: int | None
    base_target_minor: int | None
    strategy: str
    base_strategy: str
    points: str
    base_points: str
