"""The cheapest flow through a small network whose edges have least and greatest amounts.

Successive shortest paths in integers: exact, and quick enough for some dozens of nodes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

#: More than any amount: 10**17 minor units are the largest that a line takes.
UNBOUNDED = 10**19


@dataclass
class _Edge:
    """One direction of an edge; its counterpart stands beside it in the list."""

    end: int
    left: int
    cost: int


@dataclass
class Network:
    """Edges between named places. What must flow at least is asked of every edge at once."""

    _places: dict[Hashable, int] = field(default_factory=dict)
    _edges: list[_Edge] = field(default_factory=list)
    _out: list[list[int]] = field(default_factory=list)
    _balance: dict[int, int] = field(default_factory=dict)

    def edge(
        self, start: Hashable, end: Hashable, most: int, *, least: int = 0, cost: int = 0
    ) -> int:
        """Add an edge; return its number, by which `amount` knows it (what is beyond `least`)."""
        first, second = self._place(start), self._place(end)
        if least:
            self._balance[second] = self._balance.get(second, 0) + least
            self._balance[first] = self._balance.get(first, 0) - least
        return self._join(first, second, most - least, cost)

    def solve(self) -> int:
        """Let every edge carry its least, as cheaply as can be; return how much of it cannot be."""
        source, sink = self._place(object()), self._place(object())
        for place, wanted in self._balance.items():
            if wanted > 0:
                self._join(source, place, wanted, 0)
            elif wanted < 0:
                self._join(place, sink, -wanted, 0)
        missing = sum(wanted for wanted in self._balance.values() if wanted > 0)
        while missing:
            path = self._cheapest(source, sink)
            if not path:
                break
            amount = min(self._edges[one].left for one in path)
            for one in path:
                self._edges[one].left -= amount
                self._edges[one ^ 1].left += amount
            missing -= amount
        return missing

    def amount(self, edge: int) -> int:
        """Return what an edge carries beyond its least."""
        return self._edges[edge ^ 1].left

    def _place(self, name: Hashable) -> int:
        if name not in self._places:
            self._places[name] = len(self._out)
            self._out.append([])
        return self._places[name]

    def _join(self, start: int, end: int, most: int, cost: int) -> int:
        number = len(self._edges)
        self._edges += [_Edge(end, most, cost), _Edge(start, 0, -cost)]
        self._out[start].append(number)
        self._out[end].append(number + 1)
        return number

    def _cheapest(self, source: int, sink: int) -> list[int]:
        """Return the edges of the cheapest way that still has room; empty when there is none."""
        costs = {source: 0}
        came: dict[int, int] = {}
        waiting = deque([source])
        while waiting:
            place = waiting.popleft()
            for one in self._out[place]:
                edge = self._edges[one]
                cost = costs[place] + edge.cost
                if edge.left > 0 and cost < costs.get(edge.end, UNBOUNDED):
                    costs[edge.end], came[edge.end] = cost, one
                    waiting.append(edge.end)
        path: list[int] = []
        place = sink
        while place != source:
            if place not in came:
                return []
            path.append(came[place])
            place = self._edges[came[place] ^ 1].end
        return path
