"""The fewest and then the smallest moves between the units of a line that meet stated needs.

Which moves are chosen, and how much each carries, are two questions.

**How much.** What a unit or group of branches may give, and what it lacks, concerns only the
difference of its inflow and outflow. So for a given set of moves the amounts are a flow in a
network (`Shares.network`) with least and greatest amounts in integers: there is a way exactly when
the cheapest flow carries every least amount, and it is then the smallest in sum. No amount needs to
be guessed, none is a fraction.

**Which.** Sets of moves are tried by size, beginning with one for each unit that lacks; the first
size at which any set will do is therefore the fewest, and among the sets of that size the smallest
sum is kept. No sum is smaller than that of the flow in which every move is allowed, so the search
ends when one reaches it. Of givers that are alike (same group, same limits to every taker) a set of
n moves uses at most n, and any of them may be exchanged for one with more to spare: so only the n
richest are tried. A set in which a taker's givers together have too little is passed over unasked.

Meeting needs by few of many givers contains the partition problem: no quick method is known that
is always exact. Beyond `MOST_TRIALS` sets the moves of the smallest flow are taken, less those that
can be spared one by one, and `proven` is false.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from backend.ledger.shares import Arc, Most, Shares, Taker, shares_of
from backend.ledger.state import Book

#: How many sets of moves are tried before an answer that is not proven is good enough.
MOST_TRIALS = 100_000


@dataclass(frozen=True)
class Need:
    """What a unit needs of a line, in ledger minor units of line use."""

    leaf_key: str
    amount_minor: int


@dataclass(frozen=True)
class Move:
    """A share that should move from one unit's node to another's."""

    giver_key: str
    taker_key: str
    amount_minor: int


@dataclass(frozen=True)
class Plan:
    """The moves; by the need's place in the list, what is missing of those that cannot be met.

    `proven`: no fewer moves meet the others, and none of this number are smaller in sum.
    """

    moves: Sequence[Move]
    missing: Mapping[int, int]
    proven: bool = True


def propose(
    book: Book, line_key: str, needs: Sequence[Need], most: Most, trials: int = MOST_TRIALS
) -> Plan:
    """Return the moves between the units of a product line that meet these needs.

    Needs count on top of what is used and reserved, in their order: one that cannot be met together
    with those before is left out. `most` limits who may give to whom. The book is not changed.
    """
    wanted: dict[str, int] = defaultdict(int)
    missing: dict[int, int] = {}
    for place, need in enumerate(needs):
        trial = {**wanted, need.leaf_key: wanted[need.leaf_key] + need.amount_minor}
        shares = shares_of(book, line_key, trial, most)
        lacking = shares.network(shares.arcs)[0].solve()
        if lacking:
            missing[place] = lacking
        else:
            wanted[need.leaf_key] = trial[need.leaf_key]
    shares = shares_of(book, line_key, wanted, most)
    found = _Search(shares, trials)
    return Plan(found.moves(), missing, found.proven)


class _Search:
    """The search for the best set of moves."""

    def __init__(self, shares: Shares, trials: int) -> None:
        self.shares, self.left, self.proven = shares, trials, True
        smallest = _carried(shares, shares.arcs) or {}
        self.least_minor = sum(smallest.values())
        self.best = _spared(shares, smallest)

    def moves(self) -> list[Move]:
        """Return the moves, those from elsewhere into a group before those inside one."""
        for size in range(self.shares.least_moves(), len(self.best) + 1):
            if self._settled(size) or self._try(size):
                break
        chosen = sorted(self.best.items(), key=lambda one: (one[0].inside, -one[1]))
        return [Move(arc.giver.key, arc.taker.key, amount) for arc, amount in chosen]

    def _settled(self, size: int) -> bool:
        return len(self.best) == size and sum(self.best.values()) == self.least_minor

    def _try(self, size: int) -> bool:
        """Try the sets of a size; return whether the search is over."""
        found = len(self.best) == size
        for arcs in _sets(self.shares, _useful(self.shares, size), size):
            self.left -= 1
            if self.left < 0:
                self.proven = False
                return True
            carried = _carried(self.shares, arcs) if _enough(arcs) else None
            if carried is None:
                continue
            smaller = sum(carried.values()) < sum(self.best.values())
            if len(self.best) > size or smaller:
                self.best, found = carried, True
            if self._settled(size):
                return True
        return found


def _carried(shares: Shares, arcs: Sequence[Arc]) -> dict[Arc, int] | None:
    """Return what each of these moves carries at least; `None` when they will not do."""
    network, numbers = shares.network(arcs)
    if network.solve():
        return None
    amounts = ((arc, network.amount(number)) for arc, number in zip(arcs, numbers, strict=True))
    return {arc: amount for arc, amount in amounts if amount}


def _spared(shares: Shares, carried: Mapping[Arc, int]) -> dict[Arc, int]:
    """Return a set of moves of which none can be spared, the smallest tried first."""
    best = dict(carried)
    for arc in sorted(carried, key=lambda one: carried[one]):
        fewer = _carried(shares, [one for one in best if one != arc]) if arc in best else None
        best = fewer if fewer is not None else best
    return best


def _useful(shares: Shares, size: int) -> list[Arc]:
    """Return the moves worth trying: of givers that are alike, as many of the richest as needed."""
    limits: dict[str, dict[str, int]] = defaultdict(dict)
    for arc in shares.arcs:
        capped = arc.most_minor < min(arc.giver.spare_minor, _wanted(shares, arc))
        limits[arc.giver.key][arc.taker.key] = arc.most_minor if capped else -1
    alike: dict[object, list[tuple[int, str]]] = defaultdict(list)
    for giver in shares.givers:
        own = giver.key == giver.group
        kind = (giver.group, own, tuple(sorted(limits[giver.key].items())))
        alike[kind].append((-giver.spare_minor, giver.key))
    kept = {key for listed in alike.values() for _spare, key in sorted(listed)[:size]}
    useful = [arc for arc in shares.arcs if arc.giver.key in kept]
    return sorted(useful, key=lambda arc: (arc.taker.key, -arc.most_minor, arc.giver.key))


def _wanted(shares: Shares, arc: Arc) -> int:
    group = shares.groups.get(arc.taker.group)
    short = group.short_minor if group is not None and not arc.inside else 0
    return max(arc.taker.short_minor, short)


def _sets(shares: Shares, arcs: Sequence[Arc], size: int) -> Iterator[list[Arc]]:
    """Yield the sets of so many moves in which every unit that lacks is given something."""
    needing = [taker for taker in shares.takers if taker.short_minor]
    by_taker: dict[str, list[Arc]] = {taker.key: [] for taker in needing}
    for arc in arcs:
        by_taker.setdefault(arc.taker.key, []).append(arc)
    must = {taker.key for taker in needing}

    def extend(waiting: Sequence[str], chosen: list[Arc], left: int) -> Iterator[list[Arc]]:
        if not waiting:
            if left == 0:
                yield list(chosen)
            return
        still = sum(key in must for key in waiting[1:])
        for count in range(1 if waiting[0] in must else 0, left - still + 1):
            for some in combinations(by_taker[waiting[0]], count):
                yield from extend(waiting[1:], [*chosen, *some], left - count)

    yield from extend(list(by_taker), [], size)


def _enough(arcs: Sequence[Arc]) -> bool:
    """Whether each taker's givers together have what its own share lacks."""
    given: dict[Taker, int] = defaultdict(int)
    for arc in arcs:
        given[arc.taker] += arc.most_minor
    return all(amount >= taker.short_minor for taker, amount in given.items())
