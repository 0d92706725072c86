"""One deal here that is several there: sums, bounded, and only where a single one fits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from backend.reconciliation.sides import OurDeal, Terms, TheirDeal

Deal = TypeVar("Deal", OurDeal, TheirDeal)
Sums = list[tuple[tuple[OurDeal, ...], tuple[TheirDeal, ...]]]


def sums_of(ours: Sequence[OurDeal], theirs: Sequence[TheirDeal], terms: Terms) -> Sums:
    """Return the sums that hold, one to many and many to one.

    Only deals of the same institution, product, currency and value date are added up; a deal that
    could belong to two sums belongs to none.
    """
    mine: defaultdict[tuple[object, ...], list[OurDeal]] = defaultdict(list)
    yours: defaultdict[tuple[object, ...], list[TheirDeal]] = defaultdict(list)
    for deal in ours:
        mine[place_of(deal)].append(deal)
    for their in theirs:
        if their.institution is not None:
            yours[place_of(their)].append(their)
    found: Sums = []
    for place in mine.keys() & yours.keys():
        found += _unambiguous(mine[place], yours[place], terms)
    return found


def place_of(deal: OurDeal | TheirDeal) -> tuple[object, ...]:
    """Return where a deal could have a counterpart: institution, product, currency, value date."""
    return (deal.institution, deal.product, deal.currency, deal.value_date)


def _unambiguous(ours: list[OurDeal], theirs: list[TheirDeal], terms: Terms) -> Sums:
    if len(ours) > terms.candidates or len(theirs) > terms.candidates:
        return []
    found: Sums = [
        ((one,), parts) for one in ours for parts in _parts(one.amount_minor, theirs, terms.parts)
    ]
    found += [
        (parts, (one,)) for one in theirs for parts in _parts(one.amount_minor, ours, terms.parts)
    ]
    uses = Counter(id(deal) for mine, yours in found for deal in (*mine, *yours))
    return [
        (mine, yours)
        for mine, yours in found
        if all(uses[id(deal)] == 1 for deal in (*mine, *yours))
    ]


def _parts(total: int, deals: Sequence[Deal], most: int) -> Iterator[tuple[Deal, ...]]:
    for size in range(2, min(most, len(deals)) + 1):
        for parts in combinations(deals, size):
            if sum(part.amount_minor for part in parts) == total:
                yield parts
