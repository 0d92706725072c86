"""What a comparison finds: breaks with their likely cause, and the totals on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.contract.reconciliation import BreakClass, System
from backend.reconciliation.sides import OurDeal, TheirDeal

#: What a break moves: (institution, product, minor units of the ledger's currency), theirs less
#: ours.
Effect = tuple[int | None, str, int]


@dataclass(frozen=True)
class Break:
    """One difference between our books and those of one or more systems.

    `ours_minor` and `theirs_minor` count in `currency`; `None` where that side has nothing.
    `evidence` holds the parameters of the sentence `break_cause.<cause>`; `subject` says what
    differs, so that the same break is known again.
    """

    kind: BreakClass
    cause: str
    systems: tuple[System, ...]
    subject: str
    institution: int | None
    product: str
    unit: str
    our_reference: str
    their_reference: str
    currency: str
    ours_minor: int | None
    theirs_minor: int | None
    effects: Mapping[System, Sequence[Effect]]
    evidence: Mapping[str, str] = field(default_factory=dict)
    #: The deals behind it, for linking the same one across systems.
    theirs: tuple[TheirDeal, ...] = ()

    @property
    def use_difference_minor(self) -> int:
        """Theirs less ours in the ledger's currency; of the first system where there are two.

        A deal under the wrong name moves two lines: what it moves of its own counts.
        """
        effects = self.effects[self.systems[0]]
        return effects[0][2] if effects else 0

    @property
    def fingerprint(self) -> str:
        """What differs from what, for every day on which it does. Amounts may move meanwhile."""
        said = f"{self.kind.value}\n{self.subject}"
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def cause_key(self) -> str:
        """The cause under which people treat it: `cause/system`."""
        return f"{self.cause}/{system_text(self.systems)}"


def system_text(systems: Sequence[System]) -> str:
    """Return the systems of a break as its row names them: `limit_system+treasury`."""
    return "+".join(system.value for system in systems)


def break_of(  # noqa: PLR0913, PLR0917 - a break has two sides, a kind, a cause and what it moves
    kind: BreakClass,
    cause: str,
    system: System,
    ours: OurDeal | None,
    theirs: TheirDeal | None,
    effects: Sequence[Effect],
    evidence: Mapping[str, str],
) -> Break:
    """Return a break between a deal of ours and one of theirs, either of which may be missing."""
    lead = ours or theirs
    assert lead is not None
    subject = f"ours:{ours.number}" if ours else f"theirs:{_name(theirs)}"
    return Break(
        kind=kind,
        cause=cause,
        systems=(system,),
        subject=subject,
        institution=lead.institution,
        product=lead.product,
        unit=lead.unit,
        our_reference=ours.number if ours else "",
        their_reference=theirs.reference if theirs else "",
        currency=lead.currency,
        ours_minor=ours.amount_minor if ours else None,
        theirs_minor=theirs.amount_minor if theirs else None,
        effects={system: tuple(effects)},
        evidence=evidence,
        theirs=(theirs,) if theirs else (),
    )


def _name(theirs: TheirDeal | None) -> str:
    assert theirs is not None
    if theirs.our_reference or theirs.reference:
        return theirs.our_reference or theirs.reference
    return f"{theirs.foreign_id}/{theirs.currency}/{theirs.amount_minor}/{theirs.value_date}"
