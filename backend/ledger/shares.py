"""The shares of one product line, as far as moves between its units are concerned.

An end is a unit that may give or take: a department, a branch, a group of branches for itself. What
a branch gives beyond its group leaves the group as well, and what it takes from beyond comes to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from backend.contract import Dimension
from backend.ledger.flow import UNBOUNDED, Network
from backend.ledger.state import Book, NodeState

#: (giving unit, taking unit) → the most that may be lent, in minor units; `None` without a limit.
Most = Callable[[str, str], int | None]


@dataclass(frozen=True)
class Giver:
    """A unit with something to spare beyond its own needs; `group` is the key of its group."""

    key: str
    unit: str
    group: str
    spare_minor: int


@dataclass(frozen=True)
class Taker:
    """A unit that lacks room: its own share (`short_minor`), or its group does."""

    key: str
    unit: str
    group: str
    short_minor: int


@dataclass(frozen=True)
class Group:
    """A group of branches: what may leave it, or what it lacks for the needs of all in it."""

    key: str
    spare_minor: int
    short_minor: int


@dataclass(frozen=True)
class Arc:
    """A move that may be: from whom, to whom, at most how much."""

    giver: Giver
    taker: Taker
    most_minor: int

    @property
    def inside(self) -> bool:
        """Whether it stays within one group of branches."""
        return bool(self.giver.group) and self.giver.group == self.taker.group


@dataclass(frozen=True)
class Shares:
    """A product line with what is needed of it: who could give, who lacks, which moves may be."""

    givers: Sequence[Giver]
    takers: Sequence[Taker]
    groups: Mapping[str, Group]
    arcs: Sequence[Arc]

    def least_moves(self) -> int:
        """Return how many moves there must be: one to each that lacks."""
        short = [taker for taker in self.takers if taker.short_minor]
        served = {taker.group for taker in short}
        return len(short) + sum(
            one.short_minor > 0 and one.key not in served for one in self.groups.values()
        )

    def network(self, arcs: Sequence[Arc]) -> tuple[Network, list[int]]:
        """Return the network of these arcs and the number of each in it.

        Shares flow from the line down to givers, over arcs, and up from takers again: what a group
        gives and takes meets at its own place, so that only the difference passes above it.
        """
        network = Network()
        for giver in self.givers:
            network.edge(giver.group, ("giver", giver.key), giver.spare_minor)
        for taker in self.takers:
            least = taker.short_minor
            network.edge(("taker", taker.key), taker.group, UNBOUNDED, least=least)
        for group in self.groups.values():
            network.edge("", group.key, group.spare_minor)
            network.edge(group.key, "", UNBOUNDED, least=group.short_minor)
        numbers = [
            network.edge(("giver", arc.giver.key), ("taker", arc.taker.key), arc.most_minor, cost=1)
            for arc in arcs
        ]
        return network, numbers


def shares_of(book: Book, line_key: str, needs: Mapping[str, int], most: Most) -> Shares:
    """Return the shares of a product line with these needs (unit's node → line use)."""
    line = book.nodes[line_key]
    units = [
        node
        for node in book.nodes.values()
        if node.dimension is Dimension.UNIT
        and (node.institution_id, node.product) == (line.institution_id, line.product)
    ]
    above = {node.key: _group_of(book, node) for node in units}
    wholes = {group for group in above.values() if group} | {
        node.key for node in units if node.allocated_minor
    }
    groups = {key: _group(book.nodes[key], units, above, needs) for key in sorted(wholes)}
    givers, takers = [], []
    for node in units:
        need = needs.get(node.key, 0)
        if node.key in groups:
            givers.append(_pool(node, groups[node.key]))
            takers.append(Taker(node.key, node.unit, node.key, 0))
            continue
        givers.append(Giver(node.key, node.unit, above[node.key], node.spare_minor - need))
        # What nobody asked for is no lack, not even where the line is exceeded.
        short = max(0, need - node.room_minor) if need else 0
        takers.append(Taker(node.key, node.unit, above[node.key], short))
    open_givers = [one for one in givers if one.spare_minor > 0]
    lacking = [one for one in takers if _lacks(one, groups, needs)]
    arcs = [
        Arc(giver, taker, limit)
        for taker in lacking
        for giver in open_givers
        if (limit := _limit(giver, taker, groups, most)) > 0
    ]
    return Shares(open_givers, lacking, groups, arcs)


def _group_of(book: Book, node: NodeState) -> str:
    parent = book.strict_parent(node.key)
    return parent.key if parent is not None and parent.dimension is Dimension.UNIT else ""


def _group(
    node: NodeState, units: Sequence[NodeState], above: Mapping[str, str], needs: Mapping[str, int]
) -> Group:
    inside = [one.key for one in units if above[one.key] == node.key]
    needed = sum(needs.get(key, 0) for key in (node.key, *inside))
    left = node.room_minor - needed
    # One that has allotted more than it holds passes nothing on.
    passes = node.line_minor >= node.allocated_minor
    return Group(node.key, max(0, left) if passes else 0, max(0, -left) if needed else 0)


def _pool(node: NodeState, group: Group) -> Giver:
    """Return what a group may give of its own: what it has not allotted to its branches.

    What the group lacks comes before, so that its room is then as large as all needs in it.
    """
    room = node.room_minor + group.short_minor
    return Giver(node.key, node.unit, node.key, min(room, node.line_minor - node.allocated_minor))


def _lacks(taker: Taker, groups: Mapping[str, Group], needs: Mapping[str, int]) -> bool:
    if taker.short_minor:
        return True
    group = groups.get(taker.group)
    short = group is not None and group.short_minor > 0
    return short and (taker.key == taker.group or needs.get(taker.key, 0) > 0)


def _limit(giver: Giver, taker: Taker, groups: Mapping[str, Group], most: Most) -> int:
    """Return the most of a move; zero when it cannot be or would help nobody."""
    if giver.key == taker.key:
        return 0
    inside = bool(giver.group) and giver.group == taker.group
    if inside and not taker.short_minor:  # the group would gain nothing
        return 0
    allowed = most(giver.unit, taker.unit)
    wanted = taker.short_minor
    group = groups.get(taker.group)
    if group is not None and not inside:
        wanted = max(wanted, group.short_minor)
    limit = min(giver.spare_minor, wanted)
    return limit if allowed is None else min(limit, allowed)
