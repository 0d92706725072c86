"""One system's deals against ours: every deal agrees, or is in exactly one break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.contract.reconciliation import BreakClass, System
from backend.reconciliation.breaks import Break, Effect, break_of
from backend.reconciliation.matching import Group, Matching, Pair, match
from backend.reconciliation.pairs import compare_pair
from backend.reconciliation.sides import OurDeal, Side, Terms, TheirDeal
from backend.reconciliation.sums import place_of

_MOST_PROPOSED = 3
Places = Mapping[tuple[object, ...], Sequence[str]]


@dataclass(frozen=True)
class Comparison:
    """The breaks with one system, and what each side holds in the ledger's currency."""

    system: System
    breaks: Sequence[Break]
    ours_minor: Mapping[str, int]
    theirs_minor: Mapping[str, int]


def compare(ours: Sequence[OurDeal], side: Side, terms: Terms) -> Comparison:
    """Compare open deals; totals are by product.

    What ours hold plus what the breaks move is what theirs hold: `assert`ed product by product.
    """
    standing = [deal for deal in side.deals if deal.state == "open"]
    named = {name for deal in standing for name in (deal.our_reference, deal.reference) if name}
    covered = [
        deal
        for deal in ours
        if side.covers(deal) or deal.number in named or deal.reference in named
    ]
    found = match(covered, standing, terms)
    breaks = [
        one
        for mine, theirs in found.pairs
        if (one := compare_pair(side.system, mine, theirs, terms)) is not None
    ]
    wholes = [_whole(group) for group in found.groups]
    breaks += [
        one
        for mine, theirs in wholes
        if (one := compare_pair(side.system, mine, theirs, terms)) is not None
    ]
    breaks += _twice(side.system, found, terms)
    breaks += _alone(side, found, terms)
    ours_minor, theirs_minor = _totals(covered, found, wholes, terms)
    moved: defaultdict[str, int] = defaultdict(int)
    for one in breaks:
        for _institution, product, minor in one.effects[side.system]:
            moved[product] += minor
    for product in {*ours_minor, *theirs_minor}:
        rest = ours_minor[product] + moved[product] - theirs_minor[product]
        assert abs(rest) <= terms.use_tolerance_minor * len(covered), (product, rest)
    return Comparison(side.system, breaks, dict(ours_minor), dict(theirs_minor))


def _whole(group: Group) -> Pair:
    """Return a deal and its parts as one deal with one, to be compared as such."""
    mine, theirs = group
    ours = mine[0]._replace(
        amount_minor=sum(one.amount_minor for one in mine),
        use_minor=sum(one.use_minor for one in mine),
    )
    uses = [one.use_minor for one in theirs if one.use_minor is not None]
    whole = theirs[0]._replace(
        amount_minor=sum(one.amount_minor for one in theirs),
        use_minor=sum(uses) if len(uses) == len(theirs) else None,
    )
    return ours, whole


def _twice(system: System, found: Matching, terms: Terms) -> list[Break]:
    """Return what came twice; a second deal under one reference is said with the first."""
    breaks: list[Break] = []
    for mine, theirs in found.twice_theirs:
        use = terms.their_use(theirs, mine)
        effects: list[Effect] = [(theirs.institution, theirs.product, use)]
        said = {"reference": mine.reference or mine.number}
        kind = BreakClass.DUPLICATE
        one = break_of(kind, "sent_twice", system, None, theirs, effects, said)
        breaks.append(one)
    for mine, theirs in found.twice_ours:
        effects = [(mine.institution, mine.product, -mine.use_minor)]
        said = {"reference": theirs.reference}
        kind = BreakClass.DUPLICATE
        breaks.append(break_of(kind, "booked_twice", system, mine, None, effects, said))
    return breaks


def _alone(side: Side, found: Matching, terms: Terms) -> list[Break]:
    """Return what stands on one side only, with what it might be and why it is gone there."""
    ended: dict[str, TheirDeal] = {}
    for deal in side.deals:
        if deal.state != "open":
            ended |= {name: deal for name in (deal.our_reference, deal.reference) if name}
    mine, yours = _places(found.ours), _places(found.theirs)
    breaks = []
    for ours in found.ours:
        kind, cause = _why_gone(ours, ended.get(ours.number) or ended.get(ours.reference), terms)
        effects: list[Effect] = [(ours.institution, ours.product, -ours.use_minor)]
        said = _proposed(yours, ours)
        breaks.append(break_of(kind, cause, side.system, ours, None, effects, said))
    for theirs in found.theirs:
        use = terms.their_use(theirs)
        cause = "not_told" if theirs.institution is not None else "unmapped"
        effects = [(theirs.institution, theirs.product, use)]
        said = {"foreign_id": theirs.foreign_id, **_proposed(mine, theirs)}
        kind = BreakClass.OURS_MISSING
        breaks.append(break_of(kind, cause, side.system, None, theirs, effects, said))
    return breaks


def _why_gone(ours: OurDeal, ended: TheirDeal | None, terms: Terms) -> tuple[BreakClass, str]:
    if ended is not None and ended.state == "cancelled":
        return BreakClass.THEIRS_MISSING, "cancelled_there"
    if ended is not None:
        return BreakClass.MATURED, "ended_there"
    if ours.maturity_date is not None and ours.maturity_date <= terms.day:
        return BreakClass.MATURED, "not_released"
    if ours.late:
        return BreakClass.CUT_OFF, "after_cut_off"
    return BreakClass.THEIRS_MISSING, "not_in_file"


def _places(deals: Sequence[OurDeal] | Sequence[TheirDeal]) -> Places:
    places: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
    for deal in deals:
        listed = places[place_of(deal)]
        if len(listed) < _MOST_PROPOSED:
            listed.append(deal.number if isinstance(deal, OurDeal) else deal.reference)
    return places


def _proposed(places: Places, deal: OurDeal | TheirDeal) -> Mapping[str, str]:
    names = places.get(place_of(deal), ())
    return {"might_be": ", ".join(names)} if names else {}


def _totals(
    covered: Sequence[OurDeal], found: Matching, wholes: Sequence[Pair], terms: Terms
) -> tuple[defaultdict[str, int], defaultdict[str, int]]:
    ours: defaultdict[str, int] = defaultdict(int)
    theirs: defaultdict[str, int] = defaultdict(int)
    for deal in covered:
        ours[deal.product] += deal.use_minor
    for mine, one in (*found.pairs, *wholes, *found.twice_theirs):
        theirs[one.product] += terms.their_use(one, mine)
    for one in found.theirs:
        theirs[one.product] += terms.their_use(one)
    return ours, theirs
