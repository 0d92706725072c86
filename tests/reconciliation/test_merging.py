"""Two systems that differ from us in the same way make one break; otherwise each its own."""

from __future__ import annotations

from backend.contract.reconciliation import System
from backend.reconciliation.breaks import system_text
from backend.reconciliation.comparison import compare
from backend.reconciliation.merging import merge
from backend.reconciliation.sides import OurDeal, Side, TheirDeal
from tests.reconciliation.test_comparison import ONE, TERMS, ours, theirs


def merged(mine: list[OurDeal], limit: list[TheirDeal], treasury: list[TheirDeal]) -> list[str]:
    systems = ((System.LIMIT, limit), (System.TREASURY, treasury))
    both = [compare(mine, Side(system, deals), TERMS).breaks for system, deals in systems]
    kept = merge(both)
    assert all(fingerprint == one.fingerprint for fingerprint, one in kept.items())
    return [f"{one.kind.value} {system_text(one.systems)}" for one in kept.values()]


def test_the_same_difference_with_both_is_one_break() -> None:
    wrong = theirs(ONE, amount_minor=1_000_000_00)
    assert merged([ONE], [wrong], [wrong]) == ["amount limit_system+treasury"]
    assert merged([ONE], [], []) == ["theirs_missing limit_system+treasury"]
    only_theirs = theirs(ONE, reference="T-1", our_reference="")
    assert merged([], [theirs(ONE)], [only_theirs]) == ["ours_missing limit_system+treasury"]


def test_another_difference_is_another_break() -> None:
    wrong = theirs(ONE, amount_minor=1_000_000_00)
    other = theirs(ONE, amount_minor=1_500_000_00)
    expected = ["amount limit_system", "amount treasury"]
    assert merged([ONE], [wrong], [other]) == expected
    assert merged([ONE], [wrong], [theirs(ONE)]) == expected[:1]


def test_three_of_one_reference_are_two_breaks() -> None:
    copies = [theirs(ONE, reference=f"LS-{number}") for number in range(3)]
    assert merged([ONE], copies, [theirs(ONE)]) == ["duplicate limit_system"] * 2


def test_a_deal_in_parts_of_several_rates_adds_up() -> None:
    """Parts drawn at two rates; theirs is one deal without a conversion of its own."""
    parts = [
        ours(1, 600_000_00, reference="T-9"),
        ours(2, 400_000_00, reference="T-9", institution=2, use_minor=500_000_00),
    ]
    parts[1] = parts[1]._replace(institution=parts[0].institution)
    whole = theirs(parts[0], amount_minor=1_000_000_00, use_minor=None)
    assert merged(parts, [whole], [whole]) == []
