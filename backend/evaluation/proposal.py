"""The proposed limit: the least of what our capital, theirs, and the caps above allow."""

from __future__ import annotations

from dataclasses import dataclass

from backend.contract.evaluation import Proposal, ProposalTerm
from backend.evaluation.template import NUMBER_SCALE, Band
from backend.money import WAN_MINOR

NO_PROPOSAL = Proposal(limit_minor=None, tenor_days=None, binding="", terms=())


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a limit is measured by, in ledger minor units; `None` where nobody has entered it.

    A headroom is what this institution could use at most if the others stayed as they are; one of
    `None` is a cap that does not exist. `standing_minor` is the line that is approved now.
    """

    own_tier_1_minor: int | None
    equity_minor: int | None
    country_minor: int | None
    group_minor: int | None
    regulatory_minor: int | None
    standing_minor: int


def propose(band: Band | None, means: Means, *, no_relation: bool, no_new_line: bool) -> Proposal:
    """Return the proposal for a grade's band: in whole ten thousands of dollars, rounded down.

    Without a grade there is none; without own or their capital its terms are shown, and no limit.
    """
    if no_relation:
        stop = ProposalTerm(code="no_relation", amount_minor=0)
        return Proposal(limit_minor=0, tenor_days=0, binding=stop.code, terms=(stop,))
    if band is None:
        return NO_PROPOSAL
    terms = [
        _share("own_tier_1", means.own_tier_1_minor, band.alpha_e6),
        _share("their_equity", means.equity_minor, band.beta_e6),
    ]
    for code, amount in (
        ("country_headroom", means.country_minor),
        ("group_headroom", means.group_minor),
        ("regulatory_headroom", means.regulatory_minor),
        ("no_new_line", means.standing_minor if no_new_line else None),
    ):
        if amount is not None:
            terms.append(ProposalTerm(code=code, amount_minor=max(0, amount)))
    amounts = [(term.amount_minor, term.code) for term in terms if term.amount_minor is not None]
    if len(amounts) < len(terms):
        return Proposal(limit_minor=None, tenor_days=None, binding="", terms=tuple(terms))
    least, binding = min(amounts, key=lambda one: one[0])
    return Proposal(
        limit_minor=least // WAN_MINOR * WAN_MINOR,
        tenor_days=band.max_tenor_days,
        binding=binding,
        terms=tuple(terms),
    )


def _share(code: str, amount_minor: int | None, share_e6: int) -> ProposalTerm:
    if amount_minor is None:
        return ProposalTerm(code=code, amount_minor=None)
    return ProposalTerm(code=code, amount_minor=max(0, amount_minor) * share_e6 // NUMBER_SCALE)
