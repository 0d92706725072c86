"""The home sheet's words: what waits, and what a person does about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.contract.command import Command


class MatterKind(StrEnum):
    """What kind of thing waits on the home sheet."""

    REQUEST = "request"  # a request or a transfer to be answered
    CHECK = "check"  # somebody else's work to be checked
    LAPSE = "lapse"  # a reservation that will lapse
    RETURN = "return"  # a borrowed share that goes home
    EXPIRY = "expiry"  # a line that ends
    EXCESS = "excess"
    EVENT = "event"
    REVIEW = "review"  # the year's evaluation
    BREAK = "break"
    MISSING_RETURN = "missing_return"  # a branch that has not returned its month


class MatterAction(StrEnum):
    """What a person says about a matter."""

    WORKING = "working"
    HANDED = "handed"
    LATER = "later"
    SEEN = "seen"


@dataclass(frozen=True, kw_only=True)
class NoteMatter(Command):
    """Say what one does about a matter of one's own home sheet.

    `matter` is the matter's key, `hand_to` a login. `version` is the note's as the sender saw it,
    0 where there was none.
    """

    matter: str
    action: MatterAction | None
    hand_to: str
    until_date: date | None
    note: str
    version: int
