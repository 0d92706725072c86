"""What differs between a deal of ours and its counterpart: one break a deal, the gravest first.

Original currency comes first: only where the deals agree are their conversions compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from backend.contract.reconciliation import BreakClass, System
from backend.money import FACTOR_SCALE, LEDGER_CURRENCY, line_use_minor
from backend.reconciliation.breaks import Break, Effect, break_of
from backend.reconciliation.sides import OurDeal, Terms, TheirDeal

_CLEAN_FACTOR_E6 = 1_000
Found = tuple[BreakClass, str, Mapping[str, str]]


def power_of_ten(first: int, second: int) -> int:
    """Return k where one amount is 10**k times the other, k positive; zero when there is none."""
    low, high = sorted((abs(first), abs(second)))
    if low == 0 or high % low:
        return 0
    ratio, power = high // low, 0
    while ratio % 10 == 0:
        ratio, power = ratio // 10, power + 1
    return power if ratio == 1 else 0


def compare_pair(system: System, ours: OurDeal, theirs: TheirDeal, terms: Terms) -> Break | None:
    """Return the break between two deals that are one; `None` when they agree."""
    found = (
        _names(ours, theirs, terms)
        or amounts(ours, theirs, terms)
        or _dates(ours, theirs, terms)
        or _conversion(ours, theirs, terms)
    )
    if found is None:
        return None
    kind, cause, evidence = found
    effects = _effects(ours, theirs, terms)
    return break_of(kind, cause, system, ours, theirs, effects, evidence)


def _effects(ours: OurDeal, theirs: TheirDeal, terms: Terms) -> list[Effect]:
    use = terms.their_use(theirs, ours)
    if (ours.institution, ours.product) == (theirs.institution, theirs.product):
        return [(ours.institution, ours.product, use - ours.use_minor)]
    return [
        (ours.institution, ours.product, -ours.use_minor),
        (theirs.institution, theirs.product, use),
    ]


def _names(ours: OurDeal, theirs: TheirDeal, terms: Terms) -> Found | None:
    if theirs.institution is None:
        return BreakClass.UNKNOWN, "unmapped", {"foreign_id": theirs.foreign_id}
    if ours.institution != theirs.institution:
        group = terms.groups.get(ours.institution, "")
        same = bool(group) and group == terms.groups.get(theirs.institution)
        cause = "same_group" if same else "other_institution"
        said = {"ours": str(ours.institution), "theirs": str(theirs.institution)}
        return BreakClass.MISROUTED, cause, said
    if ours.currency != theirs.currency:
        said = {"ours": ours.currency, "theirs": theirs.currency}
        return BreakClass.UNKNOWN, "other_currency", said
    if ours.product != theirs.product:
        said = {"ours": ours.product, "theirs": theirs.product}
        return BreakClass.UNKNOWN, "other_product", said
    return None


def amounts(ours: OurDeal, theirs: TheirDeal, terms: Terms) -> Found | None:
    """Return how two amounts of one currency differ."""
    short = ours.amount_minor - theirs.amount_minor
    if abs(short) <= terms.tolerance_minor:
        return None
    power = power_of_ten(ours.amount_minor, theirs.amount_minor)
    if power:
        return BreakClass.UNIT, "power_of_ten", {"power": str(power)}
    said = {"difference": str(-short)}
    within = short * FACTOR_SCALE <= ours.amount_minor * terms.charge_e6
    if 0 < short <= terms.charge_minor and within:
        return BreakClass.CHARGE, "charge_deducted", said
    if sorted(str(ours.amount_minor)) == sorted(str(theirs.amount_minor)):
        return BreakClass.AMOUNT, "digits_swapped", said
    return BreakClass.AMOUNT, "lower_there" if short > 0 else "higher_there", said


def _dates(ours: OurDeal, theirs: TheirDeal, terms: Terms) -> Found | None:
    for name in ("value_date", "maturity_date"):
        mine: date | None = getattr(ours, name)
        yours: date | None = getattr(theirs, name)
        if mine is None or yours is None or mine == yours:
            continue
        first, last = sorted((mine, yours))
        between = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        worked = sum(terms.is_working(day) for day in between)
        cause = "holiday_shift" if worked <= 1 else "other_date"
        said = {"field": name, "ours": mine.isoformat(), "theirs": yours.isoformat()}
        return BreakClass.DATE, cause, said
    return None


def _conversion(ours: OurDeal, theirs: TheirDeal, terms: Terms) -> Found | None:
    use = theirs.use_minor
    if use is None or abs(use - ours.use_minor) <= terms.use_tolerance_minor:
        return None
    if power := power_of_ten(ours.use_minor, use):
        return BreakClass.UNIT, "power_of_ten", {"power": str(power)}
    places = terms.minor_units[ours.currency]

    def reached(rate_e12: int, factor_e6: int) -> bool:
        reckoned = line_use_minor(ours.amount_minor, places, rate_e12, factor_e6)
        return abs(reckoned - use) <= terms.use_tolerance_minor

    known = terms.known_rates.get(ours.currency, {})
    others = [theirs.rate_e12] if theirs.rate_e12 is not None else list(known)
    for rate_e12 in others:
        if rate_e12 != ours.rate_e12 and reached(rate_e12, ours.factor_e6):
            cause = "rate_of_another_day" if rate_e12 in known else "rate_of_another_source"
            said = {"ours_e12": str(ours.rate_e12), "theirs_e12": str(rate_e12)}
            if rate_e12 in known:
                said["day"] = known[rate_e12].isoformat()
            return BreakClass.RATE, cause, said
    rate_e12 = theirs.rate_e12 if theirs.rate_e12 is not None else ours.rate_e12
    whole = line_use_minor(ours.amount_minor, places, rate_e12)
    steps = round(use * FACTOR_SCALE / whole / _CLEAN_FACTOR_E6) if whole else 0
    factor_e6 = steps * _CLEAN_FACTOR_E6
    if factor_e6 not in {0, ours.factor_e6} and reached(rate_e12, factor_e6):
        said = {"ours_e6": str(ours.factor_e6), "theirs_e6": str(factor_e6)}
        return BreakClass.FACTOR, "other_factor", said
    ledger = ours.currency == LEDGER_CURRENCY
    cause = "use_differs" if ledger else "conversion_unexplained"
    return BreakClass.UNKNOWN, cause, {"ours": str(ours.use_minor), "theirs": str(use)}
