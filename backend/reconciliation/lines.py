"""The limit system's lines against ours: what was approved, and what is used of it.

A difference of what was approved is a break of its own, never an edit. A difference of what is used
is one only where the deals' breaks don't explain it: else each would be told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backend.contract.reconciliation import BreakClass, System
from backend.money import LEDGER_CURRENCY, line_use_minor
from backend.reconciliation.breaks import Break
from backend.reconciliation.pairs import power_of_ten
from backend.reconciliation.sides import OurLine, Terms, TheirLine

#: Whose line: institution and product.
Place = tuple[int, str]


def compare_lines(
    ours: Sequence[OurLine], theirs: Sequence[TheirLine], deals: Iterable[Break], terms: Terms
) -> list[Break]:
    """Return what differs between the lines; `deals` are the breaks of the limit system's uses.

    A line of a number that nobody knows is said once: with its deals where there are any.
    """
    explained, unmapped = _explained(deals)
    mine = {(one.institution, one.product): one for one in ours}
    seen: set[Place] = set()
    breaks: list[Break] = []
    for line in theirs:
        if line.institution is None:
            if line.foreign_id not in unmapped:
                breaks.append(_alone(line, "unmapped", terms))
            continue
        place = (line.institution, line.product)
        if place in seen:
            breaks.append(_alone(line, "line_twice", terms, BreakClass.DUPLICATE))
        elif place in mine:
            breaks += _differences(mine[place], line, explained.get(place, 0), terms)
        elif line.approved_minor or line.used_minor:
            breaks.append(_alone(line, "line_not_ours", terms))
        seen.add(place)
    for place, own in mine.items():
        if place not in seen and (own.approved_minor or own.used_minor):
            kind, cause = BreakClass.THEIRS_MISSING, "line_not_theirs"
            breaks.append(_break(kind, cause, own, None, (own.approved_minor, None)))
    return breaks


def _explained(deals: Iterable[Break]) -> tuple[Mapping[Place, int], frozenset[str]]:
    """Return what the deals' breaks move by line, and the numbers that nobody knows."""
    moved: dict[Place, int] = {}
    unmapped = set()
    for one in deals:
        if one.cause == "unmapped":
            unmapped.add(one.evidence.get("foreign_id", ""))
        for institution, product, minor in one.effects.get(System.LIMIT, ()):
            if institution is not None:
                moved[institution, product] = moved.get((institution, product), 0) + minor
    return moved, frozenset(unmapped)


def _differences(
    ours: OurLine, theirs: TheirLine, explained_minor: int, terms: Terms
) -> Iterator[Break]:
    slack = terms.use_tolerance_minor
    approved = _in_ledger(theirs, theirs.approved_minor, terms)
    own = _nearer(approved, ours.approved_minor, ours.approved_then_minor)
    if abs(approved - own) > slack:
        kind, cause, said = _why(own, approved, theirs, terms)
        yield _break(kind, cause, ours, theirs, (own, approved), said)
    used = _in_ledger(theirs, theirs.used_minor, terms)
    own = _nearer(used, ours.used_minor, ours.used_then_minor)
    short = used - own
    told = any(
        abs(used - mine - explained_minor) <= slack
        for mine in (ours.used_minor, ours.used_then_minor)
    )
    if abs(short) > slack and not told:
        kind = BreakClass.UNIT if power_of_ten(own, used) else BreakClass.AMOUNT
        said = {"difference": str(short), "explained": str(explained_minor)}
        yield _break(kind, "line_use_unexplained", ours, theirs, (own, used), said)


def _nearer(theirs_minor: int, now_minor: int, then_minor: int) -> int:
    """Return the one of our figures that theirs is of."""
    return min((now_minor, then_minor), key=lambda one: abs(one - theirs_minor))


def _in_ledger(line: TheirLine, minor: int, terms: Terms, rate_e12: int | None = None) -> int:
    """Return an amount of a line in the ledger's currency; as it is when there is no rate."""
    if line.currency == LEDGER_CURRENCY:
        return minor
    rate = rate_e12 if rate_e12 is not None else terms.rates.get(line.currency)
    return minor if rate is None else line_use_minor(minor, terms.minor_units[line.currency], rate)


def _why(
    ours_minor: int, theirs_minor: int, line: TheirLine, terms: Terms
) -> tuple[BreakClass, str, Mapping[str, str]]:
    if power := power_of_ten(ours_minor, theirs_minor):
        return BreakClass.UNIT, "power_of_ten", {"power": str(power)}
    for rate_e12, day in terms.known_rates.get(line.currency, {}).items():
        reached = _in_ledger(line, line.approved_minor, terms, rate_e12)
        if abs(reached - ours_minor) <= terms.use_tolerance_minor:
            return BreakClass.RATE, "line_at_rate_of", {"day": day.isoformat()}
    return BreakClass.AMOUNT, "line_approved", {"difference": str(theirs_minor - ours_minor)}


def _alone(
    line: TheirLine, cause: str, terms: Terms, kind: BreakClass = BreakClass.OURS_MISSING
) -> Break:
    approved = _in_ledger(line, line.approved_minor, terms)
    said = {"foreign_id": line.foreign_id}
    return _break(kind, cause, None, line, (None, approved), said)


def _break(
    kind: BreakClass,
    cause: str,
    ours: OurLine | None,
    theirs: TheirLine | None,
    minors: tuple[int | None, int | None],
    said: Mapping[str, str] | None = None,
) -> Break:
    lead = ours or theirs
    assert lead is not None
    what = "used" if cause == "line_use_unexplained" else "approved"
    whose = lead.institution if lead.institution is not None else getattr(lead, "foreign_id", "")
    ours_minor, theirs_minor = minors
    effect = (lead.institution, lead.product, (theirs_minor or 0) - (ours_minor or 0))
    return Break(
        kind=kind,
        cause=cause if cause.startswith("line_") else f"line_{cause}",
        systems=(System.LIMIT,),
        subject=f"line:{whose}/{lead.product}/{what}",
        institution=lead.institution,
        product=lead.product,
        unit="",
        our_reference="",
        their_reference=theirs.reference if theirs else "",
        currency=LEDGER_CURRENCY,
        ours_minor=ours_minor,
        theirs_minor=theirs_minor,
        effects={System.LIMIT: (effect,)},
        evidence=said or {},
    )
