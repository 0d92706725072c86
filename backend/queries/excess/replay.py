"""Whose doing an excess is: active and passive, from what changed the node's room. Pure.

A told deal that adds to an excess is active; a rate, a lowered or frozen line, a loan or a
temporary increase gone home, a bank that moved are passive. What a told deal's own release takes
away is taken from its active part; anything else that makes an excess smaller (a raised line, a
release of another deal, a rate) makes the passive part smaller first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Change:
    """What one entry did to a node's room: negative takes room.

    `draw` is the draw that it concerns, itself for a draw.
    """

    entry: str
    kind: str
    mode: str
    room_minor: int
    day: date
    draw: str


@dataclass(frozen=True)
class Cause:
    """What added to an excess, when, by which entry.

    `code`: `told`, `revalued`, `lowered`, `lent`, `returned`, `frozen`, `expired`, `corrected`, or
    `earlier` for what no entry explains (a bank that moved with its use).
    """

    code: str
    minor: int
    day: date
    entry: str


@dataclass(frozen=True)
class Replay:
    """An excess explained; `since` is `None` when there is none."""

    active_minor: int = 0
    passive_minor: int = 0
    since: date | None = None
    causes: tuple[Cause, ...] = ()


_CODES = {
    "draw": "told",
    "reserve": "told",
    "revalue": "revalued",
    "reverse": "corrected",
    "approve": "lowered",
    "allocate": "lowered",
    "lend": "lent",
    "return": "returned",
    "revert": "returned",
    "freeze": "frozen",
}


def replay(over_minor: int, back: Iterable[Change]) -> Replay:
    """Explain an excess of `over_minor` by the changes of its node, given from the newest back."""
    episode: list[Change] = []
    room = -over_minor
    for change in back:
        episode.append(change)
        room -= change.room_minor
        if room >= 0:
            break
    return _forward(room, list(reversed(episode)))


def _forward(room: int, changes: list[Change]) -> Replay:
    active: dict[str, int] = {}
    causes: list[Cause] = []
    passive = max(0, -room)
    since = changes[0].day if changes else None
    if passive and since is not None:
        causes.append(Cause("earlier", passive, since, ""))
    for change in changes:
        before, room = max(0, -room), room + change.room_minor
        grown = max(0, -room) - before
        if grown > 0:
            told = change.kind == "draw" and change.mode == "tell"
            code = "told" if told else _CODES.get(change.kind, "other")
            causes.append(Cause(code, grown, change.day, change.entry))
            if told:
                active[change.entry] = active.get(change.entry, 0) + grown
            else:
                passive += grown
        elif grown < 0:
            passive = _shrink(active, passive, -grown, change.draw)
    return Replay(sum(active.values()), passive, since, tuple(causes))


def _shrink(active: dict[str, int], passive: int, minor: int, draw: str) -> int:
    """Take `minor` from the deal's own part, then from the passive one, then from the newest."""
    own = min(minor, active.get(draw, 0))
    if own:
        active[draw] -= own
        minor -= own
    taken = min(minor, passive)
    minor -= taken
    for told in reversed(list(active)):
        part = min(minor, active[told])
        active[told] -= part
        minor -= part
    return passive - taken
