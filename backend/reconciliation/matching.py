"""Which deal of ours is which of theirs: by reference, by reservation, by what it is, by sums.

Deals that several others could be are left apart: who guesses closes a break and opens two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from backend.reconciliation.sides import OurDeal, Terms, TheirDeal
from backend.reconciliation.sums import sums_of

Pair = tuple[OurDeal, TheirDeal]
Group = tuple[tuple[OurDeal, ...], tuple[TheirDeal, ...]]


@dataclass
class Matching:
    """What was found of two books: pairs, sums, what came twice, and what stands alone."""

    pairs: list[Pair] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    #: The pair's own and the one too many.
    twice_theirs: list[tuple[OurDeal, TheirDeal]] = field(default_factory=list)
    twice_ours: list[tuple[OurDeal, TheirDeal]] = field(default_factory=list)
    ours: list[OurDeal] = field(default_factory=list)
    theirs: list[TheirDeal] = field(default_factory=list)


def match(ours: Sequence[OurDeal], theirs: Sequence[TheirDeal], terms: Terms) -> Matching:
    """Match two books, pass by pass; every deal ends in exactly one place."""
    found = Matching(ours=list(ours), theirs=list(theirs))
    _by_name(found, [("number",), ("reference",)])
    _by_name(found, [("reservation",)])
    _by_terms(found)
    for our_part, their_part in sums_of(found.ours, found.theirs, terms):
        found.groups.append((our_part, their_part))
    _take_groups(found)
    return found


def _by_name(found: Matching, passes: Iterable[tuple[str, ...]]) -> None:
    """Join on a name of ours: our number, the deal's reference, the reservation's number.

    Deals of one name are looked at together, so a deal in parts or sent twice is known as such.
    """
    names = [name for one in passes for name in one]
    known: dict[str, tuple[str, str]] = {}
    holders: defaultdict[tuple[str, str], list[OurDeal]] = defaultdict(list)
    for name in names:
        for deal in found.ours:
            said = getattr(deal, name)
            if said:
                holders[name, said].append(deal)
                known.setdefault(said, (name, said))
    asked: defaultdict[tuple[str, str], list[TheirDeal]] = defaultdict(list)
    left: list[TheirDeal] = []
    for their in found.theirs:
        key = known.get(their.our_reference) or known.get(their.reference)
        if key is None:
            left.append(their)
        else:
            asked[key].append(their)
    taken: dict[str, TheirDeal] = {}
    for key in sorted(asked, key=lambda one: names.index(one[0])):
        standing = [deal for deal in holders[key] if deal.number not in taken]
        if standing:
            for deal in _together(found, standing, asked[key]):
                taken[deal.number] = asked[key][0]
        else:  # its deal is matched by a stronger name already
            found.twice_theirs += [(holders[key][0], one) for one in asked[key]]
    found.theirs = left
    found.ours = [deal for deal in found.ours if deal.number not in taken]


def _together(found: Matching, ours: list[OurDeal], theirs: list[TheirDeal]) -> Sequence[OurDeal]:
    """Match the deals of one name; return those of ours that have found their place."""
    if len(ours) == 1 and len(theirs) == 1:
        found.pairs.append((ours[0], theirs[0]))
        return ours
    whole = min(len(ours), len(theirs)) == 1 and _of_one_kind(ours) and _of_one_kind(theirs)
    if whole and _sum(ours) == _sum(theirs):
        found.groups.append((tuple(ours), tuple(theirs)))
        return ours
    rest_ours, rest_theirs = list(ours), list(theirs)
    for deal in ours:
        like = next((one for one in rest_theirs if _alike(deal, one)), None)
        if like is not None:
            found.pairs.append((deal, like))
            rest_ours.remove(deal)
            rest_theirs.remove(like)
    if whole and len(rest_ours) == len(ours):
        found.groups.append((tuple(ours), tuple(theirs)))  # in parts, and a part is wrong
        return ours
    while rest_ours and rest_theirs:
        found.pairs.append((rest_ours.pop(0), rest_theirs.pop(0)))
    found.twice_theirs += [(ours[0], one) for one in rest_theirs]
    found.twice_ours += [(one, theirs[0]) for one in rest_ours]
    return ours


def _of_one_kind(deals: Sequence[OurDeal] | Sequence[TheirDeal]) -> bool:
    """Whether deals can be parts of one: the same line and currency."""
    return len({(one.institution, one.product, one.currency) for one in deals}) == 1


def _sum(deals: Sequence[OurDeal] | Sequence[TheirDeal]) -> tuple[set[str], int]:
    return {deal.currency for deal in deals}, sum(deal.amount_minor for deal in deals)


def _alike(ours: OurDeal, theirs: TheirDeal) -> bool:
    return (ours.institution, ours.currency, ours.amount_minor) == (
        theirs.institution,
        theirs.currency,
        theirs.amount_minor,
    )


def terms_of(deal: OurDeal | TheirDeal) -> tuple[object, ...]:
    """Return what two deals without a common name must share to be one."""
    return (deal.institution, deal.product, deal.currency, deal.amount_minor, deal.value_date)


def _by_terms(found: Matching) -> None:
    """Join on institution, product, currency, amount and value date, where that leaves no choice.

    As many on both sides with the same maturities are interchangeable: nothing is guessed.
    """
    mine: defaultdict[tuple[object, ...], list[OurDeal]] = defaultdict(list)
    yours: defaultdict[tuple[object, ...], list[TheirDeal]] = defaultdict(list)
    for their in found.theirs:
        if their.institution is not None:
            yours[terms_of(their)].append(their)
    for deal in found.ours:
        key = terms_of(deal)
        if key in yours:
            mine[key].append(deal)
    done: set[int] = set()
    for key, deals in mine.items():
        partners = yours[key]
        if len(deals) != len(partners) or not (len(deals) == 1 or _same_ends(deals, partners)):
            continue
        found.pairs += zip(sorted(deals, key=_end), sorted(partners, key=_end), strict=True)
        done |= {id(one) for one in (*deals, *partners)}
    found.ours = [deal for deal in found.ours if id(deal) not in done]
    found.theirs = [deal for deal in found.theirs if id(deal) not in done]


def _end(deal: OurDeal | TheirDeal) -> str:
    return str(deal.maturity_date or "")


def _same_ends(ours: Sequence[OurDeal], theirs: Sequence[TheirDeal]) -> bool:
    return sorted(map(_end, ours)) == sorted(map(_end, theirs))


def _take_groups(found: Matching) -> None:
    taken = {id(deal) for ours, theirs in found.groups for deal in (*ours, *theirs)}
    found.ours = [deal for deal in found.ours if id(deal) not in taken]
    found.theirs = [deal for deal in found.theirs if id(deal) not in taken]
