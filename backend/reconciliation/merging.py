"""The breaks of all systems by fingerprint: what differs in the same way with two is one break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from backend.reconciliation.breaks import Break


def merge(by_system: Iterable[Sequence[Break]]) -> Mapping[str, Break]:
    """Return every break by its fingerprint, in the order of the systems.

    Two of one system that are called the same are numbered, in the order of what they say; a
    difference that is another one with the second system is a break of its own.
    """
    kept: dict[str, Break] = {}
    for found in by_system:
        met: Counter[str] = Counter()
        for given in sorted(found, key=_order):
            met[given.fingerprint] += 1
            number = met[given.fingerprint]
            one = given if number == 1 else replace(given, subject=f"{given.subject}#{number}")
            standing = kept.get(one.fingerprint)
            if standing is not None and not _same(standing, one):
                system = one.systems[0].value
                one = replace(one, subject=f"{one.subject}@{system}")
                standing = None
            kept[one.fingerprint] = one if standing is None else _together(standing, one)
    return kept


def _order(one: Break) -> tuple[str, ...]:
    said = (one.our_reference, one.their_reference, one.product, one.currency)
    return (one.subject, *said, str(one.ours_minor), str(one.theirs_minor))


def _same(first: Break, second: Break) -> bool:
    return (first.currency, first.ours_minor, first.theirs_minor) == (
        second.currency,
        second.ours_minor,
        second.theirs_minor,
    )


def _together(first: Break, second: Break) -> Break:
    return replace(
        first,
        systems=(*first.systems, *second.systems),
        institution=first.institution if first.institution is not None else second.institution,
        unit=first.unit or second.unit,
        their_reference=first.their_reference or second.their_reference,
        effects={**first.effects, **second.effects},
        evidence={**second.evidence, **first.evidence},
        theirs=(*first.theirs, *second.theirs),
    )
